"""Phrase cues in a reply, each with the words that gave it."""

from collections.abc import Sequence
from typing import Final

from kiosk.hearing.utterance import Word
from kiosk.judging.cue import PHRASE_CUES, Cue
from kiosk.judging.library import Library
from kiosk.judging.matcher import Match, Matcher
from kiosk.judging.pattern import Phrase
from kiosk.judging.tokens import Token, tokens_of

TOUCHING: Final = 1
"""An `unless` phrase switches off a match from which it is at most this many tokens away (1: no word between)."""


class PhraseJudge:
    """Finds the cues of one library. Holds no state between replies: same words, same cues."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._phrases: list[Phrase] = []
        self._cue_of: dict[int, str] = {}
        self._unless_of: dict[int, str] = {}
        self._guard_of: dict[int, str] = {}
        for name, cue in library.cues.items():
            self._add(cue.phrases, name, self._cue_of)
            self._add(cue.unless, name, self._unless_of)
        for name, guard in library.guards.items():
            self._add(guard.phrases, name, self._guard_of)
        self._matcher = Matcher(self._phrases)

    def find(self, words: Sequence[str] | Sequence[Word], situation: str | None = None) -> tuple[Cue, ...]:
        """The phrase cues in `words`, at most one a cue name, by position.

        `situation` is what the customer said just before; it may be left out.
        The evidence of a cue is its longest match that no guard switches off, the earliest of equals.
        """
        heard = [word.text if isinstance(word, Word) else word for word in words]
        certain = [word.confidence if isinstance(word, Word) else 1.0 for word in words]
        tokens = tokens_of(heard)
        matches = self._matcher.find([token.text for token in tokens])
        best = self._best(matches)
        return tuple(
            sorted(
                (self._cue(name, match, tokens, heard, certain) for name, match in best.items()),
                key=lambda cue: (cue.first, cue.last, PHRASE_CUES.index(cue.name)),
            )
        )

    def _add(self, phrases: Sequence[Phrase], name: str, role: dict[int, str]) -> None:
        for phrase in phrases:
            role[len(self._phrases)] = name
            self._phrases.append(phrase)

    def _best(self, matches: Sequence[Match]) -> dict[str, Match]:
        """The best match of each cue that stands."""
        guards = [(self._guard_of[match.phrase], match) for match in matches if match.phrase in self._guard_of]
        unless = [(self._unless_of[match.phrase], match) for match in matches if match.phrase in self._unless_of]
        best: dict[str, Match] = {}
        for match in matches:
            name = self._cue_of.get(match.phrase)
            if name is None or self._switched_off(name, match, unless, guards):
                continue
            if name not in best or match.last - match.first > best[name].last - best[name].first:
                best[name] = match
        return {name: match for name, match in best.items() if self._needs_met(name, best)}

    def _switched_off(
        self, name: str, match: Match, unless: Sequence[tuple[str, Match]], guards: Sequence[tuple[str, Match]]
    ) -> bool:
        if any(cue == name and _touches(match, other) for cue, other in unless):
            return True
        watching = self._library.cues[name].guards
        return any(
            guard in watching and _reaches(other, match, self._library.guards[guard].reach) for guard, other in guards
        )

    def _needs_met(self, name: str, best: dict[str, Match]) -> bool:
        needs = self._library.cues[name].needs
        return not needs or any(other in best for other in needs)

    def _cue(
        self, name: str, match: Match, tokens: Sequence[Token], heard: Sequence[str], certain: Sequence[float]
    ) -> Cue:
        first, last = tokens[match.first].word, tokens[match.last].word
        phrase = self._phrases[match.phrase]
        return Cue(
            name,
            first,
            last,
            " ".join(heard[first : last + 1]),
            f"phrase '{phrase.text}' ({phrase.where})",
            min(certain[first : last + 1]),
        )


def _touches(match: Match, other: Match) -> bool:
    """Whether the two overlap or stand side by side."""
    return other.first <= match.last + TOUCHING and match.first <= other.last + TOUCHING


def _reaches(guard: Match, match: Match, reach: int) -> bool:
    """Whether a guard begins before the match and ends inside it or at most `reach` tokens before it."""
    return guard.first < match.first and match.first - guard.last <= reach + 1
