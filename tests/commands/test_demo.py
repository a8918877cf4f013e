"""`kiosk demo`: a whole call without devices, however it is interrupted and wherever it cannot write."""

import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.settings import shipped

FIRST_TURN = b"heat 78 "
"""What is written when the first turn of the late parcel has been kept."""


def test_a_whole_call_is_shown_and_written_up(kiosk):
    ran = kiosk("demo", "--out", kiosk.folder / "pack")
    assert ran.status == 0, ran.err
    assert "Ending: resolved" in ran.text
    assert len(re.findall(r"^You  ", ran.text, re.MULTILINE)) == 4
    assert "synthesised and recognised by a small model" in ran.err
    assert sorted(path.name for path in (kiosk.folder / "pack").iterdir()) == [
        "call.wav",
        "debrief.html",
        "record.json",
    ]
    assert ran.lines[-1] == f"debrief  {kiosk.folder / 'pack' / 'debrief.html'}"
    record = json.loads((kiosk.folder / "pack" / "record.json").read_bytes())
    assert len(record["record"]["turns"]) == 4
    assert len(record["marks"]) == 11


def test_the_debrief_asks_the_net_for_nothing(kiosk):
    kiosk("demo", "flooded-kitchen", "--script", "silent", "--out", kiosk.folder)
    page = (kiosk.folder / "debrief.html").read_text("utf-8")
    assert "simulated, formative" in page.lower()
    assert not re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//[^\"')]+", page)


def test_an_unknown_script_or_role_play_names_the_nearest(kiosk):
    line = kiosk.refused("demo", "late-parcel", "--script", "defensiv", status=2)
    assert line == "defensiv: late-parcel has no rehearsal of this name: did you mean 'defensive'?"
    line = kiosk.refused("demo", "late-parsel", status=2)
    assert line == "late-parsel: no role-play has this name: did you mean 'late-parcel'?"


def children(process: subprocess.Popen) -> list[int]:
    task = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(child) for child in task.read_text().split()]


def gone(handles: list[int], seconds: float = 20.0) -> bool:
    """Whether every process behind these handles ends in time."""
    waiting = select.poll()
    for handle in handles:
        waiting.register(handle, select.POLLIN)
    left = set(handles)
    while left and (ended := waiting.poll(seconds * 1000)):
        for handle, _ in ended:
            waiting.unregister(handle)
            left.discard(handle)
    return not left


@pytest.fixture
def in_the_middle(kiosk) -> Iterator[tuple[subprocess.Popen, list[int]]]:
    """A demo whose first turn is done, and handles of the processes that it has started."""
    if not hasattr(os, "pidfd_open") or not Path("/proc/self/task").exists():
        pytest.skip("needs Linux's pidfd_open and /proc to look after processes")
    process = kiosk.start("demo", "--script", "good", KIOSK_CACHE=kiosk.folder / "cold")
    while FIRST_TURN not in (line := process.stdout.readline()):
        assert line, process.stderr.read().decode()
    handles = [os.pidfd_open(child) for child in children(process)]
    assert handles, "the voice has a process of its own"
    yield process, handles
    for handle in handles:
        os.close(handle)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_in_the_middle_it_leaves_its_turns_and_no_process(kiosk, in_the_middle, how):
    process, handles = in_the_middle
    if how == signal.SIGINT:
        os.killpg(process.pid, how)
    else:
        process.send_signal(how)
    _, err = process.communicate(timeout=30)
    assert gone(handles), "the voice's process is still there"
    if how == signal.SIGINT:
        assert process.returncode == 130
        told = [line for line in err.decode().splitlines() if line.strip()]
        assert told[-1] == "stopped"
        assert len(told) == 2, "after the notice what this is, one line and no traceback"
    (call,) = [json.loads(line) for line in kiosk("records", "list", "--json").lines]
    assert call["turns"] >= 1
    assert (call["ending"], call["outcome"]) == (None, "unfinished")
    ran = kiosk("records", "export", call["id"], kiosk.folder / "pack")
    assert ran.status == 0, ran.err
    record = json.loads((kiosk.folder / "pack" / "record.json").read_bytes())["record"]
    assert record["turns"][0]["reply"]["heard"] == "heard"


