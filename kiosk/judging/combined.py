"""Cues by phrase and cues by free wording brought together."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from kiosk.judging.cue import PHRASE_CUES, Cue
from kiosk.judging.learned.model import SHIPPED, LearnedJudge, Reading, shipped_judge
from kiosk.judging.learned.weighing import Weighings, read_weighings
from kiosk.judging.library import Library

MakeCue = Callable[[str, int, int, str], Cue]
"""From a cue's name, its first and last evidence word and its rule to the cue."""
_EDGES: Final = '.,;:!?"()-–—…'


class Combiner:
    """Lets the learned model add to what phrases found, and take back what a phrase found wrongly."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._model: LearnedJudge = shipped_judge()
        self._weighings: Weighings = read_weighings(SHIPPED / "weighing.json")

    def combine(
        self,
        by_phrase: Mapping[str, Cue],
        own: AbstractSet[str],
        words: Sequence[str],
        situation: str | None,
        make: MakeCue,
    ) -> dict[str, Cue]:
        """The cues that stand, by name.

        `by_phrase` are the cues that phrases gave. Those named in `own` come from a trainer's or a role-play's own
        phrases and always stand. A cue whose `learned` is off in the library rests on its phrases alone.
        """
        # Typed replies may be punctuated; the model knows them as a recogniser writes them.
        plain = [word.strip(_EDGES).replace("’", "'") for word in words]
        if not any(plain):
            return dict(by_phrase)
        reading = self._model.read(plain, situation)
        cues: dict[str, Cue] = {}
        for name in PHRASE_CUES:
            cue = self._weighed(name, by_phrase.get(name), reading, make, sure=name in own)
            if cue is not None:
                cues[name] = cue
        return cues

    def _weighed(self, name: str, found: Cue | None, reading: Reading, make: MakeCue, *, sure: bool) -> Cue | None:
        if sure or not self._library.cues[name].learned:
            return found
        likelihood = self._weighings.cues[name].likelihood(reading.weights[name], found is not None)
        if likelihood < self._weighings.least[name]:
            return None
        if found is None:
            first, last = reading.evidence(name)
            found = make(name, first, last, f"free wording, likely to {100 * likelihood:.0f} of 100")
        return replace(found, likelihood=round(likelihood, 3))
