"""Level, pitch, pace and pauses are right, on made sound exactly and on people's speech against Praat."""

from pathlib import Path

import numpy as np
import pytest
from hearing.sounds import RATE, pcm, quiet, voice
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.commands.benchmarks.pitch_and_pace import gross_errors
from kiosk.commands.benchmarks.recordings import recordings
from kiosk.errors import BadInput
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import measure
from kiosk.hearing.utterance import Prosody


@settings(deadline=None, max_examples=20)
@example(371.0)  # Its period ends between two samples: half of it fits whole ones better.
@given(st.floats(75, 480))
def test_the_pitch_of_a_buzz_is_its_own(hz: float) -> None:
    assert measure(pcm(quiet(0.3), voice(hz), quiet(0.3))).pitch_hz == pytest.approx(hz, rel=0.01)


@settings(deadline=None, max_examples=15)
@given(st.floats(-30, 6))
def test_the_level_follows_the_gain_and_nothing_else_does(gain_db: float) -> None:
    gain = 10 ** (gain_db / 20)
    plain, louder = measure(pcm(quiet(0.3), voice())), measure(pcm(quiet(0.3), voice() * gain))
    assert plain.level_db is not None
    assert louder.level_db == pytest.approx(plain.level_db + gain_db, abs=0.5)
    assert louder.rate == pytest.approx(plain.rate, rel=0.15)


def test_noise_hardly_moves_the_level() -> None:
    clean = measure(pcm(quiet(0.5), voice(), quiet(0.5)))
    hiss = np.random.default_rng(1).normal(0, 0.01, len(voice()) + RATE)
    noisy = measure(pcm(np.concatenate([quiet(0.5), voice(), quiet(0.5)]) + hiss))
    assert clean.level_db is not None
    assert noisy.level_db == pytest.approx(clean.level_db, abs=1.0)


@pytest.mark.parametrize("per_second", [3.0, 5.0])
def test_syllables_are_counted_and_pauses_left_out(per_second: float) -> None:
    half = voice(syllables=8, per_second=per_second)
    heard = measure(pcm(quiet(0.4), half, quiet(0.8), half, quiet(0.4)))
    assert heard.rate == pytest.approx(per_second, rel=0.15)
    assert heard.pauses == (pytest.approx(0.8, abs=0.15),)


def test_a_short_gap_is_no_pause() -> None:
    assert measure(pcm(voice(), quiet(0.1), voice())).pauses == ()


@pytest.mark.parametrize(
    ("sound", "reason"),
    [
        (np.zeros(0, np.int16), "no signal"),
        (np.zeros(100, np.int16), "no signal"),
        (np.zeros(RATE, np.int16), "no signal"),
        (np.random.default_rng(0).integers(-1, 2, RATE).astype(np.int16), "no signal"),
        (np.full(RATE, 3000, np.int16), "no signal"),
        (pcm(voice(syllables=1)), "too little voice"),
        (np.random.default_rng(0).normal(0, 500, RATE).astype(np.int16), "too little voice"),
    ],
)
def test_what_cannot_be_measured_says_why(sound: np.ndarray, reason: str) -> None:
    heard = measure(sound)
    assert (heard.level_db, heard.pitch_hz, heard.pitch_range_st, heard.rate) == (None, None, None, None)
    assert set(heard.unheard.values()) == {reason}
    assert set(heard.unheard) == {"level_db", "pitch_hz", "pitch_range_st", "rate"}


def test_a_clipped_recording_has_no_level_but_a_pitch() -> None:
    heard = measure(pcm(voice(level=3.0)))
    assert heard.level_db is None
    assert heard.unheard["level_db"] == "clipped"
    assert heard.pitch_hz == pytest.approx(120, rel=0.01)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(0, 20_000), st.floats(0, 32767))
def test_any_sound_can_be_measured(seed: int, length: int, size: float) -> None:
    sound = np.clip(np.random.default_rng(seed).normal(0, size, length), -32768, 32767).astype(np.int16)
    heard = measure(sound)
    for name in ("level_db", "pitch_hz", "pitch_range_st", "rate"):
        value = getattr(heard, name)
        assert (value is None) == (name in heard.unheard)
        assert value is None or np.isfinite(value)


def test_the_pitch_agrees_with_praat(measurement_data: Path) -> None:
    pytest.importorskip("parselmouth")
    clips = [samples for _, samples in recordings(measurement_data / "speech/librispeech")][::5]
    wrong, frames = np.sum([gross_errors(samples) for samples in clips], axis=0)
    assert frames > 1000
    assert wrong / frames <= 0.05


def test_a_baseline_is_the_median_of_what_was_heard_and_survives_json() -> None:
    heard = [Prosody(level_db=level, rate=None, speech_seconds=2.0) for level in (-30.0, -28.0, -10.0)]
    base = Baseline.of(heard)
    assert (base.level_db, base.rate, base.speech_seconds) == (-28.0, None, 6.0)
    assert Baseline.from_json(base.to_json()) == base
    assert Baseline.of([]) == Baseline()


@pytest.mark.parametrize("data", [{"level_db": "loud"}, {"loudness": 3.0}])
def test_a_baseline_from_elsewhere_is_refused_in_one_line(data: dict) -> None:
    with pytest.raises(BadInput, match=r"baseline: .* take the baseline again"):
        Baseline.from_json(data)
