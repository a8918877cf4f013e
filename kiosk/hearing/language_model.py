"""Builds the language model of basic recognition: the role-play's own sentences, mixed with general English."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.hearing.bundled_bigrams import Bigrams

OWN_SHARE: Final = 0.7
"""Weight of the role-play's own sentences; general English has the rest.

At 0.7 : 0.3 the recogniser found 86 to 91 % of the key phrases in real spoken orders (design, section 7).
"""

GENERAL_WORDS: Final = 15_000
"""How many of general English's commonest words are kept; rarer ones cost time and cause false alarms."""

RAREST_PAIR: Final = 1e-7
"""General word pairs rarer than this (probability of the pair) are left to back-off."""

RAREST_WORD: Final = 1e-7
"""Probability in general English of an own word that general English lacks."""

START, END = "<s>", "</s>"
_MOST: Final = 0.98
"""Share of a history's probability that its listed followers may take, so that back-off keeps some."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the own sentences. A history is a word, or two."""

    words: Counter[str]
    pairs: dict[str, Counter[str]]
    triples: dict[tuple[str, str], Counter[str]]


def count_sentences(sentences: Iterable[str], dictionary: frozenset[str]) -> Counts:
    """Count words, pairs and triples; words that nobody can pronounce (not in the dictionary) are skipped."""
    words: Counter[str] = Counter()
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    triples: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        known = [word for word in sentence.lower().split() if word in dictionary]
        padded = [START, *known, END]
        for i in range(1, len(padded)):
            words[padded[i]] += 1
            pairs[padded[i - 1]][padded[i]] += 1
            if i > 1:
                triples[padded[i - 2], padded[i - 1]][padded[i]] += 1
    return Counts(words, dict(pairs), dict(triples))


