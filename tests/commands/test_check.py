"""`kiosk check`: faults as `file:line:column: …` on standard output, and the exit status."""

import json
import re
import shutil

import pytest

from kiosk.settings import shipped

FAULT = re.compile(r"(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): \S.*")


@pytest.fixture
def own(kiosk):
    """A folder of one's own with a copy of a role-play."""
    folder = kiosk.folder / "own"
    folder.mkdir()
    for file in shipped("scenarios").glob("late-parcel*.yaml"):
        shutil.copy(file, folder)
    return folder


def test_a_role_play_without_fault_passes_in_silence(kiosk):
    ran = kiosk("check", "late-parcel")
    assert (ran.status, ran.out) == (0, b""), ran.text
    assert re.search(r"late-parcel\.yaml: \d+ lines, \d+ rehearsals, no fault", ran.err)


def test_each_fault_is_one_line_with_its_place_and_the_status_is_1(kiosk, own):
    file = own / "late-parcel.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("level: 2", "levle: 2").replace("voice: danuta", "voice: danutta"), "utf-8")
    (own / "late-parcel.bad.yaml").write_text("about: [", "utf-8")
    (own / "not-text.yaml").write_bytes(b"title: x\n\xff")
    (own / "bomb.yaml").write_text("a: &a [x]\nb: &b [*a,*a]\n" + "".join(
        f"c{n}: &c{n} [{','.join(['*c' + str(n - 1) if n else '*b'] * 9)}]\n" for n in range(9)), "utf-8")  # fmt: skip
    ran = kiosk("check", *sorted(own.glob("*.yaml")))
    assert ran.status == 1
    places = [FAULT.fullmatch(line) for line in ran.lines]
    assert all(places), ran.text
    assert {place["file"] for place in places} == {
        str(own / name) for name in ("late-parcel.yaml", "not-text.yaml", "bomb.yaml")
    }
    assert "did you mean 'level'?" in ran.text
    assert "did you mean 'danuta'?" in ran.text
    assert f"{own / 'not-text.yaml'}:2:1: not UTF-8 text at byte 9: save it as UTF-8" in ran.lines


def test_the_path_of_a_rehearsal_checks_its_role_play_once(kiosk, own):
    (own / "late-parcel.mine.yaml").write_text("about: x\nturns: [{say: hello there}]\nending: resolved\n", "utf-8")
    ran = kiosk("check", *sorted(own.glob("*.yaml")))
    assert ran.status == 1
    (fault,) = ran.lines
    assert fault.startswith(
        f"{own / 'late-parcel.mine.yaml'}:3:9: the call is still going on, expected that it ends as"
    )
    assert ran.told[-1].startswith("1 role-plays, 1 faults")


def test_own_role_plays_are_found_by_name(kiosk, own):
    shutil.copy(own / "late-parcel.yaml", own / "mine.yaml")
    ran = kiosk("check", "mine", KIOSK_SCENARIOS=own)
    assert (ran.status, ran.out) == (0, b""), ran.text


def test_a_name_or_a_file_that_is_not_there_is_wrong_usage(kiosk):
    assert "did you mean 'flooded-kitchen'?" in kiosk.refused("check", "flooded-kitchn", status=2)
    assert "gone.yaml: cannot be read (No such file" in kiosk.refused("check", "gone.yaml", status=2)


def test_editors_get_a_schema(kiosk):
    ran = kiosk("check", "--schema", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert ran.status == 0
    assert {"title", "brief", "stages", "endings"} <= set(json.loads(ran.text)["required"])
