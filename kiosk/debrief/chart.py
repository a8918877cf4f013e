"""The geometry of the debrief's chart. Across, everything is in per cent of the chart's width; down, in pixels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.debrief.timeline import CueMark, DialPoint, Timeline

PLOT_WIDTH: Final = 1000
"""Width of the coordinates the dials are drawn in; they are stretched to the chart's."""

LANE_GAP: Final = 4.1
"""Least distance of two marks in one lane (%): 26 px of the narrowest chart, 640 px. Targets are 24 px (WCAG 2.5.8)."""

_TICKS_S: Final = (5, 10, 15, 30, 60, 120, 300, 600)
_MOST_TICKS: Final = 8


@dataclass(frozen=True, slots=True)
class BarDrawn:
    """A voice speaking: left edge and width (%)."""

    who: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class MarkDrawn:
    """A cue's mark: its place (%) and its lane, from 0 down."""

    mark: CueMark
    left: float
    lane: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the axis (%) with what is written there."""

    left: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything drawn. The lines are SVG points in PLOT_WIDTH by 100, heat's area closed at the bottom."""

    heat: str
    heat_area: str
    trust: str
    patience: str
    bars: tuple[BarDrawn, ...]
    marks: tuple[MarkDrawn, ...]
    lanes: int
    ticks: tuple[Tick, ...]


def chart(time: Timeline) -> Chart:
    """Lay the timeline out."""
    heat = _line(time, [(point, point.heat) for point in time.dials])
    marks = tuple(_lanes(time))
    return Chart(
        heat=heat,
        heat_area=f"0,100 {heat} {PLOT_WIDTH},100",
        trust=_line(time, [(point, point.trust) for point in time.dials]),
        patience=_line(time, [(point, point.patience) for point in time.dials]),
        bars=tuple(
            BarDrawn(bar.who, _across(time, bar.start), round(_across(time, bar.end) - _across(time, bar.start), 2))
            for bar in time.bars
        ),
        marks=marks,
        lanes=1 + max((mark.lane for mark in marks), default=0),
        ticks=tuple(_ticks(time)),
    )


def clock(seconds: float) -> str:
    """Minutes and seconds: 1:07."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _across(time: Timeline, at: float) -> float:
    return round(100 * min(at, time.length) / time.length, 2) if time.length else 0.0


def _line(time: Timeline, points: Sequence[tuple[DialPoint, int]]) -> str:
    return " ".join(f"{_across(time, point.at) * PLOT_WIDTH / 100:.1f},{100 - value}" for point, value in points)


def _lanes(time: Timeline) -> Iterator[MarkDrawn]:
    """Each mark into the first lane where it keeps its distance.

    A voice that stayed near its own baseline is not drawn: three marks a reply would bury the rest.
    """
    ends: list[float] = []
    drawn = [mark for mark in time.marks if mark.kind == "words" or not mark.helps]
    for mark in sorted(drawn, key=lambda one: (one.at, one.turn, one.kind, one.sign)):
        left = _across(time, mark.at)
        lane = next((lane for lane, end in enumerate(ends) if left - end >= LANE_GAP), len(ends))
        ends[lane : lane + 1] = [left]
        yield MarkDrawn(mark, left, lane)


def _ticks(time: Timeline) -> Iterator[Tick]:
    if time.unit == "turns":
        for turn in range(1, round(time.length) + 1):
            yield Tick(_across(time, turn - 0.5), str(turn))
        return
    step = next((step for step in _TICKS_S if time.length / step <= _MOST_TICKS), _TICKS_S[-1])
    for second in range(0, int(time.length) + 1, step):
        yield Tick(_across(time, second), clock(second))
