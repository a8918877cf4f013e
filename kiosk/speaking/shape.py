"""What a mood does to finished speech: trembling, pressing, breaks, sharpness, level. Numbers in, numbers out.

About 0.01 s of processor a second of sound. No noise is added: white breath noise costs the recogniser words.
scipy.signal takes half a second to import, so it is imported where it is used.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.sound.audio import AudioClip
from kiosk.speaking.breaks import hold_breaks
from kiosk.speaking.voice import Style

Floats = npt.NDArray[np.float64]

_LEAD_S: Final = 0.01
_TAIL_S: Final = 0.12
"""Silence kept before and after the speech: a customer's answer should start at once."""
_TILT_HZ: Final = 1200.0
_FRAME_S, _PAUSE_SHARE = 0.02, 0.0025
"""Frames (seconds) of less than this share of the loudest one's power, 26 dB below it, are pauses."""
_KNEE: Final = 0.7
_CEILING: Final = 0.97
"""Peaks above the knee (of full scale) are bent so that none passes the ceiling."""


def shape(clip: AudioClip, style: Style, seed: int) -> AudioClip:
    """`clip` with the mood's shape at the same rate, cut to its speech; the same seed gives the same samples.

    Raises ValueError for a clip without sound.
    """
    sound = _cut_to_speech(clip.samples.astype(np.float64) / 32_768, clip.rate)
    chance = np.random.default_rng(seed)
    if style.tremor or style.jitter or style.drift:
        curve = _pitch_curve(len(sound), clip.rate, style, chance)
        sound = _bend_pitch(sound, curve)
    if style.swell:
        phase = 2 * np.pi * style.tremor_hz * np.arange(len(sound)) / clip.rate
        sound = sound * (1 + style.swell * np.sin(phase + 0.8 * _wander(len(sound), clip.rate, 2, chance)))
    if style.drive:
        sound = np.tanh(sound / np.abs(sound).max() * style.drive) / np.tanh(style.drive)
    if style.tilt:
        sound = _high_shelf(sound, clip.rate, style.tilt)
    if style.breaks:
        sound = hold_breaks(sound, clip.rate, style.breaks, chance)
    sound = _limit(sound * 10 ** ((style.level - speech_level(sound, clip.rate)) / 20))
    return AudioClip(np.round(sound * 32_767).astype(np.int16), clip.rate)


def speech_level(sound: Floats, rate: int) -> float:
    """Level of the speech in `sound` (full scale is 1.0): dB relative to full scale, pauses left out.

    Raises ValueError where there is no sound.
    """
    frame = max(1, min(round(_FRAME_S * rate), len(sound)))
    padded = np.pad(sound, (0, -len(sound) % frame))
    powers = np.mean(padded.reshape(-1, frame) ** 2, axis=1)
    loudest = float(powers.max(initial=0))
    if not loudest:
        raise ValueError("no sound to measure: all samples are zero")
    return 10 * math.log10(float(np.mean(powers[powers > _PAUSE_SHARE * loudest])))


def _cut_to_speech(sound: Floats, rate: int) -> Floats:
    loud = np.flatnonzero(np.abs(sound) > 0.004 * np.abs(sound).max())
    if not len(loud):
        raise ValueError("no sound to shape: all samples are zero")
    first = max(0, loud[0] - round(_LEAD_S * rate))
    kept = sound[first : loud[-1] + 1]
    return np.concatenate([kept, np.zeros(round(_TAIL_S * rate))])


def _wander(length: int, rate: int, hertz: float, chance: np.random.Generator) -> Floats:
    """Random curve of unit deviation that turns about `hertz` times a second."""
    points = max(8, int(length / rate * hertz * 2) + 4)
    return np.interp(np.linspace(0, points - 1, length), np.arange(points), chance.standard_normal(points))


def _pitch_curve(length: int, rate: int, style: Style, chance: np.random.Generator) -> Floats:
    """Semitones to add at each sample, with a mean of zero so that the length stays."""
    wobble = np.cumsum(_wander(length, rate, 2, chance)) / rate
    phase = 2 * np.pi * (style.tremor_hz * np.arange(length) / rate + 0.7 * wobble)
    strength = 0.55 + 0.45 * np.clip(_wander(length, rate, 1.2, chance), -1, 1)
    curve = style.tremor * strength * np.sin(phase)
    curve += style.jitter * _wander(length, rate, 60, chance) + style.drift * _wander(length, rate, 1, chance)
    return curve - curve.mean()


def _bend_pitch(sound: Floats, semitones: Floats) -> Floats:
    """Read the sound faster where it shall be higher, slower where lower."""
    from scipy.signal import resample_poly

    position = np.cumsum(2 ** (semitones / 12))
    position = np.minimum(position - position[0], len(sound) - 1)
    twice = resample_poly(sound, 2, 1)
    return np.interp(position * 2, np.arange(len(twice)), twice)


def _high_shelf(sound: Floats, rate: int, gain_db: float) -> Floats:
    """Second-order shelf at _TILT_HZ (R. Bristow-Johnson's audio EQ cookbook, slope 1)."""
    from scipy.signal import lfilter

    amplitude = 10 ** (gain_db / 40)
    angle = 2 * np.pi * _TILT_HZ / rate
    cosine, slope = np.cos(angle), 2 * np.sqrt(amplitude) * np.sin(angle) / np.sqrt(2)
    up, down = amplitude + 1, amplitude - 1
    ahead = [
        amplitude * (up + down * cosine + slope),
        -2 * amplitude * (down + up * cosine),
        amplitude * (up + down * cosine - slope),
    ]
    back = [up - down * cosine + slope, 2 * (down - up * cosine), up - down * cosine - slope]
    return lfilter(np.array(ahead) / back[0], np.array(back) / back[0], sound)


def _limit(sound: Floats) -> Floats:
    over = np.maximum(np.abs(sound) - _KNEE, 0)
    bent = _KNEE + (_CEILING - _KNEE) * np.tanh(over / (_CEILING - _KNEE))
    return np.where(over > 0, np.sign(sound) * bent, sound)