class MixedModel:
    """The mixture as a back-off trigram: Witten-Bell for the own sentences, pairs only for general English."""

    def __init__(self, own: Counts, general: Bigrams, dictionary: frozenset[str]) -> None:
        self.words = _vocabulary(own, general, dictionary)
        self._index = {word: i for i, word in enumerate(self.words)}
        self._own = own
        common = _general_unigrams(self.words, general)
        total, kinds = sum(own.words.values()), max(1, len(own.words))
        counts = np.array([own.words[word] for word in self.words], float)
        self._own_unigram: Floats = (counts + kinds * common) / (total + kinds)
        self.unigram: Floats = OWN_SHARE * self._own_unigram + (1 - OWN_SHARE) * common
        self._mix_pairs(general, common)
        self._mix_triples()

    def _mix_pairs(self, general: Bigrams, common: Floats) -> None:
        size = len(self.words)
        keys, listed = _general_pairs(self._index, general, size)
        room = _backoff(keys // size, listed, common[keys % size], size)
        own_keys = [
            self._index[h] * size + self._index[w] for h, followers in self._own.pairs.items() for w in followers
        ]
        self.pair_keys = np.union1d(keys, np.array(own_keys, np.int64))
        first, second = self.pair_keys // size, self.pair_keys % size
        in_general = room[first] * common[second]
        in_general[np.searchsorted(self.pair_keys, keys)] = listed
        counts = np.zeros(len(self.pair_keys))
        seen, kinds = np.zeros(size), np.zeros(size)
        for history, followers in self._own.pairs.items():
            h = self._index[history]
            seen[h], kinds[h] = sum(followers.values()), len(followers)
            for word, count in followers.items():
                counts[np.searchsorted(self.pair_keys, h * size + self._index[word])] = count
        base = self._own_unigram[second]
        weight = (seen + kinds)[first]
        in_own = np.where(weight > 0, (counts + kinds[first] * base) / np.maximum(weight, 1), base)
        self._own_pair = dict(zip(self.pair_keys.tolist(), in_own.tolist(), strict=True))
        self._general_pair = dict(zip(self.pair_keys.tolist(), in_general.tolist(), strict=True))
        self.pair: Floats = OWN_SHARE * in_own + (1 - OWN_SHARE) * in_general
        self.word_backoff = _backoff(first, self.pair, self.unigram[second], size)

    def _mix_triples(self) -> None:
        size = len(self.words)
        self.triples: dict[tuple[str, str], dict[str, float]] = {}
        self.pair_backoff: dict[int, float] = {}
        for (one, two), followers in self._own.triples.items():
            seen, kinds, h = sum(followers.values()), len(followers), self._index[two]
            mixed, lower = {}, 0.0
            for word, count in followers.items():
                key = h * size + self._index[word]
                own = (count + kinds * self._own_pair[key]) / (seen + kinds)
                mixed[word] = OWN_SHARE * own + (1 - OWN_SHARE) * self._general_pair[key]
                lower += OWN_SHARE * self._own_pair[key] + (1 - OWN_SHARE) * self._general_pair[key]
            self.triples[one, two] = mixed
            rest = max(1e-6, 1 - sum(mixed.values())) / max(1e-6, 1 - lower)
            self.pair_backoff[self._index[one] * size + h] = rest

    def write_arpa(self, path: Path) -> None:
        """Write the model in the ARPA text format: log10 probabilities and back-off weights."""
        size, words = len(self.words), self.words
        lines = ["\\data\\", f"ngram 1={size}", f"ngram 2={len(self.pair_keys)}"]
        lines += [f"ngram 3={sum(map(len, self.triples.values()))}", "", "\\1-grams:"]
        for word, chance, rest in zip(words, _log10(self.unigram), _log10(self.word_backoff), strict=True):
            lines.append(f"{-99 if word == START else chance:.4f} {word} {rest:.4f}")
        lines += ["", "\\2-grams:"]
        for key, chance in zip(self.pair_keys.tolist(), _log10(self.pair), strict=True):
            rest = math.log10(self.pair_backoff.get(key, 1.0))
            lines.append(f"{chance:.4f} {words[key // size]} {words[key % size]} {rest:.4f}")
        lines += ["", "\\3-grams:"]
        for (one, two), followers in sorted(self.triples.items()):
            lines += [f"{math.log10(chance):.4f} {one} {two} {word}" for word, chance in sorted(followers.items())]
        path.write_text("\n".join([*lines, "", "\\end\\", ""]), encoding="ascii")


def _vocabulary(own: Counts, general: Bigrams, dictionary: frozenset[str]) -> list[str]:
    common = (general.words[i] for i in np.argsort(-general.unigram, kind="stable"))
    kept = [word for word in common if word in dictionary][:GENERAL_WORDS]
    return sorted({*kept, *own.words, START, END})


def _general_unigrams(words: list[str], general: Bigrams) -> Floats:
    chances = dict(zip(general.words, general.unigram.tolist(), strict=True))
    values = np.array([0.0 if word == START else chances.get(word, RAREST_WORD) for word in words])
    return values / values.sum()


def _general_pairs(index: dict[str, int], general: Bigrams, size: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Sorted keys (first · size + second) and probabilities of the general pairs that are kept."""
    new = np.array([index.get(word, -1) for word in general.words], np.int64)
    first, second = new[general.first], new[general.second]
    frequent = general.unigram[general.first] * general.pair > RAREST_PAIR
    starts = first == index[START]
    kept = (first >= 0) & (second >= 0) & (second != index[START]) & (frequent | starts)
    keys, chances = first[kept] * size + second[kept], general.pair[kept]
    order = np.argsort(keys)
    keys, chances = keys[order], chances[order]
    sums = np.bincount(keys // size, chances, size)
    return keys, chances * np.minimum(1.0, _MOST / np.maximum(sums, 1e-9))[keys // size]


def _backoff(history: npt.NDArray[np.int64], listed: Floats, lower: Floats, size: int) -> Floats:
    """Back-off weight of each history: the probability its listed followers leave, over what they would get below."""
    left = np.maximum(1e-6, 1 - np.bincount(history, listed, size))
    below = np.maximum(1e-6, 1 - np.bincount(history, lower, size))
    return left / below


def _log10(values: Floats) -> list[float]:
    return [float(value) for value in np.log10(np.maximum(values, 1e-30))]
