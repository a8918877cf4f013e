"""Counts how many words a recogniser got wrong."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordErrors:
    """The errors of one or more transcripts against what was said."""

    wrong: int
    """Substituted, missing and added words, fewest possible."""
    spoken: int
    """Words in the reference."""

    @property
    def rate(self) -> float:
        """Word error rate: wrong / spoken. It can exceed 1. With nothing spoken, 0 or 1."""
        return self.wrong / self.spoken if self.spoken else float(self.wrong > 0)

    def __add__(self, other: "WordErrors") -> "WordErrors":
        return WordErrors(self.wrong + other.wrong, self.spoken + other.spoken)


def word_errors(reference: str, heard: str) -> WordErrors:
    """Word errors of `heard` against `reference`, both split at blanks, case ignored.

    The count is the Levenshtein distance over words, as NIST's sclite counts it.
    """
    spoken, got = reference.lower().split(), heard.lower().split()
    return WordErrors(_distance(spoken, got), len(spoken))


def _distance(left: Sequence[str], right: Sequence[str]) -> int:
    row = list(range(len(right) + 1))
    for i, word in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            best = min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
            diagonal, row[j] = row[j], best
    return row[-1]
