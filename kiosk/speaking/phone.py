"""How a voice sounds through a telephone. For playing only: a recogniser is never fed with it.

scipy.signal takes half a second to import, so it is imported where it is used.
"""

import zlib
from math import gcd
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.sound.audio import AudioClip

Floats = npt.NDArray[np.float64]

PHONE_RATE: Final = 8_000
"""Samples a second on a telephone line (ITU-T G.711)."""
_BAND: Final = (300, 3400)
"""Pass band in Hz (ITU-T G.712)."""
_LEVEL_DB, _GAIN_CONTROL = -20.0, 0.4
"""The line draws the level of every clip this share of the way to this level, so moods stay apart."""
_HISS_DB, _HUM_DB = -58.0, -62.0
"""Noise of the line (dB relative to full scale)."""


def phone_line(clip: AudioClip) -> AudioClip:
    """`clip` as it comes through a telephone, at its own rate and length; equal clips give equal sound.

    Band 300 to 3,400 Hz, gentle gain control, a little hiss and hum, 8-bit mu-law. A clip without samples
    comes back as it is.
    """
    if not len(clip.samples):
        return clip
    from scipy.signal import butter, sosfilt

    sound = _resample(clip.samples / 32_768, clip.rate, PHONE_RATE)
    sound = sosfilt(butter(4, _BAND, "band", fs=PHONE_RATE, output="sos"), sound)
    sound = _control_gain(sound)
    chance = np.random.default_rng(zlib.crc32(clip.samples.tobytes()))
    sound = mu_law(sound + _line_noise(len(sound), chance))
    heard = _resample(sound, PHONE_RATE, clip.rate)[: len(clip.samples)]
    return AudioClip(np.round(np.clip(heard, -1, 1) * 32_767).astype(np.int16), clip.rate)


def mu_law(sound: Floats) -> Floats:
    """`sound` (-1 to 1) coded to G.711 mu-law and back: 8 segments of 16 steps on either side of zero."""
    scaled = np.clip(np.round(sound * 8158), -8158, 8158).astype(np.int64)
    magnitude = np.minimum(np.abs(scaled) + 33, 8191)
    segment = np.floor(np.log2(magnitude)).astype(np.int64) - 5
    step = (magnitude >> (segment + 1)) & 15
    decoded = (((step << 1) + 33) << segment) - 33
    return np.where(scaled < 0, -decoded, decoded) / 8158


def _resample(sound: Floats, rate: int, wanted: int) -> Floats:
    from scipy.signal import resample_poly

    shared = gcd(rate, wanted)
    return resample_poly(sound, wanted // shared, rate // shared)


def _control_gain(sound: Floats) -> Floats:
    power = float(np.mean(sound**2))
    if power < 1e-8:
        return sound
    missing_db = _LEVEL_DB - 10 * np.log10(power)
    return 0.9 * np.tanh(sound * 10 ** (_GAIN_CONTROL * missing_db / 20) / 0.9)


def _line_noise(length: int, chance: np.random.Generator) -> Floats:
    time = np.arange(length) / PHONE_RATE
    hum = sum(part * np.sin(2 * np.pi * hertz * time) for hertz, part in ((50, 0.3), (150, 1.0), (350, 0.6)))
    return chance.standard_normal(length) * 10 ** (_HISS_DB / 20) + hum * 10 ** (_HUM_DB / 20)
