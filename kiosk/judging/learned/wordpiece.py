"""Words cut into the pieces that the learned model knows (WordPiece, lower case, as BERT was trained with)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

START: Final = "[CLS]"
"""Opens the model's input."""
STOP: Final = "[SEP]"
"""Closes each part of the model's input."""
UNKNOWN: Final = "[UNK]"
_LONGEST_WORD: Final = 100
"""Letters above which BERT's tokenizer takes a word as unknown."""
_MARKS_OF_ASCII: Final = ((33, 47), (58, 64), (91, 96), (123, 126))
"""Code points that BERT's tokenizer takes as punctuation although Unicode does not (`$`, `+`, `^`)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a word."""

    number: int
    """Its row in the vocabulary."""
    word: int
    """Index of the word it was cut from."""


class WordPieces:
    """Cuts words with one vocabulary."""

    def __init__(self, vocabulary: Path) -> None:
        """`vocabulary`: a text file with one piece a line; pieces that go on within a word begin with `##`."""
        pieces = vocabulary.read_text(encoding="utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self.start = self._numbers[START]
        self.stop = self._numbers[STOP]
        self._unknown = self._numbers[UNKNOWN]

    def cut(self, words: Sequence[str]) -> list[Piece]:
        """The pieces of all words, in order."""
        return [
            Piece(number, index)
            for index, word in enumerate(words)
            for part in _parts(word)
            for number in self._of(part)
        ]

    def _of(self, part: str) -> list[int]:
        """The fewest, longest pieces from the left; one unknown piece where a rest cannot be cut."""
        numbers: list[int] = []
        begin = 0
        while begin < len(part):
            prefix = "##" if begin else ""
            for end in range(len(part), begin, -1):
                number = self._numbers.get(prefix + part[begin:end])
                if number is not None:
                    break
            else:
                return [self._unknown]
            numbers.append(number)
            begin = end
        return numbers if len(part) <= _LONGEST_WORD else [self._unknown]


def _parts(word: str) -> list[str]:
    """A word in lower case without accents, each punctuation mark by itself: "I'm" → i, ', m."""
    parts: list[str] = [""]
    for letter in unicodedata.normalize("NFD", word.lower()):
        kind = unicodedata.category(letter)
        if kind == "Mn" or kind.startswith("C"):
            continue
        if kind.startswith("Z"):
            parts.append("")
        elif kind.startswith("P") or any(low <= ord(letter) <= high for low, high in _MARKS_OF_ASCII):
            parts += [letter, ""]
        else:
            parts[-1] += letter
    return [part for part in parts if part]
