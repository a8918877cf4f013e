"""Installs a Vosk model: download, checksum, unpack, check, and only then its name."""

import errno
import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from kiosk.download import Progress, RemoteFile, download, remove_part
from kiosk.errors import MissingPart
from kiosk.hearing.catalogue import CATALOGUE_URL, SMALL_ENGLISH, CatalogueEntry, by_hand, find_entry
from kiosk.hearing.models import MARKER, check_model, installed_models
from kiosk.hearing.unpack import unpack

__all__ = ["SMALL_ENGLISH", "install"]


def install(name: str, models_dir: Path, progress: Progress, catalogue_url: str = CATALOGUE_URL) -> Path:
    """Install the model `name` into `models_dir` (made if missing) and return its folder.

    A model that is there already is returned at once. `progress(bytes_done, bytes_total)` is called as the download
    goes. A half download is kept beside the models, under a hidden name, and taken up by the next call.
    Raises MissingPart (no net, no room, wrong checksum) and BadInput (no such model, a file that is no model).
    """
    there = {model.name: model.path for model in installed_models(models_dir)}
    if name in there:
        return there[name]
    entry = find_entry(name, catalogue_url)
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MissingPart(
            f"models folder {models_dir}: cannot be made ({error.strerror}); set another in kiosk.toml"
        ) from error
    part = models_dir / f".{name}.zip.part"
    download(_file(entry), part, progress)
    return _put_in_place(entry, part, models_dir)


def _file(entry: CatalogueEntry) -> RemoteFile:
    # Unpacked, a model is about as large again as its zip file and half of that more.
    room = entry.size * 5 // 2
    return RemoteFile(f"model {entry.name}", entry.url, entry.size, entry.md5, by_hand(entry.name), room)


def _put_in_place(entry: CatalogueEntry, part: Path, models_dir: Path) -> Path:
    """Unpack beside the models and rename: the name appears when the model is whole, or not at all."""
    target = models_dir / entry.name
    try:
        with tempfile.TemporaryDirectory(dir=models_dir, prefix=".unpacking-") as work:
            folder = unpack(part, Path(work))
            check_model(folder)
            (folder / MARKER).write_text(json.dumps(asdict(entry)), encoding="utf-8")
            if target.exists():
                # Something incomplete has the name: installed_models has not listed it.
                shutil.rmtree(target)
            folder.replace(target)
    except OSError as error:
        todo = "free some disk and try again" if error.errno == errno.ENOSPC else "check the folder's permissions"
        raise MissingPart(
            f"model {entry.name}: cannot be unpacked in {models_dir} ({error.strerror}); {todo}"
        ) from error
    remove_part(part)
    return target
