"""Piper speaks where its voice is installed, in our moods, and a bad voice is told in a line."""

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import BadInput, MissingPart
from kiosk.hearing.pitch import track_pitch
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.resample import to_rate
from kiosk.speaking import engines
from kiosk.speaking.engines import Engines
from kiosk.speaking.shape import speech_level
from kiosk.speaking.speaker import Speaker
from kiosk.speaking.voice_file import find_voice

pytest.importorskip("piper", reason="needs Piper (the extra 'test' or 'piper' of this package)")
pytest.importorskip("onnx", reason="needs onnx (the extra 'test' of this package), to make a voice for Piper")
import standin_voice

LINE = "Three times I've rung you. Three! Where is it?"
FILE = """\
about: a test voice
language: gmw/en-GB-x-rp
rate: 160
pitch: [82, 118]
timbre: {gender: male}
"""


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    folder = tmp_path / "voices"
    folder.mkdir()
    (folder / "plain.yaml").write_text(FILE, encoding="utf-8")
    (folder / "test.yaml").write_text(f"{FILE}piper: {{model: {standin_voice.NAME}}}\n", encoding="utf-8")
    return folder


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    standin_voice.make_voice(tmp_path / "installed")
    return tmp_path / "installed"


@pytest.fixture
def speaker(tmp_path: Path, voices: Path, installed: Path) -> Iterator[Speaker]:
    with Speaker(tmp_path / "cache", [voices], Engines(installed)) as speaker:
        yield speaker


def pitch_hz(clip: AudioClip) -> float:
    hz = track_pitch(to_rate(clip.samples, clip.rate, RATE)).hz
    return float(np.median(hz[hz > 0]))


def level_db(clip: AudioClip) -> float:
    return speech_level(clip.samples / 32_768, clip.rate)


def test_an_installed_voice_is_used_and_says_why(voices, installed):
    choice = Engines(installed).choose(find_voice("test", [voices]))
    assert choice.engine == "Piper"
    assert choice.why == f"{standin_voice.NAME} is installed"
    assert choice.licence == "GPL-3.0-or-later, voice CC0"


def test_without_its_voice_or_without_piper_espeak_speaks_and_says_why(voices, installed, tmp_path, monkeypatch):
    voice = find_voice("test", [voices])
    choice = Engines(tmp_path / "nowhere").choose(voice)
    assert (choice.engine, choice.why) == ("eSpeak NG", f"Piper's {standin_voice.NAME} is not installed")
    (installed / standin_voice.NAME / f"{standin_voice.NAME}.onnx.json").rename(tmp_path / "elsewhere")
    assert Engines(installed).choose(voice).engine == "eSpeak NG", "half a voice is none"
    (tmp_path / "elsewhere").rename(installed / standin_voice.NAME / f"{standin_voice.NAME}.onnx.json")
    monkeypatch.setattr(engines, "_version", lambda part: "")
    choice = Engines(installed).choose(voice)
    assert (choice.engine, choice.why.partition(":")[2]) == ("eSpeak NG", " pip install 'deescalation-kiosk[piper]'")


def test_what_is_spoken_follows_the_text(speaker):
    short, long = (speaker.render(text, "test", "neutral") for text in ("Hello.", LINE))
    assert long.rate == standin_voice.RATE
    assert long.seconds > 2.5 * short.seconds
    assert pitch_hz(long) == pytest.approx(standin_voice.PITCH_HZ, rel=0.02)


def test_a_furious_line_is_louder_faster_and_higher_than_a_calm_one(speaker):
    calm, furious = (speaker.render(LINE, "test", mood) for mood in ("calm", "furious"))
    assert level_db(furious) - level_db(calm) >= 6
    assert calm.seconds / furious.seconds >= 1.15
    assert 12 * np.log2(pitch_hz(furious) / pitch_hz(calm)) >= 3


def test_the_two_engines_speak_side_by_side(speaker):
    speaker.render_all([(LINE, voice, mood) for voice in ("plain", "test") for mood in ("calm", "furious")])
    assert speaker.engine_pid is not None
    assert speaker.render(LINE, "plain", "calm").seconds != speaker.render(LINE, "test", "calm").seconds


def test_piper_gives_its_memory_back_when_all_lines_are_made(speaker):
    speaker.render_all([("Hello there.", "test", "calm")])
    assert multiprocessing.active_children() == []
    assert speaker.render("Hello again.", "test", "calm").seconds > 0.3


def test_double_brackets_are_read_as_text_and_not_as_phonemes(speaker):
    plain = speaker.render("go 123456", "test", "neutral").seconds
    assert speaker.render("go [[123456]]", "test", "neutral").seconds == pytest.approx(plain, rel=0.2)


def test_another_model_in_its_place_is_heard(speaker, installed, tmp_path):
    speaker.render("Hello there.", "test", "calm")
    os.utime(installed / standin_voice.NAME / f"{standin_voice.NAME}.onnx", (1, 1))
    speaker.render("Hello there.", "test", "calm")
    assert len(list((tmp_path / "cache").glob("*.wav"))) == 2


@pytest.mark.parametrize("damage", [".onnx", ".onnx.json"])
def test_a_damaged_voice_is_told_in_one_line_and_the_next_voice_speaks(speaker, installed, damage):
    file = installed / standin_voice.NAME / (standin_voice.NAME + damage)
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(MissingPart, match=rf"Piper voice {standin_voice.NAME}: cannot .*: install it again") as caught:
        speaker.render("Hello there.", "test", "calm")
    assert "\n" not in str(caught.value)
    assert speaker.render("Hello there.", "plain", "calm").seconds > 0.3


def test_a_speaker_that_a_model_does_not_have_is_told(speaker, voices, installed):
    (voices / "second.yaml").write_text(f"{FILE}piper: {{model: en_GB-pair-low, speaker: 1}}\n", encoding="utf-8")
    (voices / "third.yaml").write_text(f"{FILE}piper: {{model: en_GB-pair-low, speaker: 2}}\n", encoding="utf-8")
    standin_voice.make_voice(installed, "en_GB-pair-low", speakers=2)
    assert speaker.render("Hello there.", "second", "calm").seconds > 0.3
    with pytest.raises(BadInput, match="speaker 2: en_GB-pair-low has 2, counted from 0"):
        speaker.render("Hello there.", "third", "calm")
