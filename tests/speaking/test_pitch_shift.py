"""Finished speech can be raised and its melody widened; its length and its words stay."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.models import demo_model_path
from kiosk.hearing.pitch import track_pitch
from kiosk.hearing.vosk_engine import VoskRecogniser
from kiosk.hearing.word_errors import WordErrors, word_errors
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.resample import to_rate
from kiosk.speaking.pitch_shift import shift_pitch
from kiosk.speaking.shape import speech_level
from kiosk.speaking.speaker import Speaker

VOICES = Path(__file__).parents[2] / "voices"
LINES = (
    "i have been waiting for three weeks now",
    "can i speak to a manager please",
    "we will refund the full amount by friday",
)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory) -> dict[str, list[AudioClip]]:
    with Speaker(tmp_path_factory.mktemp("cache"), [VOICES]) as speaker:
        return {voice: [speaker.render(line, voice, "neutral") for line in LINES] for voice in ("dave", "danuta")}


def melody(clip: AudioClip) -> np.ndarray:
    """Semitones above 1 Hz of every voiced moment."""
    hz = track_pitch(to_rate(clip.samples, clip.rate, RATE)).hz
    return 12 * np.log2(hz[hz > 0])


def width(clip: AudioClip) -> float:
    return float(np.subtract(*np.percentile(melody(clip), (90, 10))))


@pytest.mark.parametrize("voice", ["dave", "danuta"])
@pytest.mark.parametrize("semitones", [-2.0, 2.0, 4.0])
def test_the_pitch_moves_by_what_was_asked_and_the_length_stays(spoken, voice, semitones):
    moved = []
    for clip in spoken[voice]:
        shifted = shift_pitch(clip, semitones, 1)
        moved.append(np.median(melody(shifted)) - np.median(melody(clip)))
        assert (len(shifted.samples), shifted.rate) == (len(clip.samples), clip.rate)
        before, after = (speech_level(sound.samples / 32_768, sound.rate) for sound in (clip, shifted))
        assert after == pytest.approx(before, abs=3), "the mood's shape sets the level afterwards"
    # The engine's own unsteadiness differs from run to run, and the tracker may jump in a single line.
    assert np.median(moved) == pytest.approx(semitones, abs=0.6)


def test_a_melody_is_widened_and_narrowed_around_its_median(spoken):
    plain, narrow, wide = (
        sum(width(clip if factor == 1 else shift_pitch(clip, 0, factor)) for clip in spoken["danuta"])
        for factor in (1, 0.5, 1.5)
    )
    assert narrow < 0.8 * plain
    assert wide > 1.1 * plain


def test_raised_speech_is_understood(spoken):
    recogniser = VoskRecogniser(demo_model_path())
    errors = WordErrors(0, 0)
    for line, clip in zip(LINES * 2, spoken["dave"] + spoken["danuta"], strict=True):
        shifted = shift_pitch(clip, 4, 1.15)
        words = recognise_clip(recogniser, to_rate(shifted.samples, shifted.rate, RATE))
        errors += word_errors(line, " ".join(word.text for word in words))
    assert errors.rate <= 0.1


def test_nothing_asked_for_changes_nothing(spoken):
    clip = spoken["dave"][0]
    assert shift_pitch(clip, 0, 1) is clip


@settings(max_examples=25, deadline=None)
@given(
    seconds=st.floats(0.0, 0.6),
    hertz=st.floats(40, 700),
    peak=st.integers(0, 32_767),
    noise=st.floats(0, 1),
    semitones=st.floats(-12, 12),
    factor=st.floats(0, 3),
)
def test_any_sound_keeps_its_length_and_never_wraps_round(seconds, hertz, peak, noise, semitones, factor):
    time = np.arange(round(seconds * 22_050)) / 22_050
    rough = np.random.default_rng(1).uniform(-1, 1, len(time))
    sound = (1 - noise) * np.sin(2 * np.pi * hertz * time) + noise * rough
    clip = AudioClip((peak * sound).astype(np.int16), 22_050)
    shifted = shift_pitch(clip, semitones, factor)
    assert len(shifted.samples) == len(clip.samples)
    assert np.abs(shifted.samples.astype(int)).max(initial=0) <= 32_767
