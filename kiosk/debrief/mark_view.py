"""A mark as it is shown: with its criterion in words and its own seconds of the recording."""

from dataclasses import dataclass

from kiosk.debrief.evidence import Evidence, locate
from kiosk.debrief.spans import Span, reply_span, word_span
from kiosk.debrief.verdicts import Mark, Verdict
from kiosk.roleplay.points import points_of


@dataclass(frozen=True, slots=True)
class MarkShown:
    """A marking point, marked."""

    point: str
    criterion: str
    """The point in the course's words."""
    verdict: Verdict
    because: str
    turn: int | None
    """Number of the turn that decided it."""
    words: str
    """The learner's words that decided it, as heard."""
    span: Span | None
    """Where they lie in the recording; the whole reply where no words alone decided it."""


def mark_shown(call: Evidence, mark: Mark) -> MarkShown:
    """The view of a mark."""
    criterion = points_of(call.scenario)[mark.point]
    return MarkShown(mark.point, criterion, mark.verdict, mark.because, mark.turn, mark.words, _span(call, mark))


def _span(call: Evidence, mark: Mark) -> Span | None:
    turn = next((turn for turn in call.record.turns if turn.number == mark.turn), None)
    if turn is None:
        return None
    first = locate(mark.words, turn.reply)
    if first is None:
        return reply_span(turn)
    return word_span(turn, first, first + len(mark.words.split()) - 1)
