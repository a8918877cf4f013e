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


class Combiner:
    """Lets the learned model add to what phrases found, and take back what a phrase found wrongly."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._model: LearnedJudge = shipped_judge()
        self._weighings = read_weighings(SHIPPED / "weighing.json")

    def combine(
        self,
        given: ByPhrase,
        words: Sequence[str],
        situation: str | None,
        make: MakeCue,
    ) -> dict[str, Cue]:
        """The cues that stand, by name. One whose `learned` is off in the library rests on its phrases alone."""
        # Typed replies may be punctuated; the model knows them as a recogniser writes them.
        plain = [word.strip(_EDGES).replace("’", "'") for word in words]
        if not any(plain):
            return given.cues
        reading = self._model.read(plain, situation)
        cues: dict[str, Cue] = {}
        for name in PHRASE_CUES:
            cue = self._weighed(name, given, reading, make)
            if cue is not None:
                cues[name] = cue
        return cues

    def _weighed(self, name: str, given: ByPhrase, reading: Reading, make: MakeCue) -> Cue | None:
        found = given.cues.get(name)
        if name in given.own or not self._library.cues[name].learned:
            return found
        weighing = self._weighings[name]
        said, unsaid = found is not None, name in given.unsaid
        likelihood = weighing.likelihood(reading.weights[name], phrase=said, unsaid=unsaid)
        if likelihood < weighing.least:
            return None
        if found is None:
            first, last = reading.evidence(name)
            found = make(name, first, last, f"free wording, likely to {100 * likelihood:.0f} of 100")
        return replace(found, likelihood=round(likelihood, 3))
