"""Reads the general English language model that comes with pocketsphinx: its word and word-pair probabilities.

pocketsphinx can decode with its binary model but cannot hand out what is in it (its own writer of text models
ends the process on this file, version 5.1.1), and it has no way to mix two models. So the file is read here. Its
layout, all little-endian:

    "Trie Language Model"  order: byte  counts: order × uint32  kind: int32 (1: 16-bit quantisation)
    tables: 65,536 × float32 for pair probabilities, the same for pair back-offs and for triple probabilities
    words: (count + 1) × (log probability float32, back-off float32, first pair uint32)
    pairs, packed to the bit: word | back-off code 16 | probability code 16 | first triple
    triples, packed to the bit: word | probability code 16
    words as text: length in bytes uint32, each word ended by a zero byte

A pair hangs under its *second* word and names its first. Logarithms are to the base 1.0001.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.errors import BadInput

_MAGIC: Final = b"Trie Language Model"
_LOG_BASE: Final = np.log(1.0001)
_CODES: Final = 1 << 16
_WORD: Final = np.dtype([("log", "<f4"), ("backoff", "<f4"), ("first_pair", "<u4")])


@dataclass(frozen=True, slots=True, eq=False)
class Bigrams:
    """Probabilities of words and of word pairs in general English."""

    words: tuple[str, ...]
    unigram: npt.NDArray[np.float64]
    """Probability of each word, shape (words,)."""
    first: npt.NDArray[np.int64]
    """Index of each pair's first word, shape (pairs,)."""
    second: npt.NDArray[np.int64]
    """Index of each pair's second word, shape (pairs,)."""
    pair: npt.NDArray[np.float64]
    """Probability of the second word after the first, shape (pairs,)."""


def read_bigrams(path: Path) -> Bigrams:
    """Read a quantised trigram trie of pocketsphinx (0.7 s for the bundled one).

    Raises BadInput when the file is of another kind.
    """
    raw = np.fromfile(path, np.uint8)
    order, kind = (int(raw[19]), int.from_bytes(raw[32:36].tobytes(), "little")) if len(raw) > 36 else (0, 0)
    if raw[:19].tobytes() != _MAGIC or order != 3 or kind != 1:
        raise BadInput(f"{path}: not a quantised trigram model of pocketsphinx; install pocketsphinx 5 again")
    words, pairs, triples = (int(count) for count in raw[20:32].view("<u4"))
    at = 36
    tables = raw[at : at + 3 * _CODES * 4].view("<f4").reshape(3, _CODES)
    at += tables.nbytes
    table = raw[at : at + (words + 1) * _WORD.itemsize].view(_WORD)
    at += table.nbytes
    word_bits, triple_bits = words.bit_length(), triples.bit_length()
    pair_bits = word_bits + 32 + triple_bits
    pairs_end = at + _packed_bytes(pairs, pair_bits)
    starts = np.arange(pairs, dtype=np.int64) * pair_bits
    first = _bits(raw[at:pairs_end], starts, word_bits)
    code = _bits(raw[at:pairs_end], starts + word_bits + 16, 16)
    # The entry after the last word should say where the pairs end; in the bundled file it says six too few.
    first_pair = np.append(table["first_pair"][:words], pairs).astype(np.int64)
    text = raw[pairs_end + _packed_bytes(triples, word_bits + 16) + 4 :].tobytes().decode("ascii")
    return Bigrams(
        words=tuple(text.split("\0")[:words]),
        unigram=np.exp(table["log"][:words].astype(np.float64) * _LOG_BASE),
        first=first,
        second=np.repeat(np.arange(words), np.diff(first_pair)),
        pair=np.exp(tables[0][code].astype(np.float64) * _LOG_BASE),
    )


def _packed_bytes(entries: int, bits: int) -> int:
    """Bytes of a packed table: one entry more than it has, and eight bytes so that reads may run over."""
    return ((entries + 1) * bits + 7) // 8 + 8


def _bits(packed: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.int64]:
    """The `width` (at most 32) bits from each bit position on, lowest bit first."""
    byte = starts >> 3
    value = np.zeros(len(starts), np.uint64)
    for k in range(5):
        value |= packed[byte + k].astype(np.uint64) << np.uint64(8 * k)
    mask = np.uint64((1 << width) - 1)
    return ((value >> (starts & 7).astype(np.uint64)) & mask).astype(np.int64)
