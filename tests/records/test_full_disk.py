"""A full disk is told in one line, harms nothing that was kept before, and is over once there is room."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from debrief.calls import PARCEL
from records.kept import SECOND, good_call, keep

from kiosk.errors import MissingPart
from kiosk.records.pack import write_pack
from kiosk.records.recording import CallRecording
from kiosk.records.store import RecordStore
from kiosk.sound.wav import read_wav
from kiosk.whole_file import write_whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"needs the right to mount a small file system: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(place: Path) -> Path:
    """Fill the disk to the last byte; removing the returned file frees it."""
    file = place / "filler"
    with file.open("wb", buffering=0) as out:
        for size in (4096, 1):
            try:
                while True:
                    out.write(bytes(size))
            except OSError:
                continue
    return file


def test_a_turn_that_finds_no_room_is_told_and_the_turns_before_it_stay(small_disk: Path) -> None:
    store = RecordStore(small_disk)
    record = good_call()
    keep(store, replace(record, turns=record.turns[:2]), finished=False)
    filler = fill(small_disk)
    kept, told = 2, None
    for turn in record.turns[2:]:
        try:
            store.keep_turn(record.id, turn)
            kept += 1
        except MissingPart as error:
            told = error
            break
    if told is None:
        # The log had room left for these; a long text needs more.
        with pytest.raises(MissingPart) as caught:
            store.set_reflection(record.id, "x" * 500_000)
        told = caught.value
    assert "no room on the disk: free some space" in str(told)
    assert store.load(record.id).turns == record.turns[:kept]
    filler.unlink()
    store.set_reflection(record.id, "there is room again")
    assert store.load(record.id).reflection == "there is room again"
    store.close()


def test_a_recording_that_finds_no_room_plays_up_to_its_last_whole_turn(small_disk: Path) -> None:
    recording = CallRecording(small_disk / "call")
    recording.add_learner(SECOND)
    recording.sync()
    filler = fill(small_disk)
    with pytest.raises(MissingPart, match="no room on the disk"):
        recording.add_learner(np.concatenate([SECOND] * 30))
    clip = read_wav(recording.path)
    assert clip.samples[:16000].tolist() == (SECOND // 2).tolist()
    filler.unlink()
    recording.add_learner(SECOND)
    recording.close()
    assert len(read_wav(recording.path).samples) == 32000


def test_a_pack_that_finds_no_room_leaves_no_half_file_and_the_old_page(small_disk: Path, tmp_path: Path) -> None:
    store = RecordStore(tmp_path / "data")
    record = keep(store, good_call())
    pack = write_pack(store, PARCEL, record.id, small_disk / "pack")
    before = pack.page.read_bytes()
    filler = fill(small_disk)
    with pytest.raises(MissingPart, match=r"debrief\.html: no room on the disk"):
        write_pack(store, PARCEL, record.id, small_disk / "pack")
    assert pack.page.read_bytes() == before
    assert sorted(path.name for path in pack.page.parent.iterdir()) == ["debrief.html", "record.json"]
    filler.unlink()
    store.close()


def test_a_file_is_written_into_no_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(MissingPart) as told:
        write_whole(tmp_path / "file" / "page.html", b"page")
    assert "choose another folder" in str(told.value)
    assert "\n" not in str(told.value)
