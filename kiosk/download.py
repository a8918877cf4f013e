"""Downloads one file, and goes on where a download broke off."""

import errno
import hashlib
import http.client
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kiosk.errors import BadInput, MissingPart

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes of the whole file."""

TIMEOUT_S: Final = 30.0
"""Seconds without an answer after which a server counts as away."""

_PIECE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the web, with what its catalogue says of it."""

    what: str
    """What it is to the user, for messages: `model vosk-model-small-en-us-0.15`."""
    url: str
    size: int
    """Bytes."""
    md5: str
    """32 hexadecimal digits in lower case."""
    by_hand: str
    """What to do where there is no net, as the end of a sentence."""
    room: int = 0
    """Bytes needed on the disk besides the file itself, for what is made of it."""


def download(file: RemoteFile, part: Path, progress: Progress) -> None:
    """Fetch `file` into `part`; what is there already is kept, if the server's file is still the same.

    A connection that breaks off is taken up again as long as it brings something. When it brings nothing more,
    `part` stays for the next try. Raises MissingPart (no net, no room, or a checksum that does not fit: `part` is
    then removed) and BadInput (an address that is not on the web).
    """
    require_web(file.url)
    done = _size(part)
    _require_room(file, part, done)
    try:
        while done != file.size:
            _fetch(file, part, progress)
            before, done = done, _size(part)
            if done <= before:
                raise MissingPart(_broken(file, done, "it brought nothing more"))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise MissingPart(_no_room(file, part)) from error
        raise MissingPart(_broken(file, _size(part), reason(error))) from error
    _verify(file, part)


def remove_part(part: Path) -> None:
    """Throw a download away, with what is remembered about it."""
    part.unlink(missing_ok=True)
    forget_version(part)


def forget_version(part: Path) -> None:
    """Keep a download that is complete, but not what is remembered for taking it up again."""
    _tag_file(part).unlink(missing_ok=True)


def require_web(url: str) -> None:
    """Refuse addresses that are not http or https, with BadInput: the rest of the machine is not for download."""
    if not url.startswith(("https://", "http://")):
        raise BadInput(f"address {url}: not a web address; give one that begins with https://")


def reason(error: OSError) -> str:
    """The shortest true account of a failed request."""
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answered {error.code} {error.reason}"
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    return str(getattr(cause, "strerror", None) or cause)


def _fetch(file: RemoteFile, part: Path, progress: Progress) -> None:
    """One request. A connection that breaks off ends it without an error."""
    done, tag = _size(part), _tag_file(part)
    request = urllib.request.Request(file.url)
    if 0 < done < file.size and tag.is_file():
        request.add_header("Range", f"bytes={done}-")
        request.add_header("If-Range", json.loads(tag.read_text(encoding="utf-8")))
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        goes_on = answer.status == 206 and str(answer.headers.get("Content-Range", "")).startswith(f"bytes {done}-")
        _keep_tag(tag, answer)
        with part.open("ab" if goes_on else "wb") as written:
            try:
                _copy(answer, written, file.size, progress)
            except (http.client.HTTPException, ConnectionError, TimeoutError):
                return


def _copy(answer: Any, written: Any, size: int, progress: Progress) -> None:
    done = written.tell()
    progress(done, size)
    while piece := answer.read(_PIECE):
        done += len(piece)
        if done > size:
            raise BadInput(f"{answer.url}: longer than the {size} bytes of the catalogue; check the catalogue")
        written.write(piece)
        progress(done, size)


def _keep_tag(tag: Path, answer: Any) -> None:
    """Remember what the server calls this version of the file; without a name for it, no download is taken up."""
    strong = answer.headers.get("ETag") or ""
    name = strong if strong.startswith('"') else answer.headers.get("Last-Modified")
    if name:
        tag.write_text(json.dumps(name), encoding="utf-8")
    else:
        tag.unlink(missing_ok=True)


def _tag_file(part: Path) -> Path:
    return part.with_name(part.name + ".version")


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _verify(file: RemoteFile, part: Path) -> None:
    with part.open("rb") as written:
        found = hashlib.file_digest(written, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    if found != file.md5:
        remove_part(part)
        raise MissingPart(
            f"{file.what}: the download's MD5 is {found}, not {file.md5}; "
            "it was thrown away: try again, on another net if it happens twice"
        )


def _require_room(file: RemoteFile, part: Path, done: int) -> None:
    if shutil.disk_usage(part.parent).free < file.size - done + file.room:
        raise MissingPart(_no_room(file, part))


def _no_room(file: RemoteFile, part: Path) -> str:
    need = (file.size + file.room) // 1_000_000 + 1
    return f"{file.what}: no room in {part.parent}; free {need} MB there or set another folder in kiosk.toml"


def _broken(file: RemoteFile, done: int, why: str) -> str:
    kept = f"{done:,} of {file.size:,} bytes are kept: try again, or " if done else ""
    return f"{file.what}: download from {file.url} failed ({why}); {kept}{file.by_hand}"
