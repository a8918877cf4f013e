"""How the replies were spoken, as figures against the speaker's own baseline. Figures only: no feeling is named."""

from dataclasses import dataclass

from kiosk.debrief.evidence import Evidence
from kiosk.roleplay.turns import Turn


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one reply."""

    name: str
    value: float | None
    unit: str
    shown: str
    """The figure as one reads it: "+2 dB"; a dash where there is none."""
    why_not: str = ""
    """Why it could not be taken."""


@dataclass(frozen=True, slots=True)
class ToneRow:
    """One reply's figures, always the same ones in the same order."""

    turn: int
    figures: tuple[Figure, ...]


MEASURES = (
    ("level", "level_db", "dB", "{:+.0f} dB"),
    ("pitch", "pitch_st", "semitones", "{:+.1f} semitones"),
    ("pace", "rate_ratio", "times your own", "× {:.2f}"),
    ("pitch range", "range_ratio", "times your own", "× {:.2f}"),
)
"""(name, field of ToneMeasures, unit, how it is written)."""

OTHERS = (("answer began after", "s"), ("over the customer", "s"))
"""What is measured of the taking of turns: (name, unit)."""


def tone_rows(call: Evidence) -> tuple[ToneRow, ...]:
    """A row for each reply with at least one figure; none for a call that was typed."""
    rows = [ToneRow(turn.number, _figures(turn)) for turn in call.record.turns]
    return tuple(row for row in rows if any(figure.value is not None for figure in row.figures))


def _figures(turn: Turn) -> tuple[Figure, ...]:
    reply, figures = turn.reply, []
    for name, field, unit, written in MEASURES:
        value = getattr(reply.measures, field) if reply.measures else None
        why = reply.measures.unheard.get(field, "not measured") if reply.measures else "no sound was measured"
        if value is None:
            figures.append(Figure(name, None, unit, "–", why))
        else:
            figures.append(Figure(name, round(value, 2), unit, _signed(written.format(value))))
    overlap = reply.overlap_s if reply.prosody is not None else None
    for (name, unit), value in zip(OTHERS, (reply.response_s, overlap), strict=True):
        shown = "–" if value is None else f"{value:.1f} s"
        figures.append(Figure(name, None if value is None else round(value, 2), unit, shown))
    return tuple(figures)


def _signed(text: str) -> str:
    """With a true minus sign, and no sign before a nought."""
    return (
        text.replace("-", "−")
        .replace("+0 ", "0 ")
        .replace("−0 ", "0 ")
        .replace("+0.0 ", "0.0 ")
        .replace("−0.0 ", "0.0 ")
    )
