"""The call over time: the dials, both voices' speech, and where each cue lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.debrief.spans import Span
from kiosk.debrief.turn_view import TurnShown
from kiosk.roleplay.turns import CallRecord

_CUSTOMER_SHARE: Final = (0.04, 0.46)
_REPLY_SHARE: Final = (0.52, 0.96)
"""Where the two voices lie within a turn of a call without sound, as shares of the turn's width."""


@dataclass(frozen=True, slots=True)
class DialPoint:
    """The customer's dials at one moment; between two moments they are drawn as a straight line."""

    at: float
    heat: int
    trust: int
    patience: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One voice speaking."""

    who: Literal["customer", "learner"]
    start: float
    end: float
    turn: int | None
    """None: the customer's last words."""


@dataclass(frozen=True, slots=True)
class CueMark:
    """Where a cue lies."""

    at: float
    sign: str
    label: str
    helps: bool
    kind: Literal["words", "voice"]
    detail: str
    """The words, or the figure of a tone cue."""
    turn: int
    span: Span | None
    """Its own seconds of the recording; None where there is no sound."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The call from its beginning (0) to its end (`length`)."""

    unit: Literal["s", "turns"]
    """s where there is a recording; else turns, all drawn as long as one another."""
    length: float
    dials: tuple[DialPoint, ...]
    bars: tuple[Bar, ...]
    marks: tuple[CueMark, ...]


def timeline(record: CallRecord, turns: Sequence[TurnShown]) -> Timeline:
    """The timeline of a call."""
    timed = record.seconds > 0 and any(turn.customer_span for turn in turns)
    spans = [(_turn_spans(turn) if timed else _even_spans(turn)) for turn in turns]
    length = max(record.seconds, *(reply.end for _, reply in spans)) if timed else float(max(1, len(turns)))
    return Timeline(
        unit="s" if timed else "turns",
        length=round(length, 2),
        dials=tuple(_dials(record, turns, [reply for _, reply in spans], length)),
        bars=tuple(_bars(record, turns, spans, timed)),
        marks=tuple(mark for turn, (_, reply) in zip(turns, spans, strict=True) for mark in _marks(turn, reply)),
    )


def _turn_spans(turn: TurnShown) -> tuple[Span, Span]:
    customer = turn.customer_span or Span(0.0, 0.0)
    return customer, turn.reply_span or Span(customer.end, customer.end)


def _even_spans(turn: TurnShown) -> tuple[Span, Span]:
    start = turn.number - 1
    return Span(start + _CUSTOMER_SHARE[0], start + _CUSTOMER_SHARE[1]), Span(
        start + _REPLY_SHARE[0], start + _REPLY_SHARE[1]
    )


def _dials(
    record: CallRecord, turns: Sequence[TurnShown], replies: Sequence[Span], length: float
) -> Iterator[DialPoint]:
    """The dials stand still while the customer speaks and move over the reply."""
    now = record.starts
    yield DialPoint(0.0, now.heat, now.trust, now.patience)
    for turn, reply in zip(turns, replies, strict=True):
        yield DialPoint(reply.start, now.heat, now.trust, now.patience)
        now = turn.after
        yield DialPoint(reply.end, now.heat, now.trust, now.patience)
    yield DialPoint(round(length, 2), now.heat, now.trust, now.patience)


def _bars(
    record: CallRecord, turns: Sequence[TurnShown], spans: Sequence[tuple[Span, Span]], timed: bool
) -> Iterator[Bar]:
    for turn, (customer, reply) in zip(turns, spans, strict=True):
        yield Bar("customer", customer.start, customer.end, turn.number)
        if turn.heard != "nothing said" and reply.end > reply.start:
            yield Bar("learner", reply.start, reply.end, turn.number)
    if timed and record.closing and record.seconds > spans[-1][1].end:
        yield Bar("customer", spans[-1][1].end, round(record.seconds, 2), None)


def _marks(turn: TurnShown, reply: Span) -> Iterator[CueMark]:
    step = (reply.end - reply.start) / max(1, len(turn.cues))
    for index, cue in enumerate(turn.cues):
        at = cue.span.start if cue.span else round(reply.start + index * step, 3)
        yield CueMark(at, cue.sign, cue.label, cue.helps, "words", cue.words, turn.number, cue.span)
    for tone in turn.tone:
        yield CueMark(
            reply.start, tone.sign, tone.label, tone.helps, "voice", tone.reason, turn.number, turn.reply_span
        )
