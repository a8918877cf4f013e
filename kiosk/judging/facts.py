"""The customer's own facts given back: what a reply shares with what the customer has just said.

Content words of the two are compared in a plain stemmed form. Words that stand together in the reply count as one
fact ("two thousand pounds"), and facts count together only while they stand close to one another.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from kiosk.judging.cue import HARMFUL, HELPFUL
from kiosk.judging.tokens import tokens_of

WINDOW: Final = 16
"""Tokens within which facts count together."""
SURE: Final = 3
"""So many facts together are a paraphrase whatever stands beside them."""
EARLY: Final = 10
"""A paraphrase of two facts without "so" begins at most so many tokens into the reply."""

_OPENING: Final = 3
"""Among how many first tokens the "so" of a summary stands."""

_SAME: Final = {
    "mum": "mother", "mam": "mother", "mammy": "mother", "dad": "father", "daddy": "father", "nan": "grandmother",
    "gran": "grandmother", "lad": "son", "boy": "son", "girl": "daughter", "twice": "two", "kids": "child",
    "kid": "child", "children": "child", "quid": "pound", "grand": "thousand", "couple": "two", "first": "one",
    "second": "two", "third": "three", "fourth": "four",
}  # fmt: skip
"""Words for the same thing in a customer's mouth and in a learner's."""

_EMPTY_WORDS: Final = """
    a an the and or but so if then than that this these those there here it its is am are was were be been being do
    does did done doing have has had having i you he she we they me him her us them my your his our their mine yours
    not no nor to of in on at for from with by as up out off over under again about into onto down back just only even
    very really all any some more most other such own same too can could will would shall should may might must let get
    got getting gets go going goes gone went come came coming say says said saying tell told tells know knows knew
    want wants wanted what which who whom whose when where why how every each ever never now yes yeah right okay oh
    well also still already yet because since while until till before after like make made makes take took taken put
    see saw seen look looked looks looking give gave given thing things anything nothing something everything anyone
    nobody somebody someone anybody people please sorry thank thanks much many lot way time times need keep kept call
    called ring rang phone ask asked money pay paid work works day days today tomorrow week actually 's s
"""
"""Words too common to be a fact."""
_EMPTY: Final = frozenset(_EMPTY_WORDS.split())
_THEIRS: Final = frozenset({"you", "your", "he", "she", "they", "them", "him", "her", "his"})
_SUBJECTS: Final = _THEIRS | {"it", "that", "the", "we"}


@dataclass(frozen=True, slots=True)
class Echo:
    """Facts of the customer's that stand together in a reply."""

    first: int
    """First token of the first fact."""
    last: int
    """Last token of the last fact, included."""
    facts: int
    """How many different facts."""
    words: int
    """How many different words of the customer's they hold."""


def echo(tokens: Sequence[str], situation: str) -> Echo | None:
    """The largest group of the customer's facts in a reply's tokens; None where there is not a single one."""
    theirs = {_stem(token.text) for token in tokens_of(situation.replace("-", " ").split())} - {""}
    shared: list[tuple[int, int, set[str]]] = []
    for at, token in enumerate(tokens):
        stem = _stem(token)
        if stem not in theirs:
            continue
        if shared and at - shared[-1][1] <= 1:
            first, _, stems = shared.pop()
            shared.append((first, at, stems | {stem}))
        else:
            shared.append((at, at, {stem}))
    groups = [_group(shared[start:]) for start in range(len(shared))]
    return max(groups, key=lambda group: (group.facts, group.words, -group.first), default=None)


def paraphrased(tokens: Sequence[str], situation: str, beside: AbstractSet[str]) -> Echo | None:
    """The echo in a reply that makes it a paraphrase, or None.

    `beside` are the names of the other cues in the reply. Three facts together are enough. So is one in a
    summary that opens with "so you…". Two need another helpful cue and no harmful one beside them, because a
    retort repeats the customer's words too.
    """
    found = echo(tokens, situation)
    if found is None:
        return None
    if found.facts >= SURE:
        return found
    if beside & HARMFUL:
        return None
    if _opens_summary(tokens):
        return found
    if found.facts < 2 or not beside & HELPFUL or found.first > EARLY:
        return None
    about_them = _THEIRS & set(tokens[max(0, found.first - 4) : found.last + 3])
    return found if about_them or found.words > found.facts else None


def _group(shared: Sequence[tuple[int, int, set[str]]]) -> Echo:
    """The facts from the first of `shared` on that lie within WINDOW."""
    start, last, seen = shared[0][0], shared[0][1], set(shared[0][2])
    facts = 1
    for _, end, stems in shared[1:]:
        if end - start > WINDOW:
            break
        if not stems <= seen:
            facts, last, seen = facts + 1, end, seen | stems
    return Echo(start, last, facts, len(seen))


def _opens_summary(tokens: Sequence[str]) -> bool:
    opening = list(tokens[:_OPENING])
    if "so" not in opening:
        return False
    after = opening.index("so") + 1
    return bool(_SUBJECTS & set(tokens[after : after + 2]))


def _stem(word: str) -> str:
    """A word without its ending, "" for a word that carries no fact."""
    if word in _EMPTY:
        return ""
    word = _SAME.get(word, word)
    for ending in ("'s", "ing", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