def test_a_reader_who_has_seen_enough_is_no_error(kiosk):
    process = kiosk.start("demo", "--script", "silent")
    assert process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read().decode()
    assert process.wait(timeout=60) == 0
    assert "Traceback" not in err
    assert "Exception" not in err
    assert "Error" not in err


def test_output_that_finds_no_room_is_one_line(kiosk):
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "kiosk", "voices"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=kiosk.environment(),
            cwd=kiosk.folder,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 3
    assert ended.stderr.decode().splitlines() == [
        "output: no room on the disk (No space left on device): free some space, then run it again"
    ]


@pytest.mark.parametrize("setting", ["KIOSK_DATA", "KIOSK_CACHE"])
def test_a_folder_that_cannot_be_written_is_one_line(kiosk, setting):
    (kiosk.folder / "file").write_text("not a folder")
    ran = kiosk("demo", "--script", "silent", **{setting: kiosk.folder / "file" / "here"})
    assert ran.status == 3
    assert str(kiosk.folder / "file" / "here") in ran.told[-1]
    assert "Traceback" not in ran.err


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with 400 kB: room for the records, and not for a call's sound."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"needs to mount a small disk ({mounted.stderr.decode().strip()})")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_is_one_line_and_what_was_kept_can_be_read(kiosk, small_disk):
    ran = kiosk("demo", "--script", "silent", KIOSK_DATA=small_disk)
    assert ran.status == 3
    assert "no room on the disk" in ran.told[-1]
    assert "Traceback" not in ran.err
    listed = kiosk("records", "list", "--json", KIOSK_DATA=small_disk)
    assert listed.status == 0, listed.err
    (call,) = [json.loads(line) for line in listed.lines]
    assert call["ending"] is None


def test_two_at_once_share_their_folders(kiosk):
    both = [kiosk.start("demo", "--script", "silent", KIOSK_CACHE=kiosk.folder / "cold") for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err.decode()
        assert b"Ending: hung up" in out
    calls = [json.loads(line) for line in kiosk("records", "list", "--json").lines]
    assert [call["ending"] for call in calls] == ["hung up", "hung up"]
    assert len({call["id"] for call in calls}) == 2


HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} ${HOME} %s 'quoted' \"twice\" ]]> </script> \N{PILE OF POO}"


def test_hostile_text_in_a_role_play_stays_text(kiosk):
    own = kiosk.folder / "own"
    own.mkdir()
    text = (shipped("scenarios") / "late-parcel.yaml").read_text("utf-8")
    text = re.sub(
        "^title: .*$", lambda _: f"title: {json.dumps(HOSTILE, ensure_ascii=False)}", text, flags=re.MULTILINE
    )
    text = text.replace('"Hello? Are you there?"', json.dumps(f"Hello? {HOSTILE}", ensure_ascii=False))
    (own / "hostile.yaml").write_text(text, "utf-8")
    silent = (shipped("scenarios") / "late-parcel.silent.yaml").read_text("utf-8")
    (own / "hostile.silent.yaml").write_text(silent, "utf-8")
    ran = kiosk("demo", "hostile", "--script", "silent", "--out", kiosk.folder, KIOSK_SCENARIOS=own)
    assert ran.status == 0, ran.err
    assert HOSTILE in " ".join(ran.text.split())
    page = (kiosk.folder / "debrief.html").read_text("utf-8")
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; {{7*7}}" in page


def test_control_characters_never_reach_the_terminal(kiosk):
    text = (shipped("scenarios") / "late-parcel.yaml").read_text("utf-8")
    title = "title: The parcel for Saturday\n"
    assert title in text
    (kiosk.folder / "hostile.yaml").write_text(text.replace(title, 'title: "\\e[2J\\e]0;owned\\a"\n'), "utf-8")
    line = kiosk.refused("demo", "hostile.yaml", status=2)
    assert line.startswith("hostile.yaml:2:8: title: holds the control character '\\x1b': leave it out, given ")
    assert "\x1b" not in line
