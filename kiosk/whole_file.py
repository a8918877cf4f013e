"""Files that appear whole or not at all, even when the power goes."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kiosk.errors import MissingPart


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in place of what was there; its folder is made where it is missing.

    Raises MissingPart where the disk is full or the place cannot be written to; what was there before is left.
    """
    _write(path, lambda file: file.write(data))


def copy_whole(source: Path, path: Path) -> None:
    """Copy a file in the same way; `source` and `path` may be the same file. Raises MissingPart as `write_whole`."""
    if path.exists() and path.samefile(source):
        return

    def copy(file: BinaryIO) -> None:
        with source.open("rb") as original:
            shutil.copyfileobj(original, file)

    _write(path, copy)


def _write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files for the owner alone; a pack is there to be handed on.
        Path(name).chmod(0o644)
        Path(name).replace(path)
        sync_folder(path.parent)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise _failed(path, error) from error


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk: a new file's name is safe only then."""
    # Windows has no handle for a folder.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _failed(path: Path, error: OSError) -> MissingPart:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MissingPart(f"{path}: no room on the disk: free some space, or erase old records")
    return MissingPart(f"{path}: cannot be written ({error.strerror}): choose another folder, or check its rights")
