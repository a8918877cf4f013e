"""Whether a rendered clip can be what was asked for: neither too short or long, nor silent or clipped."""

from typing import Final

import numpy as np

from kiosk.sound.audio import AudioClip

_SHORTEST_PER_CHARACTER: Final = 0.012
"""Seconds: the fastest speech here (450 words a minute) still takes about 0.022 s a character."""
_LONGEST_PER_CHARACTER: Final = 2.0
"""Seconds: digits and signs are read as whole words, at 80 words a minute about 0.75 s each."""
_SILENCE: Final = 200
"""A peak below this (of 32,767) is no speech."""
_CLIPPED_SHARE: Final = 0.002
"""More samples than this share at full scale are heard as distortion."""


def fault_of(clip: AudioClip, text: str) -> str:
    """What is wrong with `clip` as a rendering of `text`, in a few words; empty when it can be right."""
    letters = sum(character.isalnum() for character in text)
    if not len(clip.samples):
        return "no sound"
    if clip.seconds < letters * _SHORTEST_PER_CHARACTER:
        return f"only {clip.seconds:.2f} s of sound"
    if clip.seconds > 2 + letters * _LONGEST_PER_CHARACTER:
        return f"{clip.seconds:.0f} s of sound"
    loudness = np.abs(clip.samples.astype(np.int32))
    if loudness.max() < _SILENCE:
        return "silence"
    if np.mean(loudness >= 32_767) > _CLIPPED_SHARE:
        return "clipped sound"
    return ""
