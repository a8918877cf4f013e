"""Moods are heard: a furious line is louder, faster and higher than a calm one, and still understood."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from kiosk.hearing.models import demo_model_path
from kiosk.hearing.prosody import measure
from kiosk.hearing.vosk_engine import VoskRecogniser
from kiosk.hearing.word_errors import WordErrors, word_errors
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.resample import to_rate
from kiosk.speaking.phone import phone_line
from kiosk.speaking.shape import speech_level
from kiosk.speaking.speaker import Speaker
from kiosk.speaking.voice_file import list_voices

VOICES = Path(__file__).parents[2] / "voices"
NAMES = [voice.name for voice in list_voices([VOICES])]
LINES = (
    "where is my parcel",
    "i have been waiting for three weeks now",
    "i'm really sorry about the broken screen",
    "let me check the order number for you",
    "can i speak to a manager please",
    "i understand how frustrating this is",
    "we will refund the full amount by friday",
    "thank you for your help today",
)


@dataclass(frozen=True)
class Heard:
    level_db: float
    seconds: float
    pitch_hz: float


@pytest.fixture(scope="module")
def speaker(tmp_path_factory) -> Iterator[Speaker]:
    with Speaker(tmp_path_factory.mktemp("cache"), [VOICES]) as speaker:
        yield speaker


@pytest.fixture(scope="module")
def recogniser() -> VoskRecogniser:
    return VoskRecogniser(demo_model_path())


def pitches(clip: AudioClip) -> np.ndarray:
    """Fundamental frequency (Hz) of the voiced frames: the first strong peak of the autocorrelation."""
    size, step = round(0.04 * clip.rate), round(0.01 * clip.rate)
    shortest, longest = clip.rate // 450, clip.rate // 60
    sound = clip.samples.astype(float)
    frames = sliding_window_view(sound, 2 * size)[::step]
    frames = frames[np.sqrt(np.mean(frames**2, axis=1)) > 300]
    found = []
    for frame in frames:
        head, energy = frame[:size], np.convolve(frame**2, np.ones(size), "valid")
        match = np.correlate(frame, head, "valid") / np.sqrt(energy * energy[0] + 1)
        lags = match[shortest:longest]
        peaks = np.flatnonzero((lags[1:-1] >= lags[:-2]) & (lags[1:-1] >= lags[2:]) & (lags[1:-1] > 0.9 * lags.max()))
        if lags.max() > 0.7 and len(peaks):
            found.append(clip.rate / (shortest + 1 + peaks[0]))
    return np.array(found)


def heard(speaker: Speaker, voice: str, mood: str) -> Heard:
    clips = [speaker.render(line, voice, mood) for line in LINES]
    return Heard(
        level_db=float(np.mean([speech_level(clip.samples / 32_768, clip.rate) for clip in clips])),
        seconds=sum(clip.seconds - 0.13 for clip in clips),  # The silence that each clip is given.
        pitch_hz=float(np.median(np.concatenate([pitches(clip) for clip in clips[:4]]))),
    )


def errors(speaker: Speaker, recogniser: VoskRecogniser, voice: str, mood: str) -> WordErrors:
    total = WordErrors(0, 0)
    for line in LINES:
        clip = speaker.render(line, voice, mood)
        stream = recogniser.stream()
        stream.accept(to_rate(clip.samples, clip.rate, RATE))
        total += word_errors(line, " ".join(word.text for word in stream.finish()))
    return total


@pytest.mark.parametrize("voice", NAMES)
def test_a_furious_line_is_louder_faster_and_higher_than_a_calm_one(speaker, voice):
    calm, furious = heard(speaker, voice, "calm"), heard(speaker, voice, "furious")
    assert furious.level_db - calm.level_db >= 6
    assert calm.seconds / furious.seconds >= 1.15
    assert 12 * np.log2(furious.pitch_hz / calm.pitch_hz) >= 3


def test_the_moods_between_lie_between(speaker):
    moods = [heard(speaker, "danuta", mood) for mood in ("calm", "grateful", "upset", "furious")]
    assert [mood.level_db for mood in moods] == sorted(mood.level_db for mood in moods)
    assert [mood.pitch_hz for mood in moods] == sorted(mood.pitch_hz for mood in moods)


def test_a_tearful_voice_is_slow_stops_between_phrases_and_is_understood(speaker, recogniser):
    line = "he wore that suit to my wedding and now i have nothing to give him"
    calm, tearful = (speaker.render(line, "priya", mood) for mood in ("calm", "upset"))
    assert tearful.seconds > 1.1 * calm.seconds
    pauses = [measure(to_rate(clip.samples, clip.rate, RATE)).pauses for clip in (calm, tearful)]
    assert len(pauses[0]) == 0
    assert len(pauses[1]) >= 2
    assert errors(speaker, recogniser, "priya", "upset").rate <= 0.1


def test_the_telephone_keeps_moods_apart(speaker):
    calm, furious = (phone_line(speaker.render(LINES[1], "danuta", mood)) for mood in ("calm", "furious"))
    assert speech_level(furious.samples / 32_768, furious.rate) - speech_level(calm.samples / 32_768, calm.rate) > 3


def test_furious_lines_are_understood_about_as_well_as_calm_ones(speaker, recogniser):
    total = {"calm": WordErrors(0, 0), "furious": WordErrors(0, 0)}
    for mood in total:
        for voice in NAMES:
            total[mood] += errors(speaker, recogniser, voice, mood)
    assert total["calm"].rate <= 0.05
    assert total["furious"].rate <= total["calm"].rate + 0.04


def test_the_scripted_learner_is_understood(speaker, recogniser):
    assert errors(speaker, recogniser, "learner", "neutral").rate <= 0.02
