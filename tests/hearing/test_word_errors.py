"""Word errors are counted as sclite counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hearing.word_errors import WordErrors, word_errors

TEXT = st.lists(st.sampled_from("abcd"), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("reference", "heard", "wrong"),
    [
        ("let me check", "let me check", 0),
        ("let me check", "let check", 1),
        ("let me check", "let me just check", 1),
        ("let me check", "bet me check", 1),
        ("Let me check", "LET ME CHECK", 0),
        ("let me check", "", 3),
        ("", "", 0),
        ("", "hello", 1),
    ],
)
def test_errors(reference: str, heard: str, wrong: int) -> None:
    assert word_errors(reference, heard).wrong == wrong


def test_rates_add_up_over_clips() -> None:
    total = word_errors("a b", "a b") + word_errors("a b", "c d")
    assert total == WordErrors(2, 4)
    assert total.rate == 0.5
    assert word_errors("", "hello").rate == 1


@given(TEXT, TEXT)
def test_the_count_is_a_distance(left: str, right: str) -> None:
    wrong = word_errors(left, right).wrong
    assert wrong == word_errors(right, left).wrong
    assert (wrong == 0) == (left == right)
    assert wrong <= max(len(left.split()), len(right.split()))
