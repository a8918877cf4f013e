"""Raises and widens the melody of finished speech: the pitch of engines that have no pitch of their own.

The method is TD-PSOLA (Moulines and Charpentier 1990): the speech is cut into pieces of two periods, which are laid
down again closer together or further apart. Length and vocal tract stay; reading the sound faster would make the
speaker a smaller person too.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.hearing.pitch import STEP_S, track_pitch
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.resample import to_rate

Floats = npt.NDArray[np.float64]

_UNVOICED_S: Final = 0.005
"""Seconds from one piece to the next where there is no voice."""
_LEAST_COVER: Final = 0.3
"""Where pieces hardly overlap their sum is not made louder than by this share's inverse."""


def shift_pitch(clip: AudioClip, semitones: float, melody: float) -> AudioClip:
    """`clip` at the same rate and length with its voice `semitones` higher and its melody `melody` times as wide.

    melody: factor on the distance (in semitones) of each moment from the median pitch. Sound without a voice stays.
    """
    if not semitones and melody == 1:
        return clip
    track = track_pitch(to_rate(clip.samples, clip.rate, RATE))
    voiced = track.hz[track.hz > 0]
    if not len(voiced):
        return clip
    sound = clip.samples.astype(np.float64)
    frame = np.round((np.arange(len(sound)) / clip.rate - track.first_s) / STEP_S).astype(int)
    hz = track.hz[np.clip(frame, 0, len(track.hz) - 1)]
    marks, periods = _marks(sound, hz, clip.rate)
    height = 12 * np.log2(np.maximum(hz[marks], 1.0) / np.median(voiced))
    factor = np.where(hz[marks] > 0, 2 ** ((height * (melody - 1) + semitones) / 12), 1.0)
    shifted = _overlap_add(sound, marks, periods, factor)
    return AudioClip(np.round(np.clip(shifted, -32_767, 32_767)).astype(np.int16), clip.rate)


def _marks(sound: Floats, hz: Floats, rate: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the pieces are centred, at the highest peak of each period, and the length of each period (samples)."""
    # A voice's pulses all point one way; the wrong way has peaks that wander within the period.
    upright = sound if np.sum(sound**3) >= 0 else -sound
    marks: list[int] = []
    periods: list[int] = []
    at, after_voice = 0, False
    while at < len(sound):
        voiced = hz[at] > 0
        period = max(2, round(rate / hz[at])) if voiced else round(_UNVOICED_S * rate)
        if voiced:
            reach = period // 5 if after_voice else period // 2
            first = max(at - reach, marks[-1] + 1 if marks else 0)
            window = upright[first : at + reach + 1]
            at = first + int(np.argmax(window)) if len(window) else at
        marks.append(at)
        periods.append(period)
        at += period
        after_voice = voiced
    return np.array(marks), np.array(periods)


def _overlap_add(sound: Floats, marks: npt.NDArray[np.int64], periods: npt.NDArray[np.int64], factor: Floats) -> Floats:
    """Lay the pieces down at their new distances, each time the one that lay nearest."""
    shifted, cover = np.zeros(len(sound)), np.zeros(len(sound))
    middles = (marks[1:] + marks[:-1]) / 2
    windows: dict[int, Floats] = {}
    at = float(marks[0])
    while at < len(sound):
        nearest = int(np.searchsorted(middles, at))
        mark, period, centre = int(marks[nearest]), int(periods[nearest]), round(at)
        window = windows.setdefault(period, np.hanning(2 * period + 1))
        left = min(period, mark, centre)
        right = min(period, len(sound) - 1 - mark, len(sound) - 1 - centre)
        piece = window[period - left : period + right + 1]
        shifted[centre - left : centre + right + 1] += piece * sound[mark - left : mark + right + 1]
        cover[centre - left : centre + right + 1] += piece
        at += period / factor[nearest]
    return shifted / np.maximum(cover, _LEAST_COVER)
