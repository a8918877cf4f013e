"""WAV files: read whatever recorders write, write 16-bit mono so that no half file is ever seen."""

import io
import struct
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.errors import BadInput
from kiosk.sound.audio import AudioClip, Samples
from kiosk.whole_file import write_whole

SLOWEST: Final = 1_000
"""The lowest sample rate taken for a recording of speech (Hz)."""

FASTEST: Final = 384_000
"""The highest sample rate that sound cards record at (Hz)."""

_PCM, _FLOAT, _EXTENSIBLE = 0x0001, 0x0003, 0xFFFE


@dataclass(frozen=True, slots=True)
class _Format:
    code: int
    channels: int
    rate: int
    bits: int


# The RIFF chunks are read here because the ready-made readers fail on what recorders leave behind: `wave`
# refuses float and, before Python 3.12, every WAVE_FORMAT_EXTENSIBLE file; scipy.io.wavfile refuses a file
# whose header claims more sound than is there.
def read_wav(path: Path | str) -> AudioClip:
    """Read a recording: mono 16-bit at the file's own rate, several channels mixed down evenly.

    Takes PCM of 8, 16, 24 or 32 bits and float of 32 or 64 bits, 1 kHz to 384 kHz. Where a file ends before
    its header says, as after a crash of the recorder, what is there is read. Raises BadInput for anything
    else, with one line naming the file.
    """
    raw = _load(Path(path))
    if raw[:4] not in (b"RIFF", b"RF64") or raw[8:12] != b"WAVE":
        begins = "is empty" if not raw else f"begins with {raw[:4].decode('latin-1')!r}"
        raise BadInput(f"{path}: not a WAV file ({begins}): give a PCM WAV recording")
    form: _Format | None = None
    for name, body in _chunks(raw):
        if name == b"fmt ":
            form = _format(path, body)
        elif name == b"data":
            if form is None:
                raise BadInput(f"{path}: no format before the sound: the file is damaged, record it again")
            return AudioClip(_samples(path, body, form), form.rate)
    raise BadInput(f"{path}: has no sound in it (its header is all there is): record it again")


def write_wav(path: Path | str, clip: AudioClip) -> None:
    """Write `clip` as 16-bit mono PCM; the file appears whole or not at all, even after a power cut.

    Raises MissingPart where the disk is full or the place cannot be written to.
    """
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(clip.rate)
        out.writeframes(clip.samples.astype("<i2").tobytes())
    write_whole(Path(path), file.getvalue())


def _load(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise BadInput(f"{path}: not a file: give a PCM WAV recording")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"{path}: no such file: give a PCM WAV recording") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read ({_reason(error)}): check the file and its rights") from error


def _chunks(raw: bytes) -> Iterator[tuple[bytes, memoryview]]:
    at = 12
    while at + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, at)
        at += 8
        # A recorder that writes lengths last leaves 0 here, and in the RIFF length too, when it crashes.
        if name == b"data" and size == 0 and struct.unpack_from("<I", raw, 4)[0] + 8 < len(raw):
            size = len(raw) - at
        yield name, memoryview(raw)[at : at + size]
        at += size + size % 2


def _format(path: Path | str, body: memoryview) -> _Format:
    if len(body) < 16:
        raise BadInput(f"{path}: its format is cut short: the file is damaged, record it again")
    code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if code == _EXTENSIBLE and len(body) >= 26:
        code = struct.unpack_from("<H", body, 24)[0]
    if not SLOWEST <= rate <= FASTEST:
        raise BadInput(f"{path}: sample rate {rate} Hz: give a recording of {SLOWEST} to {FASTEST} Hz")
    if not channels:
        raise BadInput(f"{path}: 0 channels: the file is damaged, record it again")
    if (code, bits) not in {(_PCM, 8), (_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32), (_FLOAT, 64)}:
        raise BadInput(f"{path}: WAV format {code:#06x} with {bits} bits: give PCM of 8, 16, 24 or 32 bits, or float")
    return _Format(code, channels, rate, bits)


def _samples(path: Path | str, body: memoryview, form: _Format) -> Samples:
    frame = form.channels * form.bits // 8
    count = len(body) // frame
    if not count:
        raise BadInput(f"{path}: has no sound in it (0 samples): record it again")
    values = _values(bytes(body[: count * frame]), form)
    if not np.isfinite(values).all():
        raise BadInput(f"{path}: holds samples that are not numbers: the file is damaged, record it again")
    mono = values.reshape(count, form.channels).mean(axis=1)
    return np.clip(np.rint(mono), -32768, 32767).astype(np.int16)


def _values(body: bytes, form: _Format) -> npt.NDArray[np.float64]:
    """The samples of all channels, scaled so that full scale is ±32768."""
    if form.code == _FLOAT:
        # What grows beyond all numbers is refused by the caller, without a warning of numpy's.
        with np.errstate(over="ignore"):
            return np.frombuffer(body, f"<f{form.bits // 8}").astype(np.float64) * 32768.0
    if form.bits == 8:
        return (np.frombuffer(body, np.uint8).astype(np.float64) - 128.0) * 256.0
    if form.bits == 24:
        wide = np.zeros((len(body) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(body, np.uint8).reshape(-1, 3)
        return wide.view("<i4")[:, 0].astype(np.float64) / 65536.0
    return np.frombuffer(body, f"<i{form.bits // 8}").astype(np.float64) / 2.0 ** (form.bits - 16)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
