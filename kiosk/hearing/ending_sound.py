"""How the voice sounds where it has just stopped: does it come to rest, or hang in the air?"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.hearing.pitch import STEP_S, track_pitch
from kiosk.sound.audio import RATE, Samples

LAST_S: Final = 0.15
"""Seconds of voice taken as the end: about one syllable, the part that falls or stays up before a pause."""
COMPARED_S: Final = 6.0
"""Seconds before the end that it is compared with; more would only take longer."""
LEAST_VOICED: Final = 10
"""Frames of voice (0.1 s) under which nothing can be said of the voice."""
_STEP: Final = int(STEP_S * RATE)
_LOUD: Final = 75
"""Percentile of the level that stands for how loud this turn is."""
_SYLLABLE_DIP_DB: Final = 2.0
"""Least dip of the level between two syllables (de Jong and Wempe 2009)."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EndingSound:
    """The end of a stretch of speech against the speech before it. A measure that can't be taken is None."""

    pitch_place: float | None = None
    """Share of the voice (0 to 1) that lay no higher than its end: near 0 the pitch has come down to its floor."""
    drop_db: float | None = None
    """Level of the end less that of the turn's loud parts (dB, mostly negative)."""
    lengthening: float | None = None
    """Length of the last syllable by that of the syllables before it (ratio)."""


def ending_of(samples: Samples, speech_end: int) -> EndingSound:
    """Measure the speech that ends at sample `speech_end` of `samples` (int16, mono, 16 kHz)."""
    margin = int(0.05 * RATE)
    sound = samples[max(0, speech_end - round(COMPARED_S * RATE)) : speech_end + margin]
    track = track_pitch(sound)
    voiced = np.flatnonzero(track.hz > 0)
    if len(voiced) < LEAST_VOICED:
        return EndingSound()
    level = _level(sound)
    at = np.minimum(voiced + round(track.first_s / STEP_S), len(level) - 1)
    octave = np.log2(track.hz[voiced])
    last = voiced > voiced[-1] - LAST_S / STEP_S
    return EndingSound(
        pitch_place=float(np.mean(octave <= np.median(octave[last]))),
        drop_db=float(level[at][last].mean() - np.percentile(level[at], _LOUD)),
        lengthening=_lengthening(level, at, (len(sound) - min(margin, len(samples) - speech_end)) / _STEP),
    )


def _level(sound: Samples) -> Floats:
    """Level of every step of 10 ms (dB)."""
    steps = len(sound) // _STEP
    power = np.mean(sound[: steps * _STEP].reshape(steps, _STEP).astype(np.float64) ** 2, axis=1)
    return np.asarray(10 * np.log10(power + 1.0), np.float64)


def _lengthening(level: Floats, voiced: npt.NDArray[np.int64], end: float) -> float | None:
    """From the last syllable's peak to the end, by the median distance of the peaks; all in steps."""
    from scipy.signal import find_peaks

    smooth = np.convolve(level, np.hanning(9) / np.hanning(9).sum(), "same")
    peaks, _ = find_peaks(smooth, prominence=_SYLLABLE_DIP_DB)
    peaks = np.intersect1d(peaks, voiced)
    if len(peaks) < 3:
        return None
    return float((end - peaks[-1]) / np.median(np.diff(peaks)))
