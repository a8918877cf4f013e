"""Phrase cues in a reply, each with the words that gave it."""

from collections.abc import Sequence
from typing import Final

from kiosk.hearing.utterance import Word
from kiosk.judging.cue import PHRASE_CUES, Cue
from kiosk.judging.facts import paraphrased
from kiosk.judging.library import Library
from kiosk.judging.matcher import Match, Matcher
from kiosk.judging.pattern import Phrase
from kiosk.judging.tokens import tokens_of

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
        reply = _Reply(words)
        texts = [token.text for token in reply.tokens]
        cues = {
            name: reply.cue(name, match.first, match.last, self._rule(match))
            for name, match in self._best(self._matcher.find(texts)).items()
        }
        given_back = paraphrased(texts, situation, cues.keys()) if situation else None
        if given_back:
            rule = f"{given_back.facts} of the customer's facts given back"
            cues["paraphrase"] = reply.cue("paraphrase", given_back.first, given_back.last, rule)
        return tuple(sorted(cues.values(), key=lambda cue: (cue.first, cue.last, PHRASE_CUES.index(cue.name))))

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
        self,
        name: str,
        match: Match,
        unless: Sequence[tuple[str, Match]],
        guards: Sequence[tuple[str, Match]],
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

    def _rule(self, match: Match) -> str:
        phrase = self._phrases[match.phrase]
        return f"phrase '{phrase.text}' ({phrase.where})"


class _Reply:
    """The words of one reply with their tokens."""

    def __init__(self, words: Sequence[str] | Sequence[Word]) -> None:
        self._heard = [word.text if isinstance(word, Word) else word for word in words]
        self._certain = [word.confidence if isinstance(word, Word) else 1.0 for word in words]
        self.tokens = tokens_of(self._heard)

    def cue(self, name: str, first: int, last: int, rule: str) -> Cue:
        """The cue whose evidence are the words of the tokens `first` to `last`, included."""
        start, end = self.tokens[first].word, self.tokens[last].word + 1
        return Cue(name, start, end - 1, " ".join(self._heard[start:end]), rule, min(self._certain[start:end]))


def _touches(match: Match, other: Match) -> bool:
    """Whether the two overlap or stand side by side."""
    return other.first <= match.last + TOUCHING and match.first <= other.last + TOUCHING


def _reaches(guard: Match, match: Match, reach: int) -> bool:
    """Whether a guard begins before the match and ends inside it or at most `reach` tokens before it."""
    return guard.first < match.first and match.first - guard.last <= reach + 1
