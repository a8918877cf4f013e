"""Unpacks a model's zip file without trusting it."""

import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from kiosk.errors import BadInput

MOST_FILES: Final = 2_000
"""A Vosk model has 15 to 40 files."""

MOST_BYTES: Final = 12_000_000_000
"""Bytes after unpacking; the largest model of the catalogue has under 6 GB."""

MOST_GROWTH: Final = 60
"""How many times larger a file may get; word lists shrink to a tenth or so, a zip bomb to a thousandth."""

SMALL: Final = 1_000_000
"""Bytes up to which a file's growth is not looked at."""

_PIECE: Final = 1 << 20


def unpack(archive: Path, into: Path) -> Path:
    """Unpack `archive` into the empty folder `into` and return the one folder that was in it.

    Raises BadInput, with nothing written outside `into`, when the file is no zip file, is damaged, has entries that
    lead out of it (absolute, `..`, a drive), links, encrypted or absurdly large entries, or not exactly one folder.
    """
    try:
        with zipfile.ZipFile(archive) as pack:
            entries = pack.infolist()
            _check(archive, entries)
            for entry in entries:
                _write(pack, entry, into)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise BadInput(f"{archive.name}: not a sound zip file ({error}); download it again") from error
    inside = list(into.iterdir())
    if len(inside) != 1 or not inside[0].is_dir():
        raise BadInput(f"{archive.name}: holds {len(inside)} entries, not one folder; it is no Vosk model")
    return inside[0]


def _check(archive: Path, entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or total > MOST_BYTES:
        raise BadInput(f"{archive.name}: {len(entries)} files, {total:,} bytes unpacked: too large for a model")
    for entry in entries:
        fault = _fault(entry)
        if fault:
            raise BadInput(f"{archive.name}: entry {entry.filename!r} {fault}; not unpacked: get another copy")


def _fault(entry: zipfile.ZipInfo) -> str | None:
    path = PurePosixPath(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        return "leads out of the folder"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.file_size > SMALL and entry.file_size > MOST_GROWTH * max(1, entry.compress_size):
        return f"grows from {entry.compress_size:,} to {entry.file_size:,} bytes"
    return None


def _write(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path) -> None:
    target = into / entry.filename
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with pack.open(entry) as source, target.open("xb") as file:
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise BadInput(f"{entry.filename}: larger than the zip file says; get another copy")
            file.write(piece)
