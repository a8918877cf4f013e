"""Sums of money spoken in words: "two hundred and fifty pounds" is 250, "a tenner" is 10.

English only, sums below a million, in words as they are spoken or in figures as they are typed. A bare number is no
sum: a coin, a note or a currency must be named.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kiosk.judging.tokens import Token, tokens_of

_ONES: Final = {
    "nought": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: Final = frozenset({"hundred", "thousand", "grand"})
_NOTES: Final = {"fiver": 5, "fivers": 5, "tenner": 10, "tenners": 10}
_CURRENCIES: Final = {
    "pound": "pounds", "pounds": "pounds", "quid": "pounds", "sterling": "pounds", "euro": "euros", "euros": "euros",
    "dollar": "dollars", "dollars": "dollars", "buck": "dollars", "bucks": "dollars",
}  # fmt: skip
_PARTS: Final = {"pence": "pounds", "penny": "pounds", "p": "pounds", "cent": "euros", "cents": "euros"}
_SIGNS: Final = {"£": "pounds", "€": "euros", "$": "dollars"}
_FIGURES: Final = re.compile(r"(?P<sign>[£€$])?(?P<figures>\d{1,3}(,\d{3})+(\.\d\d)?|\d{1,6}(\.\d\d)?)(?P<unit>p)?")
_COUNTED: Final = frozenset({
    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months",
    "year", "years", "times", "per", "percent", "people", "working",
})  # fmt: skip
"""What a number after a sum may count: it is then no change."""


@dataclass(frozen=True, slots=True)
class Money:
    """One sum in a reply."""

    amount: Decimal
    """In whole units of the currency: 15.50 is fifteen pounds fifty."""
    currency: str
    """`pounds`, `euros` or `dollars`."""
    first: int
    """Index of its first word in the reply."""
    last: int
    """Index of its last word, included."""


def sums_of_money(words: Sequence[str]) -> tuple[Money, ...]:
    """Every sum of money in the words of a reply, in order. "Half price" and bare numbers are none."""
    tokens = tokens_of(words)
    found: list[Money] = []
    at = 0
    while at < len(tokens):
        read = _sum_at(tokens, at)
        if read is None:
            at += 1
            continue
        amount, currency, end = read
        found.append(Money(amount, currency, tokens[at].word, tokens[end - 1].word))
        at = end
    return tuple(found)


def read_number(words: Sequence[str]) -> int | None:
    """The whole number that `words` spell in usual English ("a hundred and five"), None if they spell none."""
    read = _number([Token(word, index) for index, word in enumerate(words)], 0)
    return read[0] if read and read[1] == len(words) else None


def _sum_at(tokens: Sequence[Token], at: int) -> tuple[Decimal, str, int] | None:
    """Amount, currency and end of the sum that begins at `at`."""
    if typed := _FIGURES.fullmatch(_text(tokens, at)):
        return _in_figures(tokens, at, typed)
    number = _number(tokens, at)
    value, end = number if number else (1, at)
    unit = _text(tokens, end)
    if unit in _NOTES:
        return Decimal(value * _NOTES[unit]), "pounds", end + 1
    if number is None:
        return None
    if unit in _CURRENCIES:
        return _with_change(tokens, Decimal(value), _CURRENCIES[unit], end + 1)
    if unit in _PARTS:
        return Decimal(value) / 100, _PARTS[unit], end + 1
    return (Decimal(value), "pounds", end) if _text(tokens, end - 1) == "grand" else None


def _in_figures(tokens: Sequence[Token], at: int, typed: re.Match[str]) -> tuple[Decimal, str, int] | None:
    """A sum typed with figures: "£50", "1,500 pounds", "50p"; figures alone are none."""
    amount, unit = Decimal(typed["figures"].replace(",", "")), typed["unit"] or _text(tokens, at + 1)
    end = at + 1 if typed["unit"] else at + 2
    if typed["sign"]:
        return amount, _SIGNS[typed["sign"]], at + 1
    if unit in _CURRENCIES:
        return amount, _CURRENCIES[unit], end
    return (amount / 100, _PARTS[unit], end) if unit in _PARTS else None


def _with_change(tokens: Sequence[Token], amount: Decimal, currency: str, end: int) -> tuple[Decimal, str, int]:
    """The sum with the change that may follow: "fifteen pounds fifty", "two euros and ten cents"."""
    joined = _text(tokens, end) == "and"
    small = _below_hundred(tokens, end + 1 if joined else end)
    if small is None:
        return amount, currency, end
    value, after = small
    following = _text(tokens, after)
    if following in _PARTS:
        return amount + Decimal(value) / 100, currency, after + 1
    # Without "pence" change is spoken in two figures; "ten pounds two" begins something else.
    bare_change = not joined and value >= 10 and following not in {*_SCALES, *_CURRENCIES, *_NOTES, *_COUNTED}
    return (amount + Decimal(value) / 100, currency, after) if bare_change else (amount, currency, end)


def _number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A whole number below a million and the token after it."""
    # "The thousand pounds you paid" leaves out the one.
    head = (1, at) if _text(tokens, at) == "thousand" else _below_thousand(tokens, at)
    if head is None:
        return None
    value, end = head
    if _text(tokens, end) not in ("thousand", "grand"):
        return value, end
    rest = _below_thousand(tokens, end + 2 if _text(tokens, end + 1) == "and" else end + 1)
    if rest is None or _text(tokens, end + 1) in ("a", "an"):
        return value * 1000, end + 1
    return value * 1000 + rest[0], rest[1]


def _below_thousand(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A number said in hundreds ("twelve hundred and five") or below a hundred, and the token after it."""
    small = (1, at) if _text(tokens, at) == "hundred" else _below_hundred(tokens, at)
    if small is None:
        return None
    value, end = small
    if _text(tokens, end) != "hundred":
        return value, end
    joined = _text(tokens, end + 1) == "and"
    rest = _below_hundred(tokens, end + 2 if joined else end + 1)
    if rest is None or _text(tokens, end + 1) in ("a", "an") or _text(tokens, rest[1]) == "hundred":
        return value * 100, end + 1
    return value * 100 + rest[0], rest[1]


def _below_hundred(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A number below a hundred, or "a" for one, and the token after it."""
    word = _text(tokens, at)
    if word in ("a", "an"):
        return 1, at + 1
    if word in _TENS:
        one = _ONES.get(_text(tokens, at + 1), 0)
        return (_TENS[word] + one, at + 2) if 1 <= one <= 9 else (_TENS[word], at + 1)
    return (_ONES[word], at + 1) if word in _ONES else None


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""
