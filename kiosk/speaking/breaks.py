"""A voice that fails for moments: short phrases, with silence between them."""

import re
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_JOINING: Final = re.compile(
    r"and|but|because|that|who|which|when|where|while|if|so|to|for|from|with|without|in|on|at|by|about|after|before|until|"
    r"since|than|or|like|as",
    re.IGNORECASE,
)
"""Words before which a speaker out of breath stops."""
_LEAST_BEFORE, _LEAST_AFTER = 3, 2
"""Words in a phrase and in what is left, so that none is a single word."""
_STOP: Final = re.compile(r"[,.;:!?…–—]\W*$")

_FRAME_S: Final = 0.01
_QUIET_SHARE: Final = 10**-3.8
"""Frames of less than this share of the loudest one's power, 38 dB below it, are a gap."""
_SHORTEST_GAP_S: Final = 0.07
_UNEVEN: Final = 0.35
"""Share by which breaks differ from their mean."""


def short_phrases(text: str) -> str:
    """`text` with a comma before joining words wherever more than a few words have run without a stop."""
    words = text.split(" ")
    done: list[str] = []
    since_stop = 0
    for at, word in enumerate(words):
        enough = since_stop >= _LEAST_BEFORE and _words_to_stop(words[at:]) >= _LEAST_AFTER
        if enough and _JOINING.fullmatch(word):
            done[-1] += ","
            since_stop = 0
        done.append(word)
        since_stop = 0 if _STOP.search(word) else since_stop + 1
    return " ".join(done)


def hold_breaks(sound: Floats, rate: int, seconds: float, chance: np.random.Generator) -> Floats:
    """`sound` with about `seconds` of silence put into each of its gaps; beginning and end stay."""
    parts, last = [], 0
    for start, end in _gaps(sound, rate):
        middle = (start + end) // 2
        silence = seconds * chance.uniform(1 - _UNEVEN, 1 + _UNEVEN)
        parts += [sound[last:middle], np.zeros(round(silence * rate))]
        last = middle
    return np.concatenate([*parts, sound[last:]])


def _words_to_stop(words: list[str]) -> int:
    return next((count for count, word in enumerate(words, start=1) if _STOP.search(word)), len(words))


def _gaps(sound: Floats, rate: int) -> list[tuple[int, int]]:
    """First sample and end of each quiet stretch between the first and the last sound."""
    frame = max(1, round(_FRAME_S * rate))
    whole = len(sound) // frame * frame
    power = np.mean(sound[:whole].reshape(-1, frame) ** 2, axis=1)
    loud = np.flatnonzero(power > _QUIET_SHARE * power.max(initial=0))
    least = _SHORTEST_GAP_S / _FRAME_S
    return [
        (int(before + 1) * frame, int(after) * frame) for before, after in pairwise(loud) if after - before - 1 >= least
    ]
