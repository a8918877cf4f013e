"""What `kiosk doctor` looks at, part by part. Each examination truly uses its part."""

import os
import platform
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kiosk import __version__
from kiosk.commands.finding import Finding
from kiosk.commands.sound_examination import examine_sound
from kiosk.errors import KioskError
from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.recogniser import Recogniser
from kiosk.records.store import RecordStore
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.staging import new_speaker, recogniser_for
from kiosk.settings import Settings
from kiosk.sound.audio import RATE
from kiosk.sound.resample import to_rate
from kiosk.speaking.speaker import Speaker
from kiosk.speaking.voice_file import list_voices

__all__ = ["Finding", "examine"]

LEAST_ROOM: Final = 500_000_000
"""Bytes that should be free: about four hours of calls, and the largest of the small models."""
SLOWEST: Final = 0.6
"""Seconds of work for a second of speech above which answers come late: the rest of the call needs its share."""
_SENTENCE: Final = "i'm so sorry you've had to wait, let me look into this for you now"


def examine(settings: Settings, *, sound: bool) -> Iterator[Finding]:
    """Every finding, as it is made. `sound`: also play and record, which the room can hear."""
    yield Finding("program", "good", f"kiosk {__version__}, Python {platform.python_version()}, {platform.platform()}")
    yield from _safely("data folder", lambda: _folder("data folder", settings.data))
    yield from _safely("cache folder", lambda: _folder("cache folder", settings.cache))
    yield from _safely("records", lambda: _records(settings))
    yield from _safely("role-plays", lambda: _scenarios(settings))
    speaker = new_speaker(settings)
    try:
        yield from _safely("voices", lambda: _voices(settings, speaker))
        recognisers: list[Recogniser] = []
        yield from _safely("recogniser", lambda: _recogniser(settings, speaker, recognisers))
        if sound:
            yield from _safely("sound", lambda: examine_sound(settings, speaker, next(iter(recognisers), None)))
    finally:
        speaker.close()
    yield from _safely("address", lambda: _address(settings))


def _safely(part: str, examination: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of one examination; what it raises is a finding too, so that the others still follow."""
    try:
        yield from examination()
    except KioskError as error:
        yield Finding(part, "fault", str(error))


def _folder(part: str, folder: Path) -> Iterator[Finding]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"kiosk")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        remedy = "give it room or rights, or name another folder in kiosk.toml (data, cache)"
        yield Finding(part, "fault", f"{folder}: cannot be written ({error.strerror})", remedy)
        return
    free = shutil.disk_usage(folder).free
    found = f"{folder}, {free / 1e9:.1f} GB free"
    if free < LEAST_ROOM:
        yield Finding(part, "fault", found, f"free some disk: {LEAST_ROOM / 1e9} GB are wanted")
    else:
        yield Finding(part, "good", found)


def _records(settings: Settings) -> Iterator[Finding]:
    store = RecordStore(settings.data)
    try:
        calls = len(store.list())
    finally:
        store.close()
    yield Finding("records", "good", f"{calls} calls, each erased after {settings.keep_days} days")


def _scenarios(settings: Settings) -> Iterator[Finding]:
    files = scenario_files(settings.scenario_folders)
    voices = [voice.name for voice in list_voices(settings.voice_folders)]
    bad = []
    for file in files.values():
        try:
            load_scenario(file, voices)
        except KioskError as error:
            bad.append(str(error).splitlines()[0])
    for line in bad:
        yield Finding("role-plays", "fault", line, "see all its faults with kiosk check")
    if len(files) > len(bad):
        yield Finding("role-plays", "good", f"{len(files) - len(bad)} can be played")
    elif not files:
        yield Finding("role-plays", "fault", "there are none", "name a folder with some in kiosk.toml (scenarios)")


def _voices(settings: Settings, speaker: Speaker) -> Iterator[Finding]:
    voices = list_voices(settings.voice_folders)
    for voice in voices:
        speaker.render("Hello there.", voice.name, "calm")
    began = time.perf_counter()
    # A line that is in no cache: what is measured is the engine.
    clip = speaker.render(f"I am line number {time.time_ns() % 10**6}.", voices[0].name, "calm")
    seconds = time.perf_counter() - began
    found = f"{len(voices)} voices speak; a new line of {clip.seconds:.1f} s takes {seconds:.2f} s"
    yield Finding("voices", "good", found)


def _recogniser(settings: Settings, speaker: Speaker, loaded: list[Recogniser]) -> Iterator[Finding]:
    """Load the recogniser, hear a sentence with it, and leave it in `loaded` for who comes after."""
    began = time.perf_counter()
    recogniser = recogniser_for(None, "", settings)
    loading = time.perf_counter() - began
    loaded.append(recogniser)
    clip = speaker.render(_SENTENCE, "learner", "neutral")
    began = time.perf_counter()
    words = recognise_clip(recogniser, to_rate(clip.samples, clip.rate, RATE))
    load = (time.perf_counter() - began) / clip.seconds
    found = (
        f"{recogniser.name}, ready in {loading:.1f} s, works {load:.2f} s for a second of speech; "
        f"a synthesised “{_SENTENCE}” was heard as “{' '.join(word.text for word in words)}”"
    )
    if not words or load > SLOWEST:
        remedy = "use a smaller model (kiosk models), close other programs, or take a faster machine"
        yield Finding("recogniser", "fault", found, remedy)
    elif recogniser.basic:
        yield Finding("recogniser", "good", found, "it hears people better with a model: kiosk models install")
    else:
        yield Finding("recogniser", "good", found)


def _address(settings: Settings) -> Iterator[Finding]:
    address = f"http://{settings.host}:{settings.port}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            remedy = "close the other kiosk if one should not run, or set another port in kiosk.toml"
            yield Finding("address", "absent", f"{address}: {error.strerror}", remedy)
            return
    yield Finding("address", "good", f"{address} is free")
