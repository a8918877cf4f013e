"""Cues by phrase and cues by free wording brought together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.judging.cue import PHRASE_CUES, Cue
from kiosk.judging.learned.model import SHIPPED, LearnedJudge, Reading, shipped_judge
from kiosk.judging.learned.weighing import read_weighings
from kiosk.judging.library import Library

MakeCue = Callable[[str, int, int, str], Cue]
"""From a cue's name, its first and last evidence word and its rule to the cue."""
_EDGES: Final = '.,;:!?"()-–—…'


@dataclass(frozen=True, slots=True)
class ByPhrase:
    """What phrases make of a reply."""

    cues: dict[str, Cue]
    own: frozenset[str]
    """Names of the cues that a trainer's or a role-play's own phrases give: they always stand."""
    unsaid: frozenset[str]
    """Names of the cues whose phrases were said and all switched off: denied, quoted, meant otherwise."""


@dataclass(frozen=True, slots=True)
class Considered:
    """Why a cue stands in a reply, or does not."""

    name: str
    cue: Cue | None
    """The cue where it stands."""
    phrase: str
    """The rule of the phrase that was found; empty where none was."""
    unsaid: bool
    """Its phrases were said and all switched off."""
    likelihood: float | None
    """How likely an assessor would mark it (0 to 1); None where phrases alone decide."""
    least: float | None
    """The likelihood from which it counts."""


class Combiner:
    """Lets the learned model add to what phrases found, and take back what a phrase found wrongly."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._model: LearnedJudge = shipped_judge()
        self._weighings = read_weighings(SHIPPED / "weighing.json")

    def consider(
        self, given: ByPhrase, words: Sequence[str], situation: str | None, make: MakeCue
    ) -> tuple[Considered, ...]:
        """Every cue weighed. One whose `learned` is off in the library, or an own phrase, rests on phrases alone."""
        # Typed replies may be punctuated; the model knows them as a recogniser writes them.
        plain = [word.strip(_EDGES).replace("’", "'") for word in words]
        if not any(plain):
            return tuple(by_phrase_alone(name, given) for name in PHRASE_CUES)
        reading = self._model.read(plain, situation)
        return tuple(self._weighed(name, given, reading, make) for name in PHRASE_CUES)

    def _weighed(self, name: str, given: ByPhrase, reading: Reading, make: MakeCue) -> Considered:
        found, rules = given.cues.get(name), self._library.cues[name]
        if name in given.own or rules.off or not rules.learned:
            return by_phrase_alone(name, given)
        weighing = self._weighings[name]
        said, unsaid = found is not None, name in given.unsaid
        likelihood = round(weighing.likelihood(reading.weights[name], phrase=said, unsaid=unsaid), 3)
        phrase, cue = found.rule if found else "", found
        if likelihood < weighing.least:
            cue = None
        elif found is None:
            first, last = reading.evidence(name)
            cue = make(name, first, last, f"free wording, likely to {100 * likelihood:.0f} of 100")
        standing = replace(cue, likelihood=likelihood) if cue else None
        return Considered(name, standing, phrase, unsaid, likelihood, weighing.least)


def by_phrase_alone(name: str, given: ByPhrase) -> Considered:
    """A cue that rests on its phrases."""
    found = given.cues.get(name)
    return Considered(name, found, found.rule if found else "", name in given.unsaid, None, None)
