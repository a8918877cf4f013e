"""The mood's shape on any sound: its level is met, it never clips, and the same seed sounds the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.sound.audio import AudioClip
from kiosk.speaking.plausible import fault_of
from kiosk.speaking.shape import shape, speech_level
from kiosk.speaking.voice import MOODS, Style, style_of
from kiosk.speaking.voice_file import common_moods, load_voice

RATE = 22_050


def buzz(hertz: float = 120, seconds: float = 1.0, peak: int = 12_000) -> AudioClip:
    """Something like a sung vowel: a decaying row of harmonics, with silence before and after."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 12))
    samples = (peak * sound / np.abs(sound).max()).astype(np.int16)
    silence = np.zeros(RATE // 2, np.int16)
    return AudioClip(np.concatenate([silence, samples, silence]), RATE)


def style(mood: str, tmp_path) -> Style:
    path = tmp_path / "v.yaml"
    path.write_text("about: x\nlanguage: gmw/en-US\nrate: 160\npitch: [82, 118]\ntimbre: {gender: male}\n")
    return style_of(load_voice(path), mood, common_moods())


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_brings_speech_to_its_level(mood, tmp_path):
    wanted = style(mood, tmp_path)
    shaped = shape(buzz(), wanted, seed=1)
    assert speech_level(shaped.samples / 32_768, RATE) == pytest.approx(wanted.level, abs=1.0)


@pytest.mark.parametrize("mood", MOODS)
def test_the_silence_around_the_speech_is_cut_so_that_the_answer_starts_at_once(mood, tmp_path):
    shaped = shape(buzz(), style(mood, tmp_path), seed=1)
    first = np.flatnonzero(np.abs(shaped.samples) > 300)[0] / RATE
    assert first < 0.03
    assert shaped.seconds == pytest.approx(1.13, abs=0.03)


def test_the_same_seed_sounds_the_same_and_another_does_not(tmp_path):
    upset = style("upset", tmp_path)
    assert np.array_equal(shape(buzz(), upset, 5).samples, shape(buzz(), upset, 5).samples)
    assert not np.array_equal(shape(buzz(), upset, 5).samples, shape(buzz(), upset, 6).samples)


@settings(max_examples=50, deadline=None)
@given(
    hertz=st.floats(60, 500),
    peak=st.integers(50, 32_767),
    seconds=st.floats(0.02, 2),
    level=st.floats(-40, -12),
    tilt=st.floats(-12, 12),
    drive=st.floats(0, 4),
    tremor=st.floats(0, 2),
    swell=st.floats(0, 0.5),
)
def test_no_style_clips_or_breaks_any_sound(hertz, peak, seconds, level, tilt, drive, tremor, swell):
    wanted = Style(level=level, tilt=tilt, drive=drive, tremor=tremor, swell=swell, jitter=0.1, drift=0.3)
    shaped = shape(buzz(hertz, seconds, peak), wanted, seed=3)
    assert np.abs(shaped.samples.astype(int)).max() <= 0.971 * 32_767
    assert shaped.samples.any()


def test_a_clip_without_sound_cannot_be_shaped():
    with pytest.raises(ValueError, match="all samples are zero"):
        shape(AudioClip(np.zeros(1000, np.int16), RATE), Style(), seed=1)


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        (np.zeros(0, np.int16), "no sound"),
        (np.zeros(RATE, np.int16), "silence"),
        (np.full(100, 5000, np.int16), "only 0.00 s of sound"),
        (np.full(RATE * 60, 5000, np.int16), "60 s of sound"),
        (np.full(RATE, 32_767, np.int16), "clipped sound"),
        (buzz().samples, ""),
    ],
    ids=["empty", "silent", "short", "long", "clipped", "good"],
)
def test_a_rendering_that_cannot_be_right_is_found(samples, fault):
    assert fault_of(AudioClip(samples, RATE), "hello there") == fault
