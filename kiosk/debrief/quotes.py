"""The learner's words behind a sign, quoted with the words around them."""

from dataclasses import dataclass
from typing import Final

from kiosk.debrief.evidence import Evidence, fact_found, locate
from kiosk.debrief.spans import Span, reply_span, word_span
from kiosk.roleplay.turns import Turn

CONTEXT: Final = 9
"""How many words of the reply are shown on either side of the evidence."""

_AS_CUE: Final = {"early offer": "offer", "early escalation": "escalate", "repeated apology": "apologise"}
"""What a cue amounted to in its place → the cue."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a reply, as heard."""

    words: str
    lead: str
    """Up to CONTEXT words before them, "…" in front where there are more."""
    tail: str
    """Up to CONTEXT words after them, "…" behind where there are more."""
    span: Span | None


def quote(call: Evidence, turn: Turn, sign: str) -> Quote:
    """The learner's words that made a sign, with those around them; the whole reply where no words alone did."""
    first, last = _place(call, turn, sign)
    said = [word.text for word in turn.reply.words]
    lead, tail = said[max(0, first - CONTEXT) : first], said[last + 1 : last + 1 + CONTEXT]
    cut = (first > CONTEXT, last + 1 + CONTEXT < len(said))
    return Quote(
        " ".join(said[first : last + 1]),
        " ".join(["…"] * cut[0] + lead),
        " ".join(tail + ["…"] * cut[1]),
        word_span(turn, first, last) or reply_span(turn),
    )


def _place(call: Evidence, turn: Turn, sign: str) -> tuple[int, int]:
    """The first and the last word of a sign's evidence in the reply."""
    cue = next((cue for cue in turn.reply.cues if cue.name == _AS_CUE.get(sign, sign)), None)
    if cue is not None:
        return cue.first, cue.last
    if sign == "fact reused" and turn.facts:
        found = fact_found(call.scenario, turn, turn.facts[0])
        return found.word, found.word + max(0, len(found.words.split()) - 1)
    over = next((promise.words for promise in turn.promises if promise.kind == sign), "")
    at = locate(over, turn.reply)
    return (0, max(0, len(turn.reply.words) - 1)) if at is None else (at, at + len(over.split()) - 1)
