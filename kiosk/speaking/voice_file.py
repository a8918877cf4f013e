"""The folders of voice files: which voices there are, and loading them with clear faults."""

import difflib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from kiosk.errors import BadInput
from kiosk.speaking.voice import MOODS, Mood, MoodFile, Voice
from kiosk.yaml_file import Faults, read, validate


def load_voice(path: Path) -> Voice:
    """Read one voice file; the voice is called what the file is called.

    Raises BadInput with a line `file:line:column: what is wrong` for every fault of the file.
    """
    document, places = read(path)
    if not isinstance(document, dict):
        given = type(document).__name__
        text = f"a voice file is a list of 'key: value' lines, given {given}: start from another voice"
        raise Faults([places.fault((), text)])
    if "name" in document:
        text = f"'name' is not known here, given {document['name']!r}: a voice is called what its file is called"
        raise Faults([places.fault(("name",), text, at_key=True)])
    return validate(Voice, {**document, "name": path.stem}, places)


def list_voices(folders: Sequence[Path]) -> list[Voice]:
    """All voices in the folders, by name; an earlier folder hides a later one's namesake.

    Raises BadInput for a faulty file.
    """
    return [load_voice(path) for _, path in sorted(_files(folders).items())]


def find_voice(name: str, folders: Sequence[Path]) -> Voice:
    """The voice called `name`. Raises BadInput naming the nearest voice there is, or for a faulty file."""
    files = _files(folders)
    if name in files:
        return load_voice(files[name])
    where = ", ".join(str(folder) for folder in folders) or "no folder"
    raise BadInput(f"voice {name!r}: not found in {where}: {_nearest(name, sorted(files))}")


def find_mood(name: str) -> Mood:
    """`name` as a mood. Raises BadInput naming the nearest mood."""
    for mood in MOODS:
        if mood == name:
            return mood
    raise BadInput(f"mood {name!r}: not known: {_nearest(name, MOODS)}")


@cache
def common_moods() -> MoodFile:
    """The moods of every voice that says nothing else, from moods.yaml beside this file."""
    with resources.as_file(resources.files("kiosk.speaking") / "moods.yaml") as path:
        document, places = read(path)
    return validate(MoodFile, document, places)


def _files(folders: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            found.setdefault(path.stem, path)
    return found


def _nearest(name: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"use one of {', '.join(names)}" if names else "there are none"
