"""Sums of money in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.judging.money import Money, read_number, sums_of_money

ONES = (
    "nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
JOINTS = "a and hundred thousand pounds p grand tenner"
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety"


def below_hundred(number: int) -> str:
    ones, tens = ONES.split(), TENS.split()
    if number < 20:
        return ones[number]
    return f"{tens[number // 10]} {ones[number % 10]}" if number % 10 else tens[number // 10]


def number_words(number: int, joint: str = "and ", one: str = "one") -> str:
    """A number below ten thousand as it is spoken; `one` may be "a" in "a hundred"."""
    thousands, rest = divmod(number, 1000)
    hundreds, small = divmod(rest, 100)
    parts = []
    if thousands:
        parts.append(f"{one if thousands == 1 else below_hundred(thousands)} thousand")
    if hundreds:
        lead = one if hundreds == 1 and not thousands else below_hundred(hundreds)
        parts.append(f"{lead} hundred")
    if small or not parts:
        parts.append((joint if parts else "") + below_hundred(small))
    return " ".join(parts)


@given(st.integers(0, 9_999), st.sampled_from(["and ", ""]), st.sampled_from(["one", "a"]))
def test_every_number_below_ten_thousand_reads_back(number: int, joint: str, one: str) -> None:
    words = number_words(number, joint, one).split()
    assert read_number(words) == number
    said = ["i", "can", "give", "you", *words, "pounds", "today"]
    assert sums_of_money(said) == (Money(Decimal(number), "pounds", 4, 4 + len(words)),)


@given(st.integers(11, 99).filter(lambda hundreds: hundreds % 10), st.integers(0, 99))
def test_numbers_said_in_hundreds_read_back(hundreds: int, small: int) -> None:
    words = f"{below_hundred(hundreds)} hundred" + (f" and {below_hundred(small)}" if small else "")
    assert read_number(words.split()) == hundreds * 100 + small


@pytest.mark.parametrize(
    ("said", "amount", "currency", "evidence"),
    [
        ("twenty five quid for the bother", "25", "pounds", "twenty five quid"),
        ("here's a tenner", "10", "pounds", "a tenner"),
        ("i'll send you £50 today", "50", "pounds", "£50"),
        ("that is 1,500 pounds", "1500", "pounds", "1,500 pounds"),
        ("you get £15.50 off", "15.50", "pounds", "£15.50"),
        ("it's 50p a day", "0.5", "pounds", "50p"),
        ("the hundred and forty pounds you paid", "140", "pounds", "hundred and forty pounds"),
        ("your thousand and five pounds", "1005", "pounds", "thousand and five pounds"),
        ("two fivers", "10", "pounds", "two fivers"),
        ("two hundred and fifty pounds", "250", "pounds", "two hundred and fifty pounds"),
        ("five hundred euros back", "500", "euros", "five hundred euros"),
        ("that's fifteen pounds fifty", "15.50", "pounds", "fifteen pounds fifty"),
        ("fifteen pounds and fifty pence", "15.50", "pounds", "fifteen pounds and fifty pence"),
        ("two grand", "2000", "pounds", "two grand"),
        ("eighty pence", "0.80", "pounds", "eighty pence"),
        ("ten pounds twenty minutes ago", "10", "pounds", "ten pounds"),
        ("twenty um twenty five pounds", "25", "pounds", "twenty five pounds"),
    ],
)
def test_sums_as_people_say_them(said: str, amount: str, currency: str, evidence: str) -> None:
    words = said.split()
    (money,) = sums_of_money(words)
    assert (money.amount, money.currency) == (Decimal(amount), currency)
    assert " ".join(words[money.first : money.last + 1]) == evidence


@pytest.mark.parametrize("said", ["half price", "that's grand", "within thirty days", "a hundred per cent", ""])
def test_what_is_no_sum(said: str) -> None:
    assert sums_of_money(said.split()) == ()


def test_several_sums_come_in_order() -> None:
    said = "not fifty pounds but twenty pounds and a tenner on top"
    assert [money.amount for money in sums_of_money(said.split())] == [50, 20, 10]


@given(st.lists(st.sampled_from(f"{ONES} {TENS} {JOINTS}".split())))
def test_any_words_give_spans_inside_the_reply(words: list[str]) -> None:
    ends = [-1]
    for money in sums_of_money(words):
        assert ends[-1] < money.first <= money.last < len(words)
        ends.append(money.last)
