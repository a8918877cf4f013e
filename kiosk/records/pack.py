"""The evidence pack of a call: its page, its record as JSON, and its sound."""

import io
import json
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from pydantic import TypeAdapter

from kiosk.debrief.debrief import DECIDES, STAMP, Debrief, make_debrief
from kiosk.debrief.page import render_page
from kiosk.errors import BadInput
from kiosk.records.recording import FILE_NAME
from kiosk.records.store import RecordStore
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord
from kiosk.sound.wav import read_wav
from kiosk.whole_file import copy_whole, write_whole

PAGE_NAME: Final = "debrief.html"
RECORD_NAME: Final = "record.json"

MOST_SOUND: Final = 15_000_000
"""Bytes of sound the page carries in itself at most: nearly 8 minutes of 16-bit mono at 16 kHz."""

FORM: Final = 1
"""Form of the JSON record; it goes up when a key is renamed or removed."""

_RECORD: Final = TypeAdapter(CallRecord)
_DEBRIEF: Final = TypeAdapter(Debrief)


@dataclass(frozen=True, slots=True)
class Bare:
    """A call without its page: the role-play it was held with is not there any more."""

    record: Path
    sound: Path | None
    """None where the call has no recording."""


@dataclass(frozen=True, slots=True)
class Pack:
    """An evidence pack."""

    page: Path
    """The debrief, self-contained."""
    record: Path
    """The whole record with marks and debrief, as JSON."""
    sound: Path | None
    """The recording; None where the call has none."""


def write_pack(store: RecordStore, scenario: Scenario, call_id: str, folder: Path) -> Pack:
    """Write a call's evidence pack into `folder`; every file appears whole or not at all.

    scenario: the role-play the call was held with. Raises BadInput for an unknown call or one that cannot be read,
    and MissingPart for a full disk or a folder that cannot be written to.
    """
    record = store.load(call_id)
    debrief = make_debrief(scenario, record)
    sound = _copy_sound(store, call_id, folder)
    page = folder / PAGE_NAME
    carried = _mono(sound) if sound else None
    write_whole(page, render_page(debrief, carried, sound.name if sound else "").encode())
    return Pack(page, _write_record(record, debrief, folder), sound)


def write_bare(store: RecordStore, call_id: str, folder: Path) -> Bare:
    """Write what of a call can be written without its role-play. Raises as `write_pack` does."""
    record = store.load(call_id)
    sound = _copy_sound(store, call_id, folder)
    return Bare(_write_record(record, None, folder), sound)


def _write_record(record: CallRecord, debrief: Debrief | None, folder: Path) -> Path:
    shown = _DEBRIEF.dump_python(debrief, mode="json") if debrief else None
    whole = {
        "form": FORM,
        "stamp": STAMP,
        "note": DECIDES,
        "record": _RECORD.dump_python(record, mode="json"),
        "marks": shown["marks"] if shown else None,
        "debrief": shown,
    }
    path = folder / RECORD_NAME
    write_whole(path, json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n")
    return path


def _copy_sound(store: RecordStore, call_id: str, folder: Path) -> Path | None:
    source = store.audio(call_id)
    if source is None:
        return None
    copy_whole(source, folder / FILE_NAME)
    return folder / FILE_NAME


def _mono(path: Path) -> bytes | None:
    """The recording with both voices in one channel, as a WAV file; None where it is too long or has no sound yet."""
    if path.stat().st_size > 2 * MOST_SOUND:
        return None
    try:
        clip = read_wav(path)
    except BadInput:
        return None
    # The voices take turns, so the mean of the channels is half of what was said.
    loud = np.clip(clip.samples.astype(np.int32) * 2, -32768, 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(clip.rate)
        out.writeframes(loud.tobytes())
    return file.getvalue()
