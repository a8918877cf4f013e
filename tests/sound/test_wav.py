"""Recordings as recorders leave them, and recordings as we leave them."""

import errno
import os
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kiosk.errors import BadInput, MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.sound.wav import read_wav, write_wav

EXTENSIBLE_PCM = struct.pack("<HHIH14s", 22, 16, 0, 1, bytes.fromhex("000000001000800000aa00389b71"))


def wav(body, *, code=1, channels=1, rate=16_000, bits=16, claims=None, riff=None, extra=b"", before=b""):
    """A WAV file by hand: `claims` bytes of sound in the header, `before` the sound other chunks."""
    fmt = struct.pack("<HHIIHH", code, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits)
    fmt += extra
    size = len(body) if claims is None else claims
    rest = b"fmt " + struct.pack("<I", len(fmt)) + fmt + before + b"data" + struct.pack("<I", size) + body
    return b"RIFF" + struct.pack("<I", len(rest) + 4 if riff is None else riff) + b"WAVE" + rest


@pytest.fixture
def reading(tmp_path):
    def read(content):
        path = tmp_path / "reply.wav"
        path.write_bytes(content)
        return read_wav(path)

    return read


def shorts(*values):
    return np.array(values, "<i2").tobytes()


@pytest.mark.parametrize(
    ("content", "samples"),
    [
        (wav(bytes([0, 128, 255]), bits=8), [-32768, 0, 32512]),
        (wav(shorts(-32768, 0, 32767)), [-32768, 0, 32767]),
        (wav(bytes.fromhex("000080 000000 ffff7f"), bits=24), [-32768, 0, 32767]),
        (wav(np.array([-(2**31), 0, 2**31 - 1], "<i4").tobytes(), bits=32), [-32768, 0, 32767]),
        (wav(np.array([-1, 0, 0.5, 2], "<f4").tobytes(), code=3, bits=32), [-32768, 0, 16384, 32767]),
        (wav(np.array([-1, 0.25], "<f8").tobytes(), code=3, bits=64), [-32768, 8192]),
        (wav(shorts(1, 2), code=0xFFFE, extra=EXTENSIBLE_PCM), [1, 2]),
        (wav(shorts(100, 300, -5, -7), channels=2), [200, -6]),
        (wav(shorts(3, 6, 9), channels=3), [6]),
        (wav(shorts(7, 8), before=b"LIST" + struct.pack("<I", 3) + b"abc\0"), [7, 8]),
        (wav(shorts(42)), [42]),
        (wav(shorts(7, 8), claims=10_000), [7, 8]),
        (wav(shorts(7, 8), claims=0xFFFFFFFF), [7, 8]),
        (wav(shorts(7, 8), claims=0, riff=0), [7, 8]),
        (wav(shorts(7, 8) + b"\x01"), [7, 8]),
        (wav(shorts(7, 8, 9), channels=2), [8]),
    ],
    ids=[
        "8 bits", "16 bits", "24 bits", "32 bits", "float", "double", "extensible", "stereo", "three channels",
        "other chunks before the sound", "one sample", "truncated", "length never written (all ones)",
        "length never written (0)", "half a sample at the end", "half a frame at the end",
    ],
)  # fmt: skip
def test_any_pcm_is_read_as_mono_16_bits(reading, content, samples):
    clip = reading(content)
    assert clip.samples.tolist() == samples
    assert clip.samples.dtype == np.int16
    assert clip.rate == 16_000


