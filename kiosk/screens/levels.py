"""Loudness as the screen draws it: 0 to 1, from a whisper to full scale."""

from typing import Final

import numpy as np

from kiosk.sound.audio import RATE, AudioClip, Samples

FRAMES_A_SECOND: Final = 25
"""Mouth shapes and meter frames a second: film speed, and a syllable (about 0.2 s) gets five of them."""

_QUIETEST: Final = -50.0
_LOUDEST: Final = -6.0
"""dB relative to full scale that are drawn as 0 and as 1: room noise, and a raised voice near the microphone."""


def level_of(samples: Samples) -> float:
    """The level of a stretch of sound, 0 to 1; 0 for none."""
    if not len(samples):
        return 0.0
    power = float(np.mean(np.square(samples.astype(np.float64) / 32768)))
    return drawn(float(10 * np.log10(power + 1e-10)))


def drawn(decibels: float) -> float:
    """Where a level in dB relative to full scale stands on the meter, 0 to 1."""
    return round(float(np.clip((decibels - _QUIETEST) / (_LOUDEST - _QUIETEST), 0, 1)), 3)


def mouth_of(clip: AudioClip) -> list[float]:
    """How far the mouth is open in each frame of the clip, 0 to 1, its loudest frame being 1."""
    step = clip.rate // FRAMES_A_SECOND
    whole = len(clip.samples) // step * step
    frames = clip.samples[:whole].reshape(-1, step).astype(np.float64)
    loud = np.sqrt(np.mean(np.square(frames), axis=1))
    top = loud.max(initial=1.0)
    return [round(float(value), 2) for value in np.sqrt(loud / top)]


class LevelMeter:
    """Makes meter frames of a live stream, FRAMES_A_SECOND of them."""

    def __init__(self) -> None:
        self._samples: list[Samples] = []
        self._length = 0

    def add(self, samples: Samples) -> float | None:
        """The level when a frame is complete, else None."""
        self._samples.append(samples)
        self._length += len(samples)
        if self._length < RATE // FRAMES_A_SECOND:
            return None
        level = level_of(np.concatenate(self._samples))
        self._samples, self._length = [], 0
        return level
