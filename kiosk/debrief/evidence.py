"""A call as the marking rules look at it: what was found where, and which replies were not caught well."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.judging.cue import HELPFUL
from kiosk.roleplay.scenario import Ending, Scenario
from kiosk.roleplay.turns import CallRecord, Reply, Turn

RECITED: Final = frozenset({"read from a script", "said before"})
"""Signs that a reply was a list of phrases, or an earlier one again: to the customer it was not meant."""
UNSURE: Final = 0.5
"""A word below this confidence (0 to 1) is more likely wrong than right (Vosk's is a posterior probability)."""

_STOPS: Final = '.,;:!?…"“”()'


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A piece of evidence, in the order of the call."""

    turn: int
    """Number of the turn, from 1."""
    word: int
    """Index of its first word in the reply."""
    words: str
    """As heard; empty where a sign has no words of its own."""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A reply that was not caught well enough to say what was not in it."""

    turn: int
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A call together with its role-play, asked for what it holds."""

    scenario: Scenario
    record: CallRecord

    @property
    def ending(self) -> Ending | None:
        """How the call ended; None where it was broken off or ran out of turns."""
        return self.scenario.endings.get(self.record.ending or "")

    @property
    def broken_off(self) -> bool:
        """The call stopped before it came to an end of its own."""
        return self.record.ending is None

    @property
    def spoke(self) -> bool:
        """At least one reply was heard."""
        return any(turn.reply.heard == "heard" for turn in self.record.turns)

    def cues(self, *names: str) -> list[Found]:
        """The phrase cues of these names, in the order they were spoken; helpful ones that were recited don't count."""
        return sorted(
            Found(turn.number, cue.first, cue.evidence, cue.name)
            for turn in self.record.turns
            for cue in turn.reply.cues
            if cue.name in names and not (cue.name in HELPFUL and RECITED.intersection(turn.signs))
        )

    def asked(self) -> list[Found]:
        """The questions: `probe` cues, and replies that got an answer out of the customer without one."""
        found = self.cues("probe")
        cued = {one.turn for one in found}
        silent = [
            Found(turn.number, 0, "", "answered")
            for turn in self.record.turns
            if "answered" in turn.signs and turn.number not in cued
        ]
        return sorted(found + silent)

    def facts(self) -> list[Found]:
        """The customer's facts that were given back, each with the words that did it."""
        return sorted(fact_found(self.scenario, turn, name) for turn in self.record.turns for name in turn.facts)

    def own(self, name: str) -> list[Found]:
        """Where what only this role-play listens for was heard, with the words that did it."""
        phrases = self.scenario.listens_for[name].heard_in
        found = []
        for turn in self.record.turns:
            if name in turn.signs:
                places = ((locate(phrase.lower(), turn.reply), phrase.lower()) for phrase in phrases)
                at, words = next(((at, words) for at, words in places if at is not None), (0, ""))
                found.append(Found(turn.number, at, words, name))
        return found

    def gaps(self, last_turn: int | None = None, first_turn: int = 1) -> Iterator[Gap]:
        """Replies from `first_turn` up to `last_turn`, both included, that may hold what was not caught."""
        for turn in self.record.turns:
            if first_turn <= turn.number and (last_turn is None or turn.number <= last_turn):
                reason = not_caught(turn.reply)
                if reason:
                    yield Gap(turn.number, f"reply {turn.number} {reason}")


def fact_found(scenario: Scenario, turn: Turn, name: str) -> Found:
    """Where in a reply a fact was given back; without words where the role-play no longer has the fact."""
    fact = scenario.customer.facts.get(name)
    for phrase in fact.heard_in if fact else ():
        at = locate(phrase.lower(), turn.reply)
        if at is not None:
            return Found(turn.number, at, phrase.lower(), "fact reused")
    return Found(turn.number, 0, "", "fact reused")


def locate(words: str, reply: Reply) -> int | None:
    """Index of the first word of `words` in the reply, None where they do not stand there together.

    What is typed has stops and commas, which are no part of a word.
    """
    wanted, said = words.split(), [word.text.strip(_STOPS) for word in reply.words]
    if not wanted:
        return None
    return next((at for at in range(len(said)) if said[at : at + len(wanted)] == wanted), None)


def not_caught(reply: Reply) -> str:
    """Why something may have been said in this reply that is not in its words; empty where it was caught."""
    if reply.heard == "not heard":
        return "was not heard clearly"
    if reply.cut:
        return "was recorded with a part missing"
    unsure = sum(word.confidence < UNSURE for word in reply.words)
    if reply.heard == "heard" and unsure * 2 > len(reply.words):
        return "was recognised with little certainty"
    return ""
