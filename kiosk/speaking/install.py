"""Installs a Piper voice: licence, download, checksums, and only then its name."""

import errno
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from kiosk.download import Progress, RemoteFile, download, forget_version
from kiosk.errors import BadInput, MissingPart
from kiosk.speaking.piper_catalogue import CATALOGUE_URL, CatalogueVoice, find_voice
from kiosk.speaking.piper_voices import CARD, MARKER, installed_voice


def install(
    name: str, folder: Path, agree: Callable[[str], bool], progress: Progress, catalogue_url: str = CATALOGUE_URL
) -> Path:
    """Install Piper's voice `name` into `folder` (made if missing) and return its model's path.

    A voice that is there already is returned at once. `agree` is shown the voice's model card, with its licence,
    before the voice itself is fetched. `progress(bytes_done, bytes_total)` is called as the download goes; a half
    one is kept under a hidden name and taken up by the next call.
    Raises MissingPart (no net, no room, wrong checksum) and BadInput (no such voice, `agree` said no).
    """
    there = installed_voice(name, folder)
    if there is not None:
        return there.model
    voice = find_voice(name, catalogue_url)
    work = folder / f".{name}"
    try:
        work.mkdir(parents=True, exist_ok=True)
        card = work / CARD
        download(voice.card, card, lambda done, total: None)
        if not agree(card.read_text("utf-8", errors="replace")):
            raise BadInput(f"Piper voice {name}: not installed, since its licence was not agreed to")
        _fetch_all(voice, work, progress)
        return _put_in_place(voice, work, folder / name)
    except OSError as error:
        todo = "free some disk and try again" if error.errno == errno.ENOSPC else "check the folder's permissions"
        raise MissingPart(
            f"Piper voice {name}: cannot be written in {folder} ({error.strerror}); {todo}, or set another data folder"
        ) from error


def _fetch_all(voice: CatalogueVoice, work: Path, progress: Progress) -> None:
    before = 0
    for file in voice.files:

        def counted(done: int, total: int, before: int = before) -> None:
            progress(before + done, voice.size)

        download(file, work / _name(file), counted)
        before += file.size


def _put_in_place(voice: CatalogueVoice, work: Path, target: Path) -> Path:
    """Rename the folder: the name appears when the voice is whole, or not at all."""
    for file in voice.files:
        forget_version(work / _name(file))
    (work / MARKER).write_text(json.dumps(asdict(voice)), encoding="utf-8")
    if target.exists():
        # Something incomplete has the name, or it would have been found at the start.
        shutil.rmtree(target)
    work.replace(target)
    return target / _name(voice.model)


def _name(file: RemoteFile) -> str:
    return file.url.rpartition("/")[2]
