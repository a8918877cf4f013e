"""The promise ledger of a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.debrief.evidence import Evidence, locate
from kiosk.debrief.spans import Span, word_span

_KINDS: Final[Mapping[str, str]] = {
    "offer": "an offer",
    "timeline": "a time",
    "own": "taken on in person",
    "overpromise": "more than anybody can be sure of",
    "over the limit": "more than the role allows",
}


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """An entry of the ledger."""

    turn: int
    words: str
    kind: str
    """offer, timeline, own, overpromise or over the limit."""
    meaning: str
    """The kind, in words for a reader."""
    keepable: bool
    span: Span | None


def promises(call: Evidence) -> tuple[PromiseKept, ...]:
    """Every promise, in the order of the call."""
    entries = []
    for turn in call.record.turns:
        for promise in turn.promises:
            at = locate(promise.words, turn.reply)
            span = None if at is None else word_span(turn, at, at + len(promise.words.split()) - 1)
            meaning = _KINDS.get(promise.kind, promise.kind)
            entries.append(PromiseKept(turn.number, promise.words, promise.kind, meaning, promise.keepable, span))
    return tuple(entries)
