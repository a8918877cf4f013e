"""Measures how something was spoken: level, pitch, pace and pauses."""

from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.hearing.gain import room_of
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

VOWEL_BAND_HZ: Final = (300.0, 900.0)
"""Where vowels are strong, and the consonants between them, nasals and hisses alike, are weak."""

VOWEL_S: Final = 0.08
"""Width (s) of the window over which the band's level is taken: about half a syllable."""

SYLLABLE_DIP_DB: Final = 1.0
"""Least dip of that level between two syllables.

Band, width and dip were chosen so that five LibriSpeech readers and RAVDESS come out nearest to what they really say;
`kiosk bench tone` prints how near. (On the level of the whole sound, with the 2 dB of de Jong and Wempe 2009, one
syllable in seven was missed.)
"""

NO_SIGNAL_DB: Final = -75.0
"""A recording whose loudest frame lies below this (dB relative to full scale) comes from no live microphone.

The noise of a 16-bit converter's last bit is at -98 dB, that of a cheap microphone in a silent room above -70.
"""

_FRAME: Final = int(0.03 * RATE)
_FULL_SCALE: Final = 32767
_QUIETEST_DB: Final = -96.0

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def measure(samples: Samples) -> Prosody:
    """Measure one utterance (int16, mono, 16 kHz, any length).

    What cannot be measured is None, with the reason in `unheard`: "no signal", "too little voice", and for the level
    "clipped" and "automatic gain".
    """
    track = track_pitch(samples)
    voiced = track.hz > 0
    if voiced.sum() * STEP_S < LEAST_VOICED_S:
        reason = "too little voice" if has_signal(samples) else "no signal"
        return Prosody(unheard=dict.fromkeys(("level_db", "pitch_hz", "pitch_range_st", "rate"), reason))
    power = _power(samples, track)
    noise = _noise_power(power)
    speech = _speech(power, noise, voiced)
    seconds = float(speech.sum() * STEP_S)
    unheard: dict[str, str] = {}
    level: float | None = _level(power, noise, voiced & speech)
    room = room_of(10 * np.log10(power), speech)
    if _clipped(samples, track):
        level, unheard["level_db"] = None, "clipped"
    elif room.gain_moved:
        level, unheard["level_db"] = None, "automatic gain"
    rate: float | None = _syllables(samples, track, voiced & speech) / max(seconds, STEP_S)
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
        room_drop_db=room.drop_db,
        unheard=unheard,
    )


def _centres(samples: Samples, track: PitchTrack) -> npt.NDArray[np.int64]:
    """The sample in the middle of each frame of the pitch track."""
    centres = np.arange(len(track.hz)) * int(STEP_S * RATE) + int(track.first_s * RATE)
    return np.clip(centres, 0, len(samples) - 1)


def _starts(samples: Samples, track: PitchTrack) -> npt.NDArray[np.int64]:
    """First sample of the short frame around the centre of each frame of the pitch track."""
    return np.clip(_centres(samples, track) - _FRAME // 2, 0, max(0, len(samples) - _FRAME))


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


def has_signal(samples: Samples) -> bool:
    """Whether a live microphone may have given these samples; with less than 30 ms of them there is no telling: no."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64) / _FULL_SCALE
    return bool(np.var(frames, axis=1).max(initial=0.0) > 10 ** (NO_SIGNAL_DB / 10))


def _syllables(samples: Samples, track: PitchTrack, frames: Mask) -> int:
    """Syllable nuclei: voiced peaks of the vowels' band with a dip between them, after de Jong and Wempe (2009)."""
    from scipy.signal import butter, fftconvolve, find_peaks, sosfiltfilt

    band = sosfiltfilt(butter(2, VOWEL_BAND_HZ, "band", fs=RATE, output="sos"), samples / _FULL_SCALE)
    window = np.hanning(round(VOWEL_S * RATE))
    power = np.maximum(fftconvolve(band**2, window / window.sum(), "same"), 10 ** (_QUIETEST_DB / 10))
    peaks, _ = find_peaks(10 * np.log10(power[_centres(samples, track)]), prominence=SYLLABLE_DIP_DB)
    return int(frames[peaks].sum())


def _pauses(speech: Mask) -> tuple[float, ...]:
    """Lengths in seconds of the gaps between the first and the last speech that are long enough."""
    at = np.flatnonzero(speech)
    gaps = (np.diff(at) - 1) * STEP_S
    return tuple(round(float(gap), 2) for gap in gaps if gap >= PAUSE_S - STEP_S / 2)
