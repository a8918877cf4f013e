"""Made sound that is like a voice in what is measured of one."""

import numpy as np

RATE = 16_000


def voice(hz: float = 120.0, syllables: int = 8, per_second: float = 4.0, level: float = 0.1) -> np.ndarray:
    """A buzz like a voice's, one swell a syllable."""
    time = np.arange(int(syllables / per_second * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * hz * k * time) / k for k in range(1, 12))
    swell = 0.02 + np.sin(np.pi * ((time * per_second) % 1)) ** 2
    return level * buzz * swell


def pcm(*parts: np.ndarray, room: float = 3e-5) -> np.ndarray:
    """The parts one after the other as 16-bit samples, in a room with noise of that level (1: full scale)."""
    sound = np.concatenate(parts) + np.random.default_rng(0).normal(0, room, sum(map(len, parts)))
    return np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16)


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE))
