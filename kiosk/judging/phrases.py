"""Phrase cues in a reply, each with the words that gave it."""

from collections.abc import Sequence
from typing import Final

from kiosk.hearing.utterance import Word
from kiosk.judging.combined import ByPhrase, Combiner, Considered, by_phrase_alone
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

    def __init__(self, library: Library, *, learned: bool = False) -> None:
        """`learned`: free wording counts too, as the learned model weighs it; else the phrases alone.

        Raises MissingPart where the learned model is wanted and not there.
        """
        self._library = library
        self._combiner = Combiner(library) if learned else None
        self._phrases: list[Phrase] = []
        self._cue_of: dict[int, str] = {}
        self._unless_of: dict[int, str] = {}
        self._guard_of: dict[int, str] = {}
        for name, cue in library.cues.items():
            if not cue.off:
                self._add(cue.phrases, name, self._cue_of)
                self._add(cue.unless, name, self._unless_of)
        for name, guard in library.guards.items():
            self._add(guard.phrases, name, self._guard_of)
        self._matcher = Matcher(self._phrases)

    def find(self, words: Sequence[str] | Sequence[Word], situation: str | None = None) -> tuple[Cue, ...]:
        """The phrase cues in `words`, at most one a cue name, by position.

        `situation` is what the customer said just before; it may be left out.
        The evidence of a cue is its longest match that no guard switches off, the earliest of equals; of a cue in
        free wording, the run of words that speaks most for it.
        """
        cues = {each.name: each.cue for each in self.consider(words, situation) if each.cue is not None}
        standing = (cue for cue in cues.values() if self._needs_met(cue.name, cues))
        return tuple(sorted(standing, key=lambda cue: (cue.first, cue.last, PHRASE_CUES.index(cue.name))))

    def consider(self, words: Sequence[str] | Sequence[Word], situation: str | None = None) -> tuple[Considered, ...]:
        """Every cue with why it stands or does not, whatever other cues it needs beside it."""
        reply = _Reply(words)
        given = self._given(reply, situation)
        if self._combiner is None:
            return tuple(by_phrase_alone(name, given) for name in PHRASE_CUES)
        return self._combiner.consider(given, reply.heard, situation, reply.of_words)

    def by_phrase(self, words: Sequence[str] | Sequence[Word], situation: str | None = None) -> ByPhrase:
        """What phrases alone give, whatever other cues they need beside them."""
        return self._given(_Reply(words), situation)

    def _given(self, reply: "_Reply", situation: str | None) -> ByPhrase:
        texts = [token.text for token in reply.tokens]
        found = self._matcher.find(texts)
        matches = self._standing(found)
        cues = {
            name: reply.of_tokens(name, match.first, match.last, self._rule(match))
            for name, match in _longest(matches).items()
        }
        facts_count = "paraphrase" in self._library.cues and not self._library.cues["paraphrase"].off
        given_back = paraphrased(texts, situation, cues.keys()) if situation and facts_count else None
        if given_back:
            rule = f"{given_back.facts} of the customer's facts given back"
            cues["paraphrase"] = reply.of_tokens("paraphrase", given_back.first, given_back.last, rule)
        own = frozenset(name for name, match in matches if self._is_own(name, match))
        named = {self._cue_of[match.phrase] for match in found if match.phrase in self._cue_of}
        return ByPhrase(cues, own, frozenset(named - cues.keys()))

    def _add(self, phrases: Sequence[Phrase], name: str, role: dict[int, str]) -> None:
        for phrase in phrases:
            role[len(self._phrases)] = name
            self._phrases.append(phrase)

    def _standing(self, matches: Sequence[Match]) -> list[tuple[str, Match]]:
        """The matches of every cue that nothing switches off."""
        guards = [(self._guard_of[match.phrase], match) for match in matches if match.phrase in self._guard_of]
        unless = [(self._unless_of[match.phrase], match) for match in matches if match.phrase in self._unless_of]
        named = ((self._cue_of[match.phrase], match) for match in matches if match.phrase in self._cue_of)
        return [(name, match) for name, match in named if not self._switched_off(name, match, unless, guards)]

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

    def _needs_met(self, name: str, cues: dict[str, Cue]) -> bool:
        needs = self._library.cues[name].needs
        return not needs or any(other in cues for other in needs)

    def _is_own(self, name: str, match: Match) -> bool:
        """Whether the phrase is a trainer's or a role-play's own: shipped ones name the file alone."""
        return not self._phrases[match.phrase].where.startswith(f"{name}.yaml:")

    def _rule(self, match: Match) -> str:
        phrase = self._phrases[match.phrase]
        return f"phrase '{phrase.text}' ({phrase.where})"


class _Reply:
    """The words of one reply with their tokens."""

    def __init__(self, words: Sequence[str] | Sequence[Word]) -> None:
        self.heard = [word.text if isinstance(word, Word) else word for word in words]
        self._certain = [word.confidence if isinstance(word, Word) else 1.0 for word in words]
        self.tokens = tokens_of(self.heard)

    def of_tokens(self, name: str, first: int, last: int, rule: str) -> Cue:
        """The cue whose evidence are the words of the tokens `first` to `last`, included."""
        return self.of_words(name, self.tokens[first].word, self.tokens[last].word, rule)

    def of_words(self, name: str, first: int, last: int, rule: str) -> Cue:
        """The cue whose evidence are the words `first` to `last`, included."""
        words, certain = self.heard[first : last + 1], min(self._certain[first : last + 1])
        return Cue(name, first, last, " ".join(words), rule, certain)


def _longest(matches: Sequence[tuple[str, Match]]) -> dict[str, Match]:
    """The longest match of each cue, the earliest of equals."""
    best: dict[str, Match] = {}
    for name, match in matches:
        if name not in best or match.last - match.first > best[name].last - best[name].first:
            best[name] = match
    return best


def _touches(match: Match, other: Match) -> bool:
    """Whether the two overlap or stand side by side."""
    return other.first <= match.last + TOUCHING and match.first <= other.last + TOUCHING


def _reaches(guard: Match, match: Match, reach: int) -> bool:
    """Whether a guard begins before the match and ends inside it or at most `reach` tokens before it."""
    return guard.first < match.first and match.first - guard.last <= reach + 1
