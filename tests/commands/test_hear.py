"""`kiosk hear`: recordings of every kind in, JSON that scripts rely on out, one line for what cannot be heard."""

import json
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

KEYS = {"file", "engine", "text", "words"}
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A terminal that speaks nothing but ASCII."""


def wav(path: Path, form: bytes, data: bytes) -> Path:
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def form(code: int, channels: int, rate: int, bits: int) -> bytes:
    frame = channels * bits // 8
    return struct.pack("<HHIIHH", code, channels, rate, rate * frame, frame, bits)


def every_kind(reply: Path, folder: Path) -> list[Path]:
    """The reply at 8 kHz, in stereo, with 24 bits and as float."""
    with wave.open(str(reply)) as file:
        rate, samples = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")
    slow = samples[::2]
    wide = (samples.astype("<i4") << 8).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return [
        wav(folder / "8000.wav", form(1, 1, rate // 2, 16), slow.tobytes()),
        wav(folder / "stereo.wav", form(1, 2, rate, 16), np.repeat(samples, 2).tobytes()),
        wav(folder / "24-bit.wav", form(1, 1, rate, 24), wide),
        wav(folder / "float.wav", form(3, 1, rate, 32), (samples / 32768).astype("<f4").tobytes()),
    ]


def test_every_kind_of_wav_is_heard_and_told_as_json_that_scripts_rely_on(kiosk, replies):
    files = every_kind(replies[0], kiosk.folder)
    ran = kiosk("hear", "--model", "demo", "--json", *files, **ASCII)
    assert ran.status == 0, ran.err
    told = [json.loads(line) for line in ran.lines]
    assert [one["file"] for one in told] == [str(file) for file in files]
    for one in told:
        assert set(one) >= KEYS
        assert one["text"].startswith("i'm so sorry about this you've had a dreadful week")
        assert one["text"] == " ".join(word["text"] for word in one["words"])
        for word in one["words"]:
            assert set(word) == {"text", "start", "end", "confidence"}
            assert 0 <= word["start"] < word["end"]
            assert 0 <= word["confidence"] <= 1


def test_for_people_the_words_come_with_times_and_measures(kiosk, replies):
    ran = kiosk("hear", "--model", "demo", replies[3], **ASCII)
    assert ran.status == 0, ran.err
    assert "i've logged your complaint" in ran.text
    assert "syllables a second" in ran.text


def test_a_name_that_is_no_utf8_does_not_spoil_the_json(kiosk, replies):
    file = Path(kiosk.folder.__fspath__() + "/caf\udce9.wav")
    file.write_bytes(replies[0].read_bytes())
    ran = kiosk("hear", "--model", "demo", "--json", file)
    assert ran.status == 0, ran.err
    assert json.loads(ran.text)["file"].endswith("/caf?.wav")


def test_without_a_model_basic_recognition_hears_and_says_so(kiosk, replies):
    ran = kiosk("hear", "--json", "--scenario", "late-parcel", replies[0])
    assert ran.status == 0, ran.err
    told = json.loads(ran.text)
    assert "pocketsphinx" in told["engine"]
    assert "sorry" in told["text"]
    assert ran.told[0].startswith("basic recognition")


def test_next_to_nothing_and_silence_are_heard_as_no_words(kiosk):
    one = wav(kiosk.folder / "one-sample.wav", form(1, 1, 16_000, 16), b"\x01\x00")
    silence = wav(kiosk.folder / "silence.wav", form(1, 1, 16_000, 16), bytes(32_000))
    ran = kiosk("hear", "--model", "demo", "--json", one, silence)
    assert ran.status == 0, ran.err
    for line in ran.lines:
        told = json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        assert (told["text"], told["words"]) == ("", [])
        assert told["prosody"]["level_db"] is None
        assert "level_db" in told["prosody"]["unheard"]


BROKEN = {
    "empty.wav": (b"", "not a WAV file (is empty)"),
    "letter.wav": (b"Dear all, please find", "not a WAV file (begins with 'Dear')"),
    "corrupt.wav": (b"RIFF\xff\xff\xff\xffWAVE" + bytes(range(200)), "has no sound in it"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_recording_is_refused_in_one_line_before_anything_is_heard(kiosk, replies, name):
    content, says = BROKEN[name]
    (kiosk.folder / name).write_bytes(content)
    line = kiosk.refused("hear", "--json", replies[0], name, status=2)
    assert line.startswith(f"{name}: {says}")


def test_a_rate_of_nothing_is_refused(kiosk):
    file = wav(kiosk.folder / "rate-0.wav", form(1, 1, 0, 16), bytes(100))
    assert "sample rate 0 Hz: give a recording of" in kiosk.refused("hear", file, status=2)


@pytest.mark.parametrize(
    ("model", "status", "says"),
    [
        ("./no-such-model", 3, "no such folder; install one with `kiosk models install`"),
        (".", 2, "has no acoustic model"),
        ("vosk-modl", 2, "model 'vosk-modl': not installed: choose from basic, demo"),
        ("dmo", 2, "model 'dmo': not installed: did you mean 'demo'?"),
    ],
)
def test_a_model_that_is_not_there_or_is_none_is_one_line(kiosk, replies, model, status, says):
    assert says in kiosk.refused("hear", "--model", model, replies[0], status=status)


def test_a_model_beside_the_settings_is_found_wherever_the_program_is_started(kiosk, replies):
    home = kiosk.folder / "etc"
    (home / "my-model").mkdir(parents=True)
    (home / "kiosk.toml").write_text('model = "my-model"\n')
    line = kiosk.refused("--settings", home / "kiosk.toml", "hear", replies[0], status=2)
    assert line.startswith(f"Vosk model {home / 'my-model'}: has no acoustic model")
