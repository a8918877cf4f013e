"""Follows the pitch of a voice through a recording.

The method is Boersma's (1993, "Accurate short-term analysis of the fundamental frequency …", the one in Praat): in
each frame, peaks of the autocorrelation, divided by the window's own, are the candidates; the path through them that
costs least in jumps is the pitch. The costs are his.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.sound.audio import RATE, Samples

LOWEST_HZ: Final = 65.0
HIGHEST_HZ: Final = 520.0
"""Range searched: a low male voice to a loud female or young one."""

STEP_S: Final = 0.01
"""Seconds from one frame to the next."""

WINDOW_S: Final = 3 / LOWEST_HZ
"""Three periods of the lowest pitch, as Boersma asks."""

CANDIDATES: Final = 6
VOICING: Final = 0.45
"""Least correlation of a voiced frame."""
SILENCE: Final = 0.03
"""Frames whose peak is below this share of the recording's are taken as unvoiced."""
OCTAVE_COST: Final = 0.01
JUMP_COST: Final = 0.35
"""For a jump of one octave from frame to frame."""
SWITCH_COST: Final = 0.14
"""For going from voiced to unvoiced or back."""

_WORK_RATE: Final = RATE // 2
"""Hz. The highest pitch needs no more, and it halves the work."""

_FINER: Final = 2
"""Points of the autocorrelation for each sample. Between whole samples the peak of a high voice is missed, and half its
pitch fits better: Boersma interpolates for that reason."""

_LAG_RATE: Final = _WORK_RATE * _FINER
"""Points of the autocorrelation a second."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PitchTrack:
    """The pitch every STEP_S seconds."""

    hz: Floats
    """Fundamental frequency of each frame, shape (frames,); 0 where there is no voice."""
    first_s: float
    """Seconds from the beginning to the centre of the first frame."""


def track_pitch(samples: Samples) -> PitchTrack:
    """Follow the pitch in `samples` (int16, mono, 16 kHz). Fewer samples than one window give no frames."""
    from scipy.signal import resample_poly

    half = np.ascontiguousarray(resample_poly(samples.astype(np.float32), 1, 2))
    width, step = int(WINDOW_S * _WORK_RATE), int(STEP_S * _WORK_RATE)
    if len(half) < width:
        return PitchTrack(np.zeros(0), WINDOW_S / 2)
    frames = np.lib.stride_tricks.sliding_window_view(half, width)[::step]
    frames = frames - frames.mean(axis=1, keepdims=True)
    lag, strength = _candidates(frames, width)
    peak = np.abs(frames[:, width // 4 : -width // 4]).max(axis=1)
    loudness = peak / max(1.0, float(peak.max()))
    unvoiced = VOICING + np.maximum(0.0, 2 - loudness / (SILENCE / (1 + VOICING)))
    voiced = np.where(lag > 0, strength - OCTAVE_COST * np.log2(LOWEST_HZ * np.maximum(lag, 1e-9)), -np.inf)
    pitch = np.where(lag > 0, 1 / np.maximum(lag, 1e-9), 0.0)
    return PitchTrack(_best_path(pitch, voiced, unvoiced), WINDOW_S / 2)


def _candidates(frames: npt.NDArray[np.float32], width: int) -> tuple[Floats, Floats]:
    """Lag in seconds (0: none) and correlation of the best peaks of each frame, both of shape (frames, CANDIDATES)."""
    window = np.hanning(width).astype(np.float32)
    size = 1 << int(np.ceil(np.log2(width * 1.5)))
    longest, shortest = int(_LAG_RATE / LOWEST_HZ), int(_LAG_RATE / HIGHEST_HZ)
    own = _autocorrelation(window[None, :], size)[0, : longest + 2]
    r = _autocorrelation(frames * window, size)[:, : longest + 2] / (own / own[0])
    inner = r[:, 1:-1]
    is_peak = (inner > r[:, :-2]) & (inner >= r[:, 2:]) & (inner > VOICING / 2)
    is_peak[:, : shortest - 1] = False
    # The octave cost is part of the choice, so that short lags are not crowded out by their multiples.
    ranked = np.where(is_peak, inner - OCTAVE_COST * np.log2(np.arange(1, longest + 1)), -np.inf)
    best = np.argpartition(-ranked, CANDIDATES, axis=1)[:, :CANDIDATES]
    rows = np.arange(len(r))[:, None]
    before, here, after = r[rows, best], r[rows, best + 1], r[rows, best + 2]
    bend = before - 2 * here + after
    shift = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, -1), 0.0)
    found = is_peak[rows, best]
    lag = np.where(found, (best + 1 + shift) / _LAG_RATE, 0.0)
    height = here - 0.25 * (before - after) * shift
    # Peaks above 1 are an artefact of dividing by the window; Boersma mirrors them.
    height = np.where(height > 1, 1 / np.maximum(height, 1e-9), height)
    return lag.astype(np.float64), np.where(found, height, 0.0).astype(np.float64)


def _autocorrelation(rows: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
    """Autocorrelation of each row at _LAG_RATE, 1 at lag 0; 0 everywhere for a row of zeros."""
    from scipy.fft import irfft, rfft

    spectrum = rfft(rows, size, axis=1)
    r = irfft(spectrum.real**2 + spectrum.imag**2, size * _FINER, axis=1)
    return np.asarray(r / np.maximum(r[:, :1], 1e-9), np.float32)


def _best_path(pitch: Floats, voiced: Floats, unvoiced: Floats) -> Floats:
    """Viterbi search: the pitch of each frame on the path with the highest strength less the costs of its jumps."""
    frames = len(pitch)
    hz = np.hstack([np.zeros((frames, 1)), pitch])
    strength = np.hstack([unvoiced[:, None], voiced])
    octave = np.log2(np.maximum(hz, 1.0))
    is_voiced = hz > 0
    both = is_voiced[:-1, :, None] & is_voiced[1:, None, :]
    jump = JUMP_COST * np.abs(octave[:-1, :, None] - octave[1:, None, :])
    cost = np.where(both, jump, np.where(is_voiced[:-1, :, None] ^ is_voiced[1:, None, :], SWITCH_COST, 0.0))
    came_from = np.zeros((frames, hz.shape[1]), np.int64)
    total = strength[0]
    for t in range(1, frames):
        options = total[:, None] - cost[t - 1]
        came_from[t] = options.argmax(axis=0)
        total = options.max(axis=0) + strength[t]
    path = np.zeros(frames, np.int64)
    path[-1] = int(total.argmax())
    for t in range(frames - 1, 0, -1):
        path[t - 1] = came_from[t, path[t]]
    chosen: Floats = hz[np.arange(frames), path]
    return chosen
