"""How well found cues agree with labelled ones."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over replies, for one cue or all of them."""

    right: int = 0
    """Found and labelled."""
    extra: int = 0
    """Found, not labelled."""
    missed: int = 0
    """Labelled, not found."""

    @property
    def precision(self) -> float:
        """Share of what was found that is labelled, 0 to 1; 1 where nothing was found."""
        found = self.right + self.extra
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found, 0 to 1; 1 where nothing is labelled."""
        labelled = self.right + self.missed
        return self.right / labelled if labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1; 1 where nothing was found nor labelled."""
        counted = 2 * self.right + self.extra + self.missed
        return 2 * self.right / counted if counted else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.extra + other.extra, self.missed + other.missed)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of a whole set of replies."""

    cues: Mapping[str, Score]
    """By cue name, for every name that was asked for."""
    replies: int

    @property
    def micro(self) -> Score:
        """All cues counted together: its `f1` is the micro-F1."""
        return sum(self.cues.values(), Score())


def evaluate(rows: Iterable[tuple[AbstractSet[str], AbstractSet[str]]], names: Iterable[str]) -> Evaluation:
    """Score rows of (labelled cues, found cues), one row a reply, for the cues in `names`."""
    scores = {name: Score() for name in names}
    replies = 0
    for labelled, found in rows:
        replies += 1
        for name in scores:
            scores[name] += Score(
                int(name in labelled and name in found),
                int(name in found and name not in labelled),
                int(name in labelled and name not in found),
            )
    return Evaluation(scores, replies)
