"""What `kiosk check` makes of one file and what lies beside it."""

import shutil
from pathlib import Path

import pytest

from kiosk.commands.check import verdicts
from kiosk.errors import BadInput
from kiosk.judging.library import load_library
from kiosk.roleplay.checker import Checked, check_file
from kiosk.roleplay.loading import load_scenario
from kiosk.settings import shipped

LIBRARY = load_library()
VOICES = ["danuta", "gerald"]


def check(file: Path) -> Checked:
    return check_file(file, VOICES, LIBRARY, verdicts)


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    """A copy of the role-play with its rehearsals."""
    for file in shipped("scenarios").glob("late-parcel*.yaml"):
        shutil.copy(file, tmp_path)
    return tmp_path / "late-parcel.yaml"


def change(file: Path, given: str, instead: str) -> int:
    """Replace one text; returns its line."""
    text = file.read_text("utf-8")
    assert text.count(given) == 1
    file.write_text(text.replace(given, instead), "utf-8")
    return text[: text.index(given)].count("\n") + 1


def test_a_good_file_is_told_how_much_was_checked(parcel: Path) -> None:
    checked = check(parcel)
    assert checked.faults == ()
    assert checked.lines == len({text for text, _ in load_scenario(parcel).every_line()}) > 80
    assert checked.rehearsals == len(list(parcel.parent.glob("late-parcel.*.yaml"))) >= 4


def test_a_line_that_no_voice_can_speak_is_named_where_it_stands(parcel: Path) -> None:
    line = change(parcel, '"Are you even listening to me?"', '"…"')
    assert any(fault.startswith(f"{parcel}:{line}:9: a line can't be spoken: ") for fault in check(parcel).faults)


def test_a_change_that_breaks_a_rehearsal_is_told_in_the_rehearsal(parcel: Path) -> None:
    change(parcel, "    wants: [probe or paraphrase]\n", "    wants: [thank]\n")
    found = check(parcel).faults
    good = parcel.with_name("late-parcel.good.yaml")
    assert any(fault.startswith(f"{good}:11:12: turn 2 leads to 'story', expected 'solution'") for fault in found), (
        found
    )


def test_the_authors_own_samples_are_tests(parcel: Path) -> None:
    before, _, _ = parcel.read_text("utf-8").partition("\nsamples:\n")
    parcel.write_text(
        before + "\nsamples:\n"
        "  - {say: that must be so upsetting for you, hears: [acknowledge], hears not: [dismiss]}\n"
        "  - {say: nice weather, hears: [apologise]}\n"
        "  - {say: please calm down, hears not: [dismiss]}\n",
        "utf-8",
    )
    last = parcel.read_text("utf-8").count("\n")
    missing, unwanted = (fault for fault in check(parcel).faults if "sample" in fault)
    assert missing.startswith(f"{parcel}:{last - 1}:33: 'apologise' is not found in this sample")
    assert unwanted.startswith(f"{parcel}:{last}:41: 'dismiss' is found in this sample")


def test_all_faults_of_a_file_come_together_in_its_order(parcel: Path) -> None:
    change(parcel, "level: 2", "level: 7")
    change(parcel, "voice: danuta", "voice: danutta")
    change(parcel, "    wants: [probe or paraphrase]", "    wants: [prob]")
    faults = check(parcel).faults
    assert len(faults) == 3
    places = [int(fault.split(":")[1]) for fault in faults]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"title: caf\xe9\n", 1, "not UTF-8 text at byte 10"),
        (b"title: x\nlevel: 1\nbrief: \xff\xfe\n", 3, "not UTF-8 text at byte 25"),
        (b"title: x\n" * 30_000, 1, "longer than 200000 bytes"),
        (b"", 1, "a role-play is made of 'key: value' lines, given NoneType"),
    ],
)
def test_a_file_that_is_no_text_is_a_fault_like_any_other(tmp_path: Path, content: bytes, line: int, says: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)
    (fault,) = check(file).faults
    assert fault.startswith(f"{file}:{line}:1: {says}")


def test_a_file_that_is_not_there_is_no_fault_of_a_role_play_but_a_wrong_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.yaml: cannot be read"):
        check(tmp_path / "gone.yaml")
