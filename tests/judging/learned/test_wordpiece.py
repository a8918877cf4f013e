"""Words are cut exactly as the published model was trained to see them."""

import pytest

from kiosk.judging.learned.model import SHIPPED
from kiosk.judging.learned.wordpiece import WordPieces

PIECES = WordPieces(SHIPPED / "vocabulary.txt")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        # Numbers as the published tokenizer of all-MiniLM-L6-v2 gives them.
        ("i'm ever so sorry", [1045, 1005, 1049, 2412, 2061, 3374]),
        ("Café naïve £20, 50%^", [7668, 15743, 21853, 2692, 1010, 2753, 1003, 1034]),
        ("re turned thirty-nine", [2128, 2357, 4228, 1011, 3157]),
        ("x" * 101, [100]),
    ],
)
def test_words_become_the_published_numbers(text: str, numbers: list[int]) -> None:
    assert [piece.number for piece in PIECES.cut(text.split())] == numbers


def test_every_piece_remembers_its_word() -> None:
    assert [piece.word for piece in PIECES.cut(["so", "i'm", "", "sorry"])] == [0, 1, 1, 1, 3]


def test_a_word_without_letters_gives_no_piece() -> None:
    assert PIECES.cut(["\u0301", "\u200b"]) == []
