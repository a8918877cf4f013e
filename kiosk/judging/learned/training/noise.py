"""Recogniser errors made up, so that the model learns to read through them."""

from collections.abc import Sequence
from typing import Final

import numpy as np

_ALIKE: Final = """
    their there | to too two | are our hour | your you're | for four | by buy bye | here hear | where wear were
    it's its | of have | threw through | hole whole | no know | right write | weight wait | week weak | sea see
    been bin | piece peace | mail male | cue queue | allowed aloud | then than | off of | sorry sari | past passed
    site sight | brake break | fair fare | meet meat | plane plain | some sum | one won | would wood
    weather whether | patience patients | new knew | not knot | wrote rote | bored board | made maid | i'll aisle
    we'll will | he's his | and an | him in | ask asked | call called | refund refunds | i'd i | can't can
"""
_SOUND_ALIKE: Final = {
    word: [other for other in group.split() if other != word]
    for group in _ALIKE.replace("\n", "|").split("|")
    for word in group.split()
}
_KEPT: Final = frozenset({"not", "no", "never", "can't", "won't", "don't", "isn't", "wasn't", "didn't"})
"""Losing these would turn the meaning, and with it the labels."""
_FILLERS: Final = ("um", "er", "erm", "uh")


def misheard(words: Sequence[str], rate: float, chance: np.random.Generator) -> list[str]:
    """`words` as a poor recogniser may write them: each word goes wrong with the probability `rate` (0 to 1).

    Small words fall out, words are taken for others that sound alike, are said twice, cut in two or get a
    hesitation before them.
    """
    heard: list[str] = []
    for word in words:
        heard += [word] if chance.random() >= rate else _mistake(word, chance)
    return heard or list(words)


def _mistake(word: str, chance: np.random.Generator) -> list[str]:
    kind = chance.random()
    if kind < 0.3:
        return [] if len(word) <= 4 and word not in _KEPT else [word]
    if kind < 0.65 and word in _SOUND_ALIKE and word not in _KEPT:
        return [str(chance.choice(_SOUND_ALIKE[word]))]
    if kind < 0.75:
        return [word, word]
    if kind < 0.85:
        return [str(chance.choice(_FILLERS)), word]
    if len(word) > 5:
        cut = int(chance.integers(2, len(word) - 1))
        return [word[:cut], word[cut:]]
    return [word]
