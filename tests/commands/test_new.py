"""`kiosk new`: a few questions, and a role-play that passes its check as written."""

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.commands import new
from kiosk.errors import BadInput

ANSWERS = (
    "The sofa: nobody's \"coming\"", "counter", "3", "apex", "Ada O'Neill", "gerald",
    "My sofa was due on Monday: and nobody came # at all", "I want my sofa, here, this week",
    "You can send a van within three days", "25", "the duty manager", "by five o'clock today",
)  # fmt: skip
NAME = "the-sofa-nobodys-coming"


def told(answers):
    return ("\n".join(answers) + "\n").encode()


@pytest.mark.parametrize("setting", ["phone", "counter"])
@pytest.mark.parametrize("level", ["1", "5"])
def test_what_is_written_passes_its_check_whatever_was_answered(kiosk, setting, level):
    answers = [setting if at == 1 else level if at == 2 else answer for at, answer in enumerate(ANSWERS)]
    ran = kiosk("new", "--folder", kiosk.folder, given=told(answers))
    assert ran.status == 0, ran.err
    assert [line.rsplit("/")[-1] for line in ran.lines] == [
        f"{NAME}.yaml", f"{NAME}.good.yaml", f"{NAME}.defensive.yaml", f"{NAME}.silent.yaml",
    ]  # fmt: skip
    checked = kiosk("check", ran.lines[0])
    assert (checked.status, checked.text) == (0, "")


def test_no_answer_takes_what_is_usual(kiosk):
    given = ["Usual", "", "", "", "Ada", "", "It broke.", "I want it mended.", "You can mend it.", "", "", ""]
    ran = kiosk("new", "--folder", kiosk.folder, given=told(given))
    assert ran.status == 0, ran.err
    text = (kiosk.folder / "usual.yaml").read_text("utf-8")
    assert "setting: phone\nlevel: 2\n" in text
    assert "compensation: none" in text
    assert kiosk("check", ran.lines[0]).status == 0


def test_nothing_is_ever_overwritten(kiosk):
    there = kiosk.folder / f"{NAME}.silent.yaml"
    there.write_text("mine", "utf-8")
    told_so = kiosk.refused("new", "--folder", kiosk.folder, status=2, given=told(ANSWERS))
    assert f"{there}: is there already, and nothing is written" in told_so
    assert there.read_text("utf-8") == "mine"
    assert list(kiosk.folder.glob(f"{NAME}*")) == [there]


@pytest.mark.parametrize(
    ("at", "answer", "why"),
    [
        (1, "email", "one of phone, counter"),
        (4, "", "an answer is needed"),
        (5, "elvis", "one of "),
        (9, "lots", "a number such as 20"),
        (4, "Bob\x7f", "readable letters"),
        (6, "It\x1b[D broke", "readable letters"),
    ],
)
def test_an_answer_that_will_not_do_is_named_with_what_would(kiosk, at, answer, why):
    given = [*ANSWERS[:at], answer]
    ran = kiosk("new", "--folder", kiosk.folder, given=told(given))
    assert ran.status == 2
    assert why in ran.err
    assert not list(kiosk.folder.glob("*.yaml"))


@pytest.mark.parametrize("terminal", ["utf-8:strict", "utf-8:surrogateescape"])
def test_an_answer_in_another_encoding_is_refused_and_leaves_nothing_behind(kiosk, terminal):
    given = told(ANSWERS).replace(b"Ada", b"J\xfcrgen")
    ran = kiosk("new", "--folder", kiosk.folder, given=given, PYTHONIOENCODING=terminal)
    assert ran.status == 2
    assert "readable letters, in this terminal's encoding" in ran.told[-1]
    assert not list(kiosk.folder.glob("*.yaml"))


def test_a_place_that_only_can_be_read_is_told_in_one_line(tmp_path, monkeypatch):
    def read_only(*given, **more):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", read_only)
    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(BadInput, match=r"cannot be written \(Read-only file system\): choose another --folder"):
        new._write({tmp_path / "a.yaml": "title: A"})


def test_ending_the_answers_early_leaves_nothing_behind(kiosk):
    ran = kiosk("new", "--folder", kiosk.folder, given=told(ANSWERS[:7]))
    assert ran.status == 2
    assert "was not answered: nothing is written" in ran.err
    assert not list(kiosk.folder.glob("*.yaml"))


def test_ctrl_c_leaves_nothing_behind(tmp_path):
    asking = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "new", "--folder", tmp_path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert asking.stderr.read(7) == b"What is"
    asking.send_signal(signal.SIGINT)
    _, err = asking.communicate(timeout=60)
    assert asking.returncode == 130
    assert b"Traceback" not in err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(kiosk):
    assert "no such folder" in kiosk.refused("new", "--folder", kiosk.folder / "gone", status=2)
