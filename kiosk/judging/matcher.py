"""Many phrases found in one pass over a reply.

The phrases are one automaton over words. It follows all of them at once, keeps no stack and never goes back, and no
phrase has an unbounded repeat, so its work grows with the length of the reply and never explodes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.judging.pattern import END, START, Choice, Gap, Literal, Node, Phrase
from kiosk.judging.pattern import Sequence as InOrder
from kiosk.judging.tokens import SOFT

WIDEST: Final = 40
"""Tokens that one match may span, soft words included."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase was found, in tokens."""

    phrase: int
    """Position of the phrase in the list given to the Matcher."""
    first: int
    last: int
    """Last token, included."""


class Matcher:
    """Finds a fixed list of phrases in token sequences."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        net = _Net()
        for number, phrase in enumerate(phrases):
            end = net.state()
            net.accepts[end] = number
            net.add(phrase.node, net.start, end)
        self._steps, self._accepts, self._begin = net.closed()

    def find(self, tokens: Sequence[str]) -> list[Match]:
        """The longest match of every phrase from every token, by position and then by phrase."""
        framed = (START, *tokens, END)
        found: list[Match] = []
        for at, token in enumerate(framed):
            if token in self._begin:
                ends: dict[int, int] = {}
                self._follow(framed, at, ends)
                for phrase, end in sorted(ends.items()):
                    # Back to the tokens' own count; the frame is never part of a match.
                    found.append(Match(phrase, max(at - 1, 0), min(end - 1, len(tokens) - 1)))
        return found

    def _follow(self, tokens: Sequence[str], first: int, ends: dict[int, int]) -> None:
        """Run from one token on; write phrase → last token into `ends`."""
        steps, accepts = self._steps, self._accepts
        fresh = active = self._begin[tokens[first]]
        for at in range(first, min(len(tokens), first + WIDEST)):
            if at > first:
                token = tokens[at]
                reached: set[int] = set()
                for state in active:
                    for words, targets in steps[state]:
                        if words is None or token in words:
                            reached.update(targets)
                fresh = frozenset(reached)
                active = fresh | active if token in SOFT else fresh
                if not active:
                    return
            for state in fresh & accepts.keys():
                ends[accepts[state]] = at


_Edge = tuple[frozenset[str] | None, int]
_Step = tuple[frozenset[str] | None, frozenset[int]]


class _Net:
    """The automaton while it is being built."""

    def __init__(self) -> None:
        self.accepts: dict[int, int] = {}
        self._edges: list[list[_Edge]] = []
        self._free: list[list[int]] = []
        self.start = self.state()

    def state(self) -> int:
        """A new state."""
        self._edges.append([])
        self._free.append([])
        return len(self._edges) - 1

    def add(self, node: Node, start: int, end: int) -> None:
        """Lead from `start` to `end` by whatever satisfies `node`."""
        if isinstance(node, Literal):
            self._edges[start].append((frozenset({node.text}), end))
        elif isinstance(node, Gap):
            self._add_gap(node.most, start, end)
        elif isinstance(node, InOrder):
            for part in node.parts[:-1]:
                middle = self.state()
                self.add(part, start, middle)
                start = middle
            self.add(node.parts[-1], start, end)
        else:
            self._add_choice(node, start, end)

    def _add_gap(self, most: int, start: int, end: int) -> None:
        self._free[start].append(end)
        for _ in range(most):
            after = self.state()
            self._edges[start].append((None, after))
            self._free[after].append(end)
            start = after

    def _add_choice(self, node: Choice, start: int, end: int) -> None:
        if node.optional:
            self._free[start].append(end)
        # Single words share one edge: a word class of a hundred words then costs one look-up.
        single = frozenset(option.text for option in node.options if isinstance(option, Literal))
        if single:
            self._edges[start].append((single, end))
        for option in node.options:
            if not isinstance(option, Literal):
                self.add(option, start, end)

    def closed(self) -> tuple[list[tuple[_Step, ...]], dict[int, int], dict[str, frozenset[int]]]:
        """Steps by state with the free moves worked in, the accepting states, and the states by first word."""
        closures = [self._closure(state) for state in range(len(self._edges))]
        steps = [tuple((words, closures[to]) for words, to in edges) for edges in self._edges]
        begin: dict[str, set[int]] = {}
        for state in closures[self.start]:
            for words, targets in steps[state]:
                for word in words or ():
                    begin.setdefault(word, set()).update(targets)
        return steps, self.accepts, {word: frozenset(states) for word, states in begin.items()}

    def _closure(self, state: int) -> frozenset[int]:
        seen, waiting = {state}, [state]
        while waiting:
            for other in self._free[waiting.pop()]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return frozenset(seen)
