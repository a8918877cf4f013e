"""The sound of a call, written to disk as the call goes."""

import errno
import os
import shutil
import struct
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.errors import MissingPart
from kiosk.sound.audio import RATE, AudioClip, Samples
from kiosk.sound.resample import to_rate
from kiosk.whole_file import sync_folder

FILE_NAME: Final = "call.wav"
"""The recording's name in the folder of its call."""

_FRAME: Final = 4
_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")


class CallRecording:
    """Writes a call's sound to `call.wav`: 16 kHz, 16 bit, customer left, learner right.

    Two channels keep the voices apart for whoever listens, and for measuring one without the other. Nothing is
    held in memory. The header is right after each `sync`, so the file plays up to there whatever happens next.
    """

    def __init__(self, folder: Path, *, go_on: bool = False) -> None:
        """Begin the recording in `folder`, which is made where it is missing.

        go_on: append to the one that lies there, if one does, after its last whole frame.
        Raises MissingPart where it cannot be written or, without `go_on`, a recording lies there already.
        """
        self.path = folder / FILE_NAME
        self._frames = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if go_on and self.path.is_file():
                self._file = self.path.open("r+b", buffering=0)
                self._frames = max(0, self.path.stat().st_size - _HEADER.size) // _FRAME
                return
            self._file = self.path.open("xb", buffering=0)
            self._write(_header(0))
            for named in (folder, folder.parent):
                sync_folder(named)
        except OSError as error:
            raise self._failed(error) from error

    @property
    def seconds(self) -> float:
        """Length so far (s)."""
        return self._frames / RATE

    def add_customer(self, clip: AudioClip) -> tuple[float, float]:
        """Append a line of the customer at any rate; returns its start and end (s)."""
        return self._append(to_rate(clip.samples, clip.rate, RATE), channel=0)

    def add_learner(self, samples: Samples) -> tuple[float, float]:
        """Append a reply, mono 16-bit at 16 kHz, shape (n,); returns its start and end (s)."""
        return self._append(samples, channel=1)

    def add_silence(self, seconds: float) -> tuple[float, float]:
        """Append a pause of both voices; returns its start and end (s)."""
        return self._append(np.zeros(round(seconds * RATE), np.int16), channel=0)

    def sync(self) -> None:
        """Have everything on disk, with a header that says so; raises MissingPart where the disk is full."""
        try:
            os.fsync(self._file.fileno())
            self._file.seek(0)
            self._write(_header(self._frames * _FRAME))
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._failed(error) from error

    def go_on_as(self, call_id: str) -> None:
        """Go on as the recording of another call, which begins with all that was recorded so far.

        Raises MissingPart where it cannot be written or a recording lies there already.
        """
        before = self.path
        self.close()
        self.path = before.parent.parent / call_id / FILE_NAME
        try:
            self.path.parent.mkdir(exist_ok=True)
            with before.open("rb") as old, self.path.open("xb") as new:
                shutil.copyfileobj(old, new)
            self._file = self.path.open("r+b", buffering=0)
            for named in (self.path.parent, self.path.parent.parent):
                sync_folder(named)
        except OSError as error:
            raise self._failed(error) from error
        self.sync()

    def close(self) -> None:
        """Sync, and let the file go."""
        try:
            self.sync()
        finally:
            self._file.close()

    def _append(self, samples: Samples, channel: int) -> tuple[float, float]:
        start = self.seconds
        frames = np.zeros((len(samples), 2), "<i2")
        frames[:, channel] = samples
        try:
            # After a write that failed half way the end of the file is not the end of the last whole frame.
            self._file.seek(_HEADER.size + self._frames * _FRAME)
            self._write(frames.tobytes())
        except OSError as error:
            raise self._failed(error) from error
        self._frames += len(samples)
        return start, self.seconds

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]

    def _failed(self, error: OSError) -> MissingPart:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return MissingPart(f"{self.path}: no room on the disk: free some space, or erase old records")
        return MissingPart(f"{self.path}: cannot be written ({error.strerror}): check the folder and its rights")


def _header(size: int) -> bytes:
    """A 44-byte RIFF header for `size` bytes of 16-bit stereo PCM at RATE."""
    return _HEADER.pack(b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 2, RATE, RATE * _FRAME, _FRAME, 16, b"data", size)
