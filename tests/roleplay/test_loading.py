"""Scenario files that are wrong: every fault at once, each with its line, the value given and what to do."""

from pathlib import Path

import pytest

from kiosk.errors import BadInput
from kiosk.roleplay.loading import find_scenario, load_scenario, scenario_files
from kiosk.settings import shipped
from kiosk.yaml_file import Faults

GOOD = """\
title: The wrong size
setting: counter
level: 1
framework: LEAP
brief: A coat is too small.
authority: {compensation: up to 5 pounds}
customer:
  name: Ann Other
  voice: danuta
  starts: {heat: 50, trust: 40, patience: 60}
  presses: ["Well?", "And?"]
  repairs: "Pardon?"
  silences: "Hello?"
  leaves: "I must go."
stages:
  start:
    says: "This coat is too small."
    wants: [acknowledge, probe or paraphrase]
    then: [done when trust at least 40, meh]
endings:
  done: {outcome: good, says: "Thank you.", means: It went well.}
  meh: {outcome: mixed, says: "Hm.", means: It went so so.}
  gone: {when: patience at most 0, outcome: bad, says: "Goodbye.", means: The customer left.}
marking: [acknowledged]
"""


def write(folder: Path, text: str, name: str = "wrong-size.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(Faults) as error:
        load_scenario(write(folder, text), voices=["danuta", "gerald"])
    return [str(fault).removeprefix(f"{folder}/wrong-size.yaml:") for fault in error.value.faults]


@pytest.mark.parametrize("name", scenario_files([shipped("scenarios")]))
def test_shipped_role_plays_load(name: str) -> None:
    assert load_scenario(shipped("scenarios") / f"{name}.yaml").name == name


def test_a_complete_file_loads(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, GOOD), voices=["danuta"])
    assert scenario.name == "wrong-size"
    assert scenario.first_stage == "start"
    assert scenario.authority.limit == 5


@pytest.mark.parametrize(
    ("given", "instead", "fault"),
    [
        ("level: 1", "levle: 1", "3:1: 'levle' is not known here: did you mean 'level'?"),
        ("level: 1", "level: 9", "3:8: level: Input should be less than or equal to 5, given 9"),
        ("voice: danuta", "voice: danutta", "9:10: no voice is called 'danutta': did you mean 'danuta'?"),
        ("[acknowledge,", "[acknowlege,", "18:13: a stage can't want 'acknowlege': did you mean 'acknow"),
        ("then: [done", "then: [doen", "19:12: no stage or ending is called 'doen': did you mean 'done'?"),
        ("trust at least 40,", "trust atleast 40,", "19:12: 'trust atleast 40' is not a condition"),
        ("marking: [acknowledged]", "marking: [aknowledged]", "24:11: no marking point is called 'aknowledged'"),
        ("  presses", "  reacts: {dissmiss: Oh}\n  presses", "11:12: no cue is called 'dissmiss': did you mean 'dismi"),
        ("  leaves: \"I must go.\"\n", "", "7:1: 'leaves' is missing in customer: add it"),
        ("stages:\n", "\tstages:\n", "15:1: a tab in the indentation of 'stages:'"),
        ("says: \"Hm.\"", "says: {furios: \"Hm.\"}", "22:"),
        ("level: 1\n", "level: 1\nlevel: 2\n", "4:1: 'level' is given twice, first in line 3"),
        (GOOD, "just some words", "1:1: a role-play is made of 'key: value' lines"),
        (GOOD, "", "1:1: a role-play is made of 'key: value' lines, given NoneType"),
        ("title: The wrong size", "title: The: wrong: size", "1:"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_with_its_place(tmp_path: Path, given: str, instead: str, fault: str) -> None:
    assert given in GOOD
    found = faults(tmp_path, GOOD.replace(given, instead))
    assert any(line.startswith(fault) for line in found), found
    assert all("\n" not in line for line in found)


def test_a_missing_stage_is_named_with_the_stages_there_are(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, GOOD.replace("meh]", "the end of the world]"))
    assert "no stage or ending is called 'the end of the world': choose from done, gone, meh, start" in fault


def test_two_hundred_faults_come_at_once(tmp_path: Path) -> None:
    stages = "".join(f'  s{n}:\n    says: "{n}"\n    wants: [nope{n}]\n    then: nowhere{n}\n' for n in range(100))
    found = faults(tmp_path, GOOD.replace("stages:\n", f"stages:\n{stages}").replace("level: 1", "level: 0"))
    assert len(found) >= 201
    lines = [int(fault.split(":")[0]) for fault in found]
    assert lines == sorted(lines)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="not UTF-8 text at byte 0"):
        load_scenario(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.yaml: cannot be read \(No such file or directory\)"):
        load_scenario(tmp_path / "gone.yaml")


@pytest.mark.parametrize(
    "bomb", ["a: &a [*a]", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]", "[" * 5000, "? {a: b}\n: c"]
)
def test_strange_yaml_is_one_fault_and_no_crash(tmp_path: Path, bomb: str) -> None:
    assert faults(tmp_path, bomb)


def test_an_unknown_role_play_names_the_nearest() -> None:
    with pytest.raises(BadInput, match="late-parsel: no role-play has this name: did you mean 'late-parcel'"):
        find_scenario("late-parsel", [shipped("scenarios")])
