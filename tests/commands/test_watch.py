"""`kiosk check --watch`: a file is checked again when it is saved, until Ctrl-C."""

import os
import shutil
import signal

from kiosk.settings import shipped


def told_until(process, words: bytes) -> bytes:
    """What the command tells, up to the line with these words."""
    told = b""
    for line in process.stderr:
        told += line
        if words in line:
            return told
    raise AssertionError(told)


def test_a_saved_file_is_checked_again_and_ctrl_c_ends_it(kiosk):
    file = kiosk.folder / "late-parcel.yaml"
    shutil.copy(shipped("scenarios") / "late-parcel.yaml", file)
    process = kiosk.start("check", "--watch", file)
    assert b"1 role-plays, 0 faults" in told_until(process, b"watching")
    file.write_text(file.read_text("utf-8").replace("level: 2", "level: 9"), "utf-8")
    assert b"1 role-plays, 1 faults" in told_until(process, b"watching")
    assert b"late-parcel.yaml:4:8: level" in process.stdout.readline()
    (kiosk.folder / "late-parcel.new.yaml").write_text("about: [", "utf-8")
    assert b"role-plays, 1 faults" in told_until(process, b"watching"), "a rehearsal beside it counts too"
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=60) == 130


def test_help_says_that_lines_are_rendered_only_when_asked_for(kiosk):
    ran = kiosk("check", "--help")
    assert ran.status == 0
    assert "It does not render the lines: --voices does" in " ".join(ran.text.split())
