"""The little language that phrases are written in.

    i am [sorry|sad] (for the) ...2 {trouble}

Plain words stand for themselves; `(…)` may be left out; `[a|b]` is one or the other, each of one or more words;
`...` lets up to four words pass, `...2` up to two; `{trouble}` is any entry of a word class. `^` stands for the
beginning of the reply and `$` for its end. Short forms and full forms are the same ("i'm", "i am"), hesitations
and repeats are never in the way (`tokens.py`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.errors import BadInput
from kiosk.judging.tokens import HESITATIONS, spell_out

USUAL_GAP: Final = 4
"""Words that a plain `...` lets pass."""
LONGEST_GAP: Final = 12
"""The widest gap a phrase may ask for: more would join words from unrelated clauses."""

START: Final = "^"
END: Final = "$"

_LEXEME: Final = re.compile(
    r"\s*(?:(?P<gap>\.\.\.\d*)|\{(?P<name>[^{}]*)\}|(?P<edge>[\^$])|(?P<mark>[\[\]()|])|(?P<word>[^\s\[\](){}|^$]+))"
)


@dataclass(frozen=True, slots=True)
class Literal:
    """One word, or START or END."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words of any kind."""

    most: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that follow one another."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; `optional` when none of them is needed."""

    options: tuple["Node", ...]
    optional: bool = False


Node = Literal | Gap | Sequence | Choice


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase read from its text."""

    text: str
    where: str
    """File and line, as in `apologise.yaml:12`."""
    node: Node


def parse(text: str, where: str, classes: Mapping[str, Node] | None = None) -> Phrase:
    """Read one phrase. `classes` are the word classes it may name.

    Raises BadInput with `where` and the fault: an unclosed bracket, an unknown class, a gap at either end, a
    phrase that would match nothing at all.
    """
    reader = _Reader(text.strip(), where, classes or {})
    node = reader.choice()
    reader.expect_end()
    if not _words_needed(node):
        raise reader.fault("matches no words at all; give at least one word that must be said")
    if _touches_gap(node, 0) or _touches_gap(node, -1):
        raise reader.fault("begins or ends with a gap; put a word there")
    return Phrase(text.strip(), where, node)


def spoken_forms(phrase: Phrase) -> Iterator[str]:
    """Ways to say the phrase, which between them hold each of its alternatives; gaps are left out.

    There are as many as its widest choice has options. All combinations would be thousands for a single phrase.
    """
    for turn in range(_widest(phrase.node)):
        yield " ".join(word for word in _said(phrase.node, turn) if word not in (START, END))


def _widest(node: Node) -> int:
    """The most options that a choice inside the node has, those of its own choices counted with it."""
    if isinstance(node, Sequence):
        return max(map(_widest, node.parts))
    if isinstance(node, Choice):
        return sum(map(_widest, node.options)) + node.optional
    return 1


def _said(node: Node, turn: int) -> Iterator[str]:
    """The words of the node's form number `turn`, which begins anew after its last."""
    if isinstance(node, Literal):
        yield node.text
    elif isinstance(node, Sequence):
        for part in node.parts:
            yield from _said(part, turn)
    elif isinstance(node, Choice):
        turn %= _widest(node)
        for option in node.options:
            if turn < _widest(option):
                yield from _said(option, turn)
                return
            turn -= _widest(option)


class _Reader:
    """Recursive descent over the lexemes of one phrase."""

    def __init__(self, text: str, where: str, classes: Mapping[str, Node]) -> None:
        self._shown, self._where, self._classes = text, where, classes
        self._lexemes = self._split(text)
        self._at = 0

    def fault(self, what: str) -> BadInput:
        """The error for this phrase."""
        return BadInput(f"{self._where}: phrase '{self._shown}' {what}")

    def choice(self, closing: str = "") -> Node:
        """Read alternatives up to `closing` (not consumed)."""
        options = [self._sequence(closing)]
        while self._peek() == ("mark", "|"):
            self._at += 1
            options.append(self._sequence(closing))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def expect_end(self) -> None:
        """Raise BadInput when something is left over."""
        if self._at < len(self._lexemes):
            raise self.fault(f"has a stray '{self._lexemes[self._at][1]}'; remove it or open it before")

    def _split(self, text: str) -> list[tuple[str, str]]:
        lexemes, position = [], 0
        while position < len(text):
            found = _LEXEME.match(text, position)
            if found is None or found.lastgroup is None:
                raise self.fault(f"has an unmatched '{text[position:].strip()[0]}'; close it or remove it")
            lexemes.append((found.lastgroup, found[found.lastgroup]))
            position = found.end()
        return lexemes

    def _peek(self) -> tuple[str, str]:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else ("end", "")

    def _sequence(self, closing: str) -> Node:
        parts: list[Node] = []
        while self._peek()[0] != "end" and self._peek() not in (("mark", "|"), ("mark", closing)):
            parts.extend(self._part())
        if not parts:
            raise self.fault("has an empty place; write a word there or remove it")
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _part(self) -> tuple[Node, ...]:
        kind, text = self._peek()
        if kind == "mark" and text not in "[(":
            raise self.fault(f"has a stray '{text}'; remove it or open it before")
        self._at += 1
        if kind == "gap":
            return (self._gap(text),)
        if kind == "name":
            return (self._class(text),)
        if kind == "edge":
            return (Literal(text),)
        if kind == "word":
            return self._words(text)
        closing = "]" if text == "[" else ")"
        inner = self.choice(closing)
        if self._peek() != ("mark", closing):
            raise self.fault(f"opens '{text}' and never closes it; add '{closing}'")
        self._at += 1
        return (Choice((inner,), optional=text == "("),)

    def _gap(self, text: str) -> Gap:
        most = int(text[3:] or USUAL_GAP)
        if not 1 <= most <= LONGEST_GAP:
            raise self.fault(f"has a gap of {most} words; give 1 to {LONGEST_GAP}")
        return Gap(most)

    def _class(self, name: str) -> Node:
        if name not in self._classes:
            known = ", ".join(sorted(self._classes)) or "none"
            raise self.fault(f"names the unknown word class '{name}'; known: {known}")
        return self._classes[name]

    def _words(self, text: str) -> tuple[Node, ...]:
        words = spell_out(text)
        if not words or any(word in HESITATIONS for word in words):
            raise self.fault(f"contains '{text}', which is never compared; remove it")
        return tuple(Literal(word) for word in words)


def _words_needed(node: Node) -> int:
    """The fewest words that satisfy the node."""
    if isinstance(node, Literal):
        return int(node.text not in (START, END))
    if isinstance(node, Gap):
        return 0
    if isinstance(node, Sequence):
        return sum(_words_needed(part) for part in node.parts)
    return 0 if node.optional else min(_words_needed(option) for option in node.options)


def _touches_gap(node: Node, end: int) -> bool:
    """Whether a gap may stand at the node's first (`end` 0) or last (`end` -1) place."""
    if isinstance(node, Gap):
        return True
    if isinstance(node, Choice):
        return any(_touches_gap(option, end) for option in node.options)
    if isinstance(node, Sequence):
        for part in node.parts if end == 0 else reversed(node.parts):
            if _touches_gap(part, end):
                return True
            if _words_needed(part):
                return False
    return False
