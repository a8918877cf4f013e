"""A telephone's other sounds: ring, hold music, hang-up. Made here, so that nothing needs a licence."""

from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.sound.audio import AudioClip
from kiosk.speaking.phone import PHONE_RATE

Floats = npt.NDArray[np.float64]

_RING_HZ, _RING_PATTERN = (400, 450), ((0.4, 0.2), (0.4, 2.0))
_BUSY_HZ, _BUSY_PATTERN = (400,), ((0.375, 0.375),)
"""Frequencies, and seconds of sound and silence, of British telephones (ITU-T E.180 supplement 2)."""
_LEVEL: Final = 0.18
"""Peak of a tone, of full scale."""
_BEAT_S: Final = 0.3
_CHORDS: Final = ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14))
"""C, A minor, F and G as semitones above middle C, eight beats each."""
_MIDDLE_C_HZ: Final = 261.63


def ring(cycles: int = 1) -> AudioClip:
    """The double ring of a British telephone, 3 s a cycle, at 8 kHz."""
    return _clip(np.tile(_tone(_RING_HZ, _RING_PATTERN), cycles))


def hang_up(cycles: int = 3) -> AudioClip:
    """The click of a receiver put down and the busy tone after it, 0.75 s a cycle, at 8 kHz."""
    decay = np.exp(-np.arange(round(0.08 * PHONE_RATE)) / (0.008 * PHONE_RATE))
    click = 0.3 * decay * np.sin(2 * np.pi * 180 * np.arange(len(decay)) / PHONE_RATE)
    pause = np.zeros(round(0.25 * PHONE_RATE))
    return _clip(np.concatenate([click, pause, np.tile(_tone(_BUSY_HZ, _BUSY_PATTERN), cycles)]))


def hold_music(seconds: float = 20.0) -> AudioClip:
    """A plucked arpeggio at 8 kHz, always the same; a multiple of 9.6 s can be looped."""
    length = round(seconds * PHONE_RATE)
    chance = np.random.default_rng(1)
    music = np.zeros(length + 2 * PHONE_RATE)
    for beat in range(int(np.ceil(seconds / _BEAT_S))):
        chord = _CHORDS[beat // 8 % len(_CHORDS)]
        semitones = chord[(0, 1, 2, 1)[beat % 4]] + (12 if beat % 8 > 5 else 0)
        start = round(beat * _BEAT_S * PHONE_RATE)
        note = _plucked_string(_MIDDLE_C_HZ * 2 ** (semitones / 12), 1.1, chance)
        music[start : start + len(note)] += note
    music = music[:length]
    peak = float(np.abs(music).max(initial=0))
    return _clip(_LEVEL * music / peak if peak else music)


def _tone(hertz: tuple[int, ...], pattern: tuple[tuple[float, float], ...]) -> Floats:
    parts = []
    for sound_s, silence_s in pattern:
        time = np.arange(round(sound_s * PHONE_RATE)) / PHONE_RATE
        waves = np.stack([np.sin(2 * np.pi * frequency * time) for frequency in hertz])
        parts += [_LEVEL * waves.mean(axis=0), np.zeros(round(silence_s * PHONE_RATE))]
    return np.concatenate(parts)


def _plucked_string(hertz: float, seconds: float, chance: np.random.Generator) -> Floats:
    """Karplus and Strong's string: noise in a loop one period long, dulled a little each time round."""
    from scipy.signal import lfilter

    period = int(PHONE_RATE / hertz)
    pluck = np.zeros(round(seconds * PHONE_RATE))
    pluck[:period] = chance.uniform(-1, 1, period)
    loop = np.zeros(period + 2)
    loop[0], loop[period], loop[period + 1] = 1, -0.497, -0.497
    return lfilter([1.0], loop, pluck)


def _clip(sound: Floats) -> AudioClip:
    return AudioClip(np.round(sound * 32_767).astype(np.int16), PHONE_RATE)
