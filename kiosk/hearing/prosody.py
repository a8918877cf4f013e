"""Measures how something was spoken: level, pitch, pace and pauses."""

from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.hearing.pitch import STEP_S, PitchTrack, track_pitch
from kiosk.hearing.utterance import Prosody
from kiosk.sound.audio import RATE, Samples

LEAST_VOICED_S: Final = 0.3
"""Seconds of voice below which nothing is measured: about two syllables."""

LEAST_RATE_S: Final = 1.0
"""Seconds of speech below which a pace is chance."""

PAUSE_S: Final = 0.25
"""Shortest silence that counts as a pause (Goldman-Eisler 1968; shorter ones are part of articulation)."""

CLIPPED_SHARE: Final = 0.01
"""Share of the voiced samples at full scale from which on the level is cut off and cannot be told."""

SPEECH_RANGE_DB: Final = 25.0
"""Frames this far below the loud ones are no speech (de Jong and Wempe 2009 use 25 dB)."""

ABOVE_NOISE_DB: Final = 4.0
"""Speech stands at least so much above the recording's noise floor."""

CONSONANT_S: Final = 0.15
"""How far from a voiced frame unvoiced speech may lie: a cluster such as "sts" lasts about so long."""

SYLLABLE_DIP_DB: Final = 2.0
"""Least dip of the level between two syllables (de Jong and Wempe 2009)."""

_FRAME: Final = int(0.03 * RATE)
_FULL_SCALE: Final = 32767
_QUIETEST_DB: Final = -96.0

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def measure(samples: Samples) -> Prosody:
    """Measure one utterance (int16, mono, 16 kHz, any length).

    What cannot be measured (silence, too little speech, a clipped recording) is None, with the reason in `unheard`.
    """
    track = track_pitch(samples)
    voiced = track.hz > 0
    if voiced.sum() * STEP_S < LEAST_VOICED_S:
        reason = "too little voice" if np.any(samples) else "silence"
        return Prosody(unheard=dict.fromkeys(("level_db", "pitch_hz", "pitch_range_st", "rate"), reason))
    power = _power(samples, track)
    noise = _noise_power(power)
    speech = _speech(power, noise, voiced)
    seconds = float(speech.sum() * STEP_S)
    unheard: dict[str, str] = {}
    level: float | None = _level(power, noise, voiced & speech)
    if _clipped(samples, track):
        level, unheard["level_db"] = None, "clipped"
    rate: float | None = _syllables(power, voiced & speech) / max(seconds, STEP_S)
    if seconds < LEAST_RATE_S:
        rate, unheard["rate"] = None, "too little speech"
    # Only where there is speech too: hum and a fan have a pitch of their own.
    low, median, high = np.percentile(track.hz[voiced & speech], (10, 50, 90))
    return Prosody(
        level_db=level,
        pitch_hz=float(median),
        pitch_range_st=float(12 * np.log2(high / low)),
        rate=rate,
        speech_seconds=seconds,
        pauses=_pauses(speech),
        unheard=unheard,
    )


def _starts(samples: Samples, track: PitchTrack) -> npt.NDArray[np.int64]:
    """First sample of the short frame around the centre of each frame of the pitch track."""
    centres = np.arange(len(track.hz)) * int(STEP_S * RATE) + int(track.first_s * RATE)
    return np.clip(centres - _FRAME // 2, 0, max(0, len(samples) - _FRAME))


def _power(samples: Samples, track: PitchTrack) -> Floats:
    """Mean square of each frame, without its mean, relative to full scale."""
    x = samples.astype(np.float64) / _FULL_SCALE
    sums, squares = np.concatenate([[0.0], np.cumsum(x)]), np.concatenate([[0.0], np.cumsum(x * x)])
    at = _starts(samples, track)
    mean = (sums[at + _FRAME] - sums[at]) / _FRAME
    return np.maximum((squares[at + _FRAME] - squares[at]) / _FRAME - mean**2, 10 ** (_QUIETEST_DB / 10))


def _noise_power(power: Floats) -> float:
    """The quietest tenth of the frames is taken as what is there without speech."""
    return float(np.percentile(power, 10))


def _speech(power: Floats, noise: float, voiced: Mask) -> Mask:
    """Frames with speech: loud enough, and voiced or next to voice."""
    db = 10 * np.log10(power)
    loud = float(np.percentile(db[voiced], 90))
    floor = max(loud - SPEECH_RANGE_DB, min(10 * np.log10(noise) + ABOVE_NOISE_DB, loud - 6))
    reach = 2 * int(CONSONANT_S / STEP_S) + 1
    near = np.convolve(voiced & (db > floor), np.ones(reach), "same") > 0
    return near & (db > floor)


def _level(power: Floats, noise: float, frames: Mask) -> float:
    """Level of the voiced frames in dB relative to full scale, the noise's share taken off."""
    mean = float(power[frames].mean())
    return float(10 * np.log10(max(mean - noise, mean * 0.1)))


def _clipped(samples: Samples, track: PitchTrack) -> bool:
    at = np.abs(samples.astype(np.int32)) >= _FULL_SCALE - 1
    hits = np.concatenate([[0], np.cumsum(at)])
    starts = _starts(samples, track)[track.hz > 0]
    share = (hits[starts + _FRAME] - hits[starts]).mean() / _FRAME
    return bool(share > CLIPPED_SHARE)


def _syllables(power: Floats, frames: Mask) -> int:
    """Syllable nuclei: voiced peaks of the level with a dip between them (de Jong and Wempe 2009)."""
    from scipy.signal import find_peaks

    db = np.convolve(np.pad(10 * np.log10(power), 3, mode="edge"), np.hanning(7) / np.hanning(7).sum(), "valid")
    peaks, _ = find_peaks(db, prominence=SYLLABLE_DIP_DB)
    return int(frames[peaks].sum())


def _pauses(speech: Mask) -> tuple[float, ...]:
    """Lengths in seconds of the gaps between the first and the last speech that are long enough."""
    at = np.flatnonzero(speech)
    gaps = (np.diff(at) - 1) * STEP_S
    return tuple(round(float(gap), 2) for gap in gaps if gap >= PAUSE_S - STEP_S / 2)
