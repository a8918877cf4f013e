"""A kill in the middle of a call loses no completed turn and no second of its sound."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from debrief.calls import PARCEL, rehearsed
from records.kept import frames_in, with_tests

from kiosk.debrief.debrief import make_debrief
from kiosk.records.pack import write_pack
from kiosk.records.store import RecordStore
from kiosk.sound.audio import RATE
from kiosk.sound.wav import read_wav

TESTS = Path(__file__).resolve().parents[1]

CALL = """
import sys
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
import numpy as np
from debrief.calls import FILES, PARCEL, judge
from kiosk.hearing.utterance import typed
from kiosk.records.recording import CallRecording
from kiosk.records.store import RecordStore
from kiosk.roleplay.call import Play
from kiosk.roleplay.rehearsal import load_rehearsal
from kiosk.roleplay.runner import Performer
from kiosk.roleplay.staging import new_record
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.recordings import SilentSink

SOUND = np.full(RATE // 2, 1234, np.int16)


class Ears:
    def __init__(self):
        script = load_rehearsal(FILES["late-parcel"], "good", PARCEL).script
        self.replies = iter([turn.say for turn in script.turns])

    def hear(self, on_partial):
        return replace(typed(next(self.replies)), samples=SOUND)


class Mouth:
    before = None

    def clip(self, line):
        return AudioClip(SOUND, RATE)


class Telling(RecordStore):
    def keep_turn(self, call_id, turn):
        super().keep_turn(call_id, turn)
        print(turn.number, turn.times.reply_end, flush=True)


store = Telling(Path(sys.argv[1]))
play = Play(PARCEL)
record = replace(new_record(PARCEL, play, "typed", datetime.now(timezone.utc)), id="killed")
recording = CallRecording(store.folder(record.id))
Performer(play, judge("late-parcel"), Ears(), Mouth(), SilentSink(), store, recording).perform(record)
print("over", flush=True)
sys.stdin.read()
"""


def killed_after(turn: int, folder: Path) -> float:
    """Hold a call in another process and kill it the moment `turn` is said to be kept; returns where its sound ends."""
    child = subprocess.Popen(
        [sys.executable, "-c", CALL, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=TESTS,
        env=with_tests(),
    )
    assert child.stdout is not None
    for line in child.stdout:
        number, end = line.split()
        if int(number) == turn:
            break
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
    return float(end)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("turn", [1, 2, 3, 4])
def test_a_kill_loses_no_completed_turn(tmp_path: Path, turn: int) -> None:
    end = killed_after(turn, tmp_path)
    store = RecordStore(tmp_path)
    record = store.load("killed")
    assert len(record.turns) >= turn
    texts = [kept.reply.text for kept in rehearsed("late-parcel", "good").turns]
    assert [kept.reply.text for kept in record.turns] == texts[: len(record.turns)]
    assert [kept.number for kept in record.turns] == list(range(1, len(record.turns) + 1))
    sound = store.audio("killed")
    assert sound is not None
    assert frames_in(sound) >= end * RATE
    clip = read_wav(sound)
    last = record.turns[turn - 1].times
    assert abs(int(clip.samples[int(last.reply_start * RATE) + 10]) - 1234 // 2) <= 1
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_call_can_be_debriefed_and_packed(tmp_path: Path) -> None:
    killed_after(2, tmp_path / "data")
    store = RecordStore(tmp_path / "data")
    record = store.load("killed")
    pack = write_pack(store, PARCEL, "killed", tmp_path / "pack")
    assert pack.sound is not None
    if record.ending is None:
        assert "broken off" in pack.page.read_text("utf-8").lower()
        assert make_debrief(PARCEL, record).ending.outcome == "unfinished"
    store.close()
