"""The three values of a mark, and the two ways a rule comes to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.debrief.evidence import Evidence, Found

Verdict = Literal["met", "not met", "not heard"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A marking point, marked."""

    point: str
    verdict: Verdict
    because: str
    turn: int | None = None
    """Number of the turn that decided it."""
    words: str = ""
    """The learner's words that decided it, as heard."""


def met(point: str, found: Found, because: str) -> Mark:
    """Met, by this evidence."""
    return Mark(point, "met", because, found.turn, found.words)


def missing(point: str, call: Evidence, because: str, last_turn: int | None = None, first_turn: int = 1) -> Mark:
    """What was wanted was not found: *not met*, unless it may have been said where nobody could hear it.

    first_turn, last_turn: the replies that could have held it; without `last_turn` it could have come until
    the end of the call, so a call that was broken off leaves it open.
    """
    gap = next(call.gaps(last_turn, first_turn), None)
    if gap is not None:
        return Mark(point, "not heard", f"{because}, but {gap.reason} and could have held it", gap.turn)
    if last_turn is None and call.broken_off:
        return Mark(point, "not heard", "the call ended before it")
    return Mark(point, "not met", because)


def wanted(point: str, call: Evidence, found: Sequence[Found], yes: str, no: str) -> Mark:
    """A point that one piece of evidence anywhere in the call meets; the first one is shown."""
    return met(point, found[0], yes) if found else missing(point, call, no)


def avoided(point: str, call: Evidence, harm: Sequence[Found], yes: str, no: str) -> Mark:
    """A point that is met unless harm was heard; the first harm is shown. Nothing heard at all proves nothing."""
    if harm:
        return Mark(point, "not met", no, harm[0].turn, harm[0].words)
    if not call.record.turns:
        return Mark(point, "not heard", "the call ended before it")
    if not call.spoke:
        return Mark(point, "not heard", "no reply was heard that could be marked")
    return Mark(point, "met", yes)
