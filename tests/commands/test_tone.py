"""`kiosk tone`: measures against the speaker's own baseline."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

KEYS = {"file", "level_db", "pitch_st", "rate_ratio", "cues", "unheard"}


def louder(reply: Path, target: Path, decibels: float) -> Path:
    with wave.open(str(reply)) as file:
        parameters, samples = file.getparams(), np.frombuffer(file.readframes(file.getnframes()), "<i2")
    with wave.open(str(target), "wb") as file:
        file.setparams(parameters)
        file.writeframes((samples * 10 ** (decibels / 20)).astype("<i2").tobytes())
    return target


def test_the_same_voice_louder_is_told_in_decibels_and_as_a_cue(kiosk, replies):
    quiet = louder(replies[0], kiosk.folder / "quiet.wav", -12)
    silence = louder(replies[0], kiosk.folder / "silence.wav", -200)
    ran = kiosk("tone", replies[0], quiet, silence, "--baseline", quiet, "--json")
    assert ran.status == 0, ran.err
    loud, same, nothing = [json.loads(line) for line in ran.lines]
    for one in (loud, same, nothing):
        assert set(one) >= KEYS
    assert loud["level_db"] == pytest.approx(12, abs=0.5)
    assert "raised_voice" in loud["cues"]
    assert (same["level_db"], same["pitch_st"], same["rate_ratio"]) == (0, 0, 1)
    assert "raised_voice" not in same["cues"]
    assert nothing["level_db"] is None
    assert nothing["unheard"]["level_db"]


def test_for_people_it_comes_with_units_and_names_no_feeling(kiosk, replies):
    quiet = louder(replies[0], kiosk.folder / "quiet.wav", -12)
    ran = kiosk("tone", replies[0], "--baseline", quiet)
    assert "+12.0 dB" in ran.text
    assert "raised voice" in ran.text
    assert not any(word in ran.text.lower() for word in ("angry", "anger", "nervous", "stress", "emotion", "upset"))


def test_without_a_baseline_it_is_wrong_usage(kiosk, replies):
    ran = kiosk("tone", replies[0])
    assert ran.status == 2
    assert "--baseline" in ran.told[-1]
