"""Downloads one file, and goes on where a download broke off."""

import errno
import hashlib
import http.client
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from kiosk.errors import BadInput, MissingPart
from kiosk.hearing.catalogue import TIMEOUT_S, CatalogueEntry, by_hand, reason, require_web

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes of the whole file."""

_PIECE: Final = 1 << 16


def download(entry: CatalogueEntry, part: Path, progress: Progress) -> None:
    """Fetch `entry` into the file `part`; what is there already is kept, if the server's file is still the same.

    A connection that breaks off is taken up again as long as it brings something. When it brings nothing more,
    `part` stays for the next try. Raises MissingPart (no net, no room, or a checksum that does not fit: `part` is
    then removed) and BadInput (an address that is not on the web).
    """
    require_web(entry.url)
    done = _size(part)
    _require_room(entry, part, done)
    try:
        while done != entry.size:
            _fetch(entry, part, progress)
            before, done = done, _size(part)
            if done <= before:
                raise MissingPart(_broken(entry, done, "it brought nothing more"))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise MissingPart(_no_room(entry, part)) from error
        raise MissingPart(_broken(entry, _size(part), reason(error))) from error
    _verify(entry, part)


def _fetch(entry: CatalogueEntry, part: Path, progress: Progress) -> None:
    """One request. A connection that breaks off ends it without an error."""
    done, tag = _size(part), _tag_file(part)
    request = urllib.request.Request(entry.url)
    if 0 < done < entry.size and tag.is_file():
        request.add_header("Range", f"bytes={done}-")
        request.add_header("If-Range", json.loads(tag.read_text(encoding="utf-8")))
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        goes_on = answer.status == 206 and str(answer.headers.get("Content-Range", "")).startswith(f"bytes {done}-")
        _keep_tag(tag, answer)
        with part.open("ab" if goes_on else "wb") as file:
            try:
                _copy(answer, file, entry.size, progress)
            except (http.client.HTTPException, ConnectionError, TimeoutError):
                return


def _copy(answer: Any, file: Any, size: int, progress: Progress) -> None:
    done = file.tell()
    progress(done, size)
    while piece := answer.read(_PIECE):
        done += len(piece)
        if done > size:
            raise BadInput(f"{answer.url}: longer than the {size} bytes of the catalogue; check the catalogue")
        file.write(piece)
        progress(done, size)


def _keep_tag(tag: Path, answer: Any) -> None:
    """Remember what the server calls this version of the file; without a name for it, no download is taken up."""
    strong = answer.headers.get("ETag") or ""
    name = strong if strong.startswith('"') else answer.headers.get("Last-Modified")
    if name:
        tag.write_text(json.dumps(name), encoding="utf-8")
    else:
        tag.unlink(missing_ok=True)


def remove_part(part: Path) -> None:
    """Throw a download away, with what is remembered about it."""
    part.unlink(missing_ok=True)
    _tag_file(part).unlink(missing_ok=True)


def _tag_file(part: Path) -> Path:
    return part.with_name(part.name + ".version")


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _verify(entry: CatalogueEntry, part: Path) -> None:
    with part.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    if found != entry.md5:
        remove_part(part)
        raise MissingPart(
            f"model {entry.name}: the download's MD5 is {found}, not {entry.md5}; "
            "it was thrown away: try again, on another net if it happens twice"
        )


def _require_room(entry: CatalogueEntry, part: Path, done: int) -> None:
    # Unpacked, a model is about as large again as its zip file and half of that more.
    if shutil.disk_usage(part.parent).free < entry.size - done + entry.size * 5 // 2:
        raise MissingPart(_no_room(entry, part))


def _no_room(entry: CatalogueEntry, part: Path) -> str:
    need = entry.size * 7 // 2 // 1_000_000 + 1
    return f"model {entry.name}: no room in {part.parent}; free {need} MB there or set another folder in kiosk.toml"


def _broken(entry: CatalogueEntry, done: int, why: str) -> str:
    kept = f"{done:,} of {entry.size:,} bytes are kept: try again, or " if done else ""
    return f"model {entry.name}: download from {entry.url} failed ({why}); {kept}{by_hand(entry.name)}"
