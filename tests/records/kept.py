"""Calls to keep."""

import os
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
from debrief.calls import rehearsed

from kiosk.records.recording import CallRecording
from kiosk.records.store import RecordStore
from kiosk.roleplay.turns import CallRecord
from kiosk.sound.audio import RATE, AudioClip

NOON = "2026-01-02T12:00:00+00:00"
SECOND = np.full(RATE, 1000, np.int16)


def good_call(call_id: str = "20260102-030405-late-parcel-0001", started: str = NOON) -> CallRecord:
    """A whole call, as a rehearsal gives it."""
    return replace(rehearsed("late-parcel", "good"), id=call_id, started=started)


def keep(store: RecordStore, record: CallRecord, *, sound: bool = False, finished: bool = True) -> CallRecord:
    """Keep a call turn by turn, with a second of each voice where there is to be sound."""
    store.start_call(replace(record, turns=()))
    if sound:
        recording = CallRecording(store.folder(record.id))
        for _ in record.turns:
            recording.add_customer(AudioClip(SECOND, RATE))
            recording.add_learner(SECOND)
        recording.close()
        record = replace(record, seconds=recording.seconds)
    for turn in record.turns:
        store.keep_turn(record.id, turn)
    if finished:
        store.finish_call(record.id, record.closing, record.ending, record.outcome, record.seconds)
    return record


def with_tests() -> dict[str, str]:
    """The environment for a child process that imports what lies beside the tests."""
    path = [str(Path(__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))}


def frames_in(path: Path) -> int:
    """Stereo frames that a WAV file's header promises."""
    return int(struct.unpack_from("<I", path.read_bytes(), 40)[0]) // 4
