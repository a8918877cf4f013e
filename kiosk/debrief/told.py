"""The customer's facts in a call: which were told and when, which came back, and how a learner would say them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.debrief.evidence import Evidence, fact_found
from kiosk.roleplay.scenario import Fact
from kiosk.roleplay.turns import Turn

TOLD_SHARE: Final = 0.6
"""Share of a fact's words of four letters and more that the customer's lines must hold for it to be told. Ours."""

_TELLING: Final = re.compile(r"[^\W_]{4,}")

_MIRROR: Final = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your",
    "mine": "yours", "myself": "yourself", "we": "you", "we're": "you're", "we've": "you've", "us": "you",
    "our": "your", "ours": "yours", "your": "our", "yours": "ours",
}  # fmt: skip
"""A customer's words for people → the learner's."""

_AFTER_YOU: Final = {"am": "are", "was": "were", "wasn't": "weren't"}
_UNSURE: Final = frozenset({"you", "you're", "you've", "you'd", "you'll"})
"""Words that may turn into "we" or "us": a fact with one of them is not turned round."""

_SMALL: Final = frozenset({"the", "a", "an", "it", "it's", "this", "that", "there", "there's", "he", "she", "they"})
"""First words that are written small within a sentence."""

_SUBJECTS: Final = frozenset(
    ["you", "you've", "you're", "you'd", "it's", "he", "he's", "she", "she's", "they", "they've", "there's"]
)
_OWNERS: Final = frozenset({"the", "your", "our"})
_VERBS: Final = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "says",
        "said",
        "told",
        "came",
        "come",
        "comes",
        "wants",
        "takes",
        "opens",
    ]
)
"""How a fact begins that can be said back as a sentence: a person, or a thing with one of these verbs."""

_NAMES: Final = re.compile(
    r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august|september"
    r"|october|november|december|christmas|easter)\b"
)


@dataclass(frozen=True, slots=True)
class FactTold:
    """One of the customer's facts in this call."""

    name: str
    said: str
    """As the role-play has it."""
    told_in: int | None
    """Number of the turn in whose lines the customer told it; None: it never came up."""
    reused_in: int | None
    """Number of the turn whose reply gave it back."""
    words: str
    """The learner's words that gave it back."""


def facts_told(call: Evidence) -> tuple[FactTold, ...]:
    """Every fact of the role-play, in its order."""
    return tuple(_fact(call, name, fact) for name, fact in call.scenario.customer.facts.items())


def _fact(call: Evidence, name: str, fact: Fact) -> FactTold:
    turns = call.record.turns
    reused = next((turn for turn in turns if name in turn.facts), None)
    told = next((turn.number for turn in turns if _told(fact, _lines(turn))), None)
    if reused is None:
        return FactTold(name, fact.said, told, None, "")
    if told is None or told > reused.number:
        told = next((turn.number for turn in turns if _touched(fact, _lines(turn))), reused.number)
    return FactTold(name, fact.said, told, reused.number, fact_found(call.scenario, reused, name).words)


def _lines(turn: Turn) -> str:
    return " ".join(line.text for line in turn.customer).lower()


def _told(fact: Fact, lines: str) -> bool:
    """Whether the customer's lines really tell the fact: one of its phrases alone ("floor") does not."""
    telling = set(_TELLING.findall(fact.said.lower()))
    there = telling & set(_TELLING.findall(lines))
    return _touched(fact, lines) and len(there) >= TOLD_SHARE * len(telling)


def _touched(fact: Fact, lines: str) -> bool:
    """Whether the lines hold one of the fact's phrases, by the rule that lets a reply give it back."""
    return any(re.search(rf"\b{re.escape(phrase.lower())}\b", lines) for phrase in fact.heard_in)


def fact_to_give_back(call: Evidence, turn: int) -> str:
    """A fact told up to `turn` as the learner would say it: the latest that had not come back by then, else any.

    Empty where none has been told, or none can be turned round.
    """
    told = [fact for fact in facts_told(call) if fact.told_in is not None and fact.told_in <= turn]
    open_ = [fact for fact in told if fact.reused_in is None or fact.reused_in > turn]
    for facts in (open_, told):
        for fact in sorted(facts, key=lambda one: -(one.told_in or 0)):
            if turned := turned_round(fact.said):
                return turned
    return ""


def turned_round(said: str) -> str:
    """What the customer said of themselves as the learner would say it back; empty where that is not sure.

    "it's my son's birthday" → "it's your son's birthday".
    """
    words = said.strip(" .!").split()
    if _UNSURE & {word.lower() for word in words}:
        return ""
    turned: list[str] = []
    for word in words:
        after_you = turned and turned[-1] == "you"
        turned.append((_AFTER_YOU if after_you else _MIRROR).get(word.lower(), word))
    if turned and turned[0].lower() in _SMALL:
        turned[0] = turned[0].lower()
    if not _whole(turned):
        return ""
    return _NAMES.sub(lambda match: match[0].capitalize(), " ".join(turned))


def _whole(words: Sequence[str]) -> bool:
    """Whether the words can stand as a sentence: "four pages in biro" and "please don't" cannot."""
    return bool(words) and (words[0] in _SUBJECTS or (words[0] in _OWNERS and bool(_VERBS & set(words))))