@pytest.mark.parametrize("rate", [1_000, 8_000, 22_050, 44_100, 384_000])
def test_any_rate_is_kept(reading, rate):
    assert reading(wav(shorts(1), rate=rate)).rate == rate


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a WAV file (is empty): give a PCM WAV recording"),
        (b"Dear Sir or Madam", "not a WAV file (begins with 'Dear'): give a PCM WAV recording"),
        (b"RIFF\x04\0\0\0AVI ", "not a WAV file (begins with 'RIFF')"),
        (b"RIFF", "not a WAV file (begins with 'RIFF')"),
        (b"RIFF\x04\0\0\0WAVE", "has no sound in it"),
        (wav(b""), "has no sound in it (0 samples)"),
        (wav(b"\0"), "has no sound in it (0 samples)"),
        (wav(shorts(1), rate=0), "sample rate 0 Hz: give a recording of 1000 to 384000 Hz"),
        (wav(shorts(1), rate=999_999), "sample rate 999999 Hz"),
        (wav(shorts(1), channels=0), "0 channels"),
        (wav(shorts(1), code=7, bits=8), "WAV format 0x0007 with 8 bits: give PCM"),
        (wav(shorts(1), bits=12), "WAV format 0x0001 with 12 bits"),
        (wav(np.array([np.nan], "<f4").tobytes(), code=3, bits=32), "holds samples that are not numbers"),
        (wav(np.array([1e308], "<f8").tobytes(), code=3, bits=64), "holds samples that are not numbers"),
        (b"RIFF\x20\0\0\0WAVEfmt \x04\0\0\0\x01\0\x01\0", "its format is cut short"),
        (b"RIFF\x20\0\0\0WAVEdata\x04\0\0\0abcd", "no format before the sound"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_line(reading, content, says):
    with pytest.raises(BadInput) as refused:
        reading(content)
    line = str(refused.value)
    assert "reply.wav: " + says in line
    assert "\n" not in line


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        read_wav(tmp_path / "absent.wav")
    with pytest.raises(BadInput, match="not a file"):
        read_wav(tmp_path)
    with pytest.raises(BadInput, match="cannot be read"):
        read_wav("a\0b.wav")


@given(content=st.binary(max_size=200), after_header=st.booleans())
def test_no_bytes_at_all_give_anything_but_a_clip_or_one_line(tmp_path_factory, content, after_header):
    path = tmp_path_factory.getbasetemp() / "any.wav"
    path.write_bytes(b"RIFF\xff\0\0\0WAVE" + content if after_header else content)
    try:
        clip = read_wav(path)
    except BadInput as refused:
        assert "\n" not in str(refused).replace(str(path), "")
    else:
        assert len(clip.samples) > 0


@given(cut=st.integers(0, 60), value=st.binary(min_size=1, max_size=4))
def test_damage_in_a_header_never_breaks_the_reader(tmp_path_factory, cut, value):
    whole = wav(shorts(*range(20)), channels=2)
    path = tmp_path_factory.getbasetemp() / "damaged.wav"
    path.write_bytes(whole[:cut] + value + whole[cut + len(value) :])
    try:
        assert len(read_wav(path).samples) > 0
    except BadInput as refused:
        assert "damaged.wav: " in str(refused)


@given(samples=hnp.arrays(np.int16, st.integers(1, 500)), rate=st.integers(1_000, 384_000))
def test_what_is_written_is_read_back_the_same(tmp_path_factory, samples, rate):
    path = tmp_path_factory.getbasetemp() / "there_and_back.wav"
    write_wav(path, AudioClip(samples, rate))
    clip = read_wav(path)
    assert clip.rate == rate
    assert clip.samples.tolist() == samples.tolist()


def test_other_programs_can_read_what_is_written(tmp_path, tone_clip):
    write_wav(tmp_path / "a.wav", tone_clip(440, 0.5))
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert file.getparams()[:4] == (1, 2, 16_000, 8_000)


def test_a_full_disk_is_named_and_leaves_the_old_file_alone(tmp_path, tone_clip, monkeypatch):
    path = tmp_path / "a.wav"
    write_wav(path, tone_clip(440, 0.5))
    before = path.read_bytes()

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MissingPart, match=r"a\.wav: no room on the disk"):
        write_wav(path, tone_clip(880, 0.5))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_made_and_one_that_cannot_be_is_named(tmp_path, tone_clip):
    write_wav(tmp_path / "new" / "a.wav", tone_clip(440, 0.1))
    assert read_wav(tmp_path / "new" / "a.wav").seconds == pytest.approx(0.1)
    with pytest.raises(MissingPart, match=r"cannot be written .*: choose another folder"):
        write_wav(tmp_path / "new" / "a.wav" / "b.wav", tone_clip(440, 0.1))
