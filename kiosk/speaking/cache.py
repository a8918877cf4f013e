"""Rendered lines kept on disk: found by everything that shaped them, checked when read, bounded in size."""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kiosk.errors import KioskError, MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.sound.wav import read_wav, write_wav

DEFAULT_BYTES: Final = 1_500_000_000
"""Some fifteen role-plays, of 300 to 450 lines with their moods and 60 to 100 MB each."""
_KEPT_SHARE: Final = 0.8
"""How much of the bound is left after making room, so that room is not made for every new line."""


class ClipCache:
    """A folder of WAV files named by their key. Several threads and processes may share it."""

    def __init__(self, folder: Path, max_bytes: int = DEFAULT_BYTES) -> None:
        """Make `folder` where it is missing. Raises MissingPart when it can't be made or written."""
        self.folder = folder
        self.max_bytes = max_bytes
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MissingPart(
                f"voice cache {folder}: cannot be made ({error.strerror}): set another cache folder"
            ) from None
        if not os.access(folder, os.W_OK | os.X_OK):
            raise MissingPart(f"voice cache {folder}: not writable: allow it, or set another cache folder")
        self._bytes = sum(size for _, size, _ in self._files())

    def get(self, key: str) -> AudioClip | None:
        """The clip under `key`; None when there is none or its file is damaged."""
        path = self._path(key)
        try:
            if not _whole(path):
                return None  # The line is rendered again and the file replaced, so nobody need know.
            clip = read_wav(path)
        except (KioskError, OSError):
            return None
        with contextlib.suppress(OSError):  # Only the order of removal hangs on it.
            os.utime(path)
        return clip

    def put(self, key: str, clip: AudioClip) -> None:
        """Keep `clip` under `key`, and make room when the bound is passed.

        Raises MissingPart when the folder can't be written or the disk is full.
        """
        path = self._path(key)
        write_wav(path, clip)
        self._bytes += 2 * len(clip.samples)
        if self._bytes > self.max_bytes:
            self._make_room(path)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.wav"

    def _files(self) -> list[tuple[float, int, Path]]:
        """Time of last use (s), size (bytes) and path of every file, the oldest first."""
        found = []
        for path in self.folder.glob("*.wav"):
            with contextlib.suppress(FileNotFoundError):  # Another process has just made room.
                state = path.stat()
                found.append((state.st_mtime, state.st_size, path))
        return sorted(found)

    def _make_room(self, newest: Path) -> None:
        files = self._files()
        self._bytes = sum(size for _, size, _ in files)
        for _, size, path in files:
            if self._bytes <= self.max_bytes * _KEPT_SHARE:
                return
            if path != newest:
                path.unlink(missing_ok=True)
                self._bytes -= size


def cache_key(parts: Mapping[str, object]) -> str:
    """A file name for what a clip is made of; any change in `parts` (JSON values) gives another one."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _whole(path: Path) -> bool:
    """Whether the file is as long as its RIFF header says; read_wav takes a cut one for a recorder's crash."""
    with path.open("rb") as file:
        header = file.read(8)
    return int.from_bytes(header[4:], "little") + 8 == path.stat().st_size
