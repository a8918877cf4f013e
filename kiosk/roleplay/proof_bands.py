"""Which calls the prover takes for the same: those that no condition and no mood can tell apart."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from kiosk.roleplay.mood import LINES
from kiosk.roleplay.proof_replies import clauses, condition_texts
from kiosk.roleplay.scenario import Scenario

_LIMIT: Final = re.compile(r"(?:not )?(heat|trust|patience|turn) (at least|at most|above|below) (-?\d+)")
_HEARD: Final = re.compile(r"(?:not )?heard (.+?)(?: before| (at least|at most|above|below) (\d+) times?)?")
_FROM_NEXT: Final = ("at most", "above")
"""Comparisons that change after the number given, not at it."""


_BITS: Final = 6
"""Bits that one sign's count takes up: a call has at most MOST_TURNS (40) replies."""
COUNT: Final = (1 << _BITS) - 1
"""Mask of one sign's count."""


class Bands:
    """The dials cut where a condition or a mood changes, and the counts that conditions look at."""

    def __init__(self, scenario: Scenario) -> None:
        self.place = {sign: at * _BITS for at, sign in enumerate(scenario.signs)}
        """Sign → where its count begins in the packed counts."""
        cuts = _cuts(scenario)
        self.heat, self.trust, self.patience = (_table(cuts[dial]) for dial in ("heat", "trust", "patience"))
        self.turn = _table(cuts["turn"])
        limits = {self.place[sign]: most for sign, most in _counts(scenario).items()}
        self._limits, self._mask = list(limits.items()), sum(COUNT << place for place in limits)
        self._seen: dict[int, int] = {}
        self._counts: dict[int, int] = {}
        self._named = frozenset(
            sign for sign in scenario.signs if any(sign in text for text in condition_texts(scenario))
        )
        self._shown: dict[frozenset[str], int] = {}

    def seen(self, heard: int) -> int:
        """A number for what conditions can tell of packed counts."""
        heard &= self._mask
        found = self._seen.get(heard)
        if found is None:
            counts = 0
            for place, most in self._limits:
                counts |= min((heard >> place) & COUNT, most) << place
            found = self._seen[heard] = self._counts.setdefault(counts, len(self._counts))
        return found

    def packed(self, signs: Collection[str]) -> int:
        """Counts in which each of these signs was heard once."""
        return sum(1 << self.place[sign] for sign in signs)

    def shown(self, signs: frozenset[str]) -> int:
        """A number for those of the signs that conditions name."""
        return self._shown.setdefault(signs & self._named, len(self._shown))


def _table(cuts: Iterable[int]) -> list[int]:
    ordered = sorted(cuts)
    return [bisect_right(ordered, value) for value in range(101)]


def _clauses(scenario: Scenario) -> Iterator[str]:
    for text in condition_texts(scenario):
        for alternative in clauses(text):
            yield from alternative


def _cuts(scenario: Scenario) -> dict[str, set[int]]:
    """Dial → the values from which something is different."""
    cuts = defaultdict(set, {dial: set(values) for dial, values in LINES.items()})
    for clause in _clauses(scenario):
        if found := _LIMIT.fullmatch(clause):
            cuts[found[1]].add(int(found[3]) + (found[2] in _FROM_NEXT))
    return cuts


def _counts(scenario: Scenario) -> Mapping[str, int]:
    """Sign → how many times a condition can tell apart."""
    most: dict[str, int] = {}
    for clause in _clauses(scenario):
        if (found := _HEARD.fullmatch(clause)) and found[1] in scenario.signs:
            times = int(found[3]) + (found[2] in _FROM_NEXT) if found[3] else 1
            most[found[1]] = max(most.get(found[1], 1), times)
    return most
