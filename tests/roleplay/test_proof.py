"""Planted flaws: each is found, and named at its line in the file."""

import shutil
from pathlib import Path

import pytest

from kiosk.commands.check import verdicts
from kiosk.judging.library import load_library
from kiosk.roleplay.call import Play
from kiosk.roleplay.checker import check_file
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.proof import prove
from kiosk.settings import shipped

FILES = scenario_files([shipped("scenarios")])
LIBRARY = load_library()


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    """A copy of the role-play without its rehearsals."""
    return Path(shutil.copy(FILES["late-parcel"], tmp_path))


def plant(file: Path, *changes: tuple[str, str]) -> list[str]:
    """Change the file; what `kiosk check` then says, from the line on."""
    text = file.read_text("utf-8")
    for given, instead in changes:
        assert text.count(given) == 1, f"{given!r} must stand in the file once"
        text = text.replace(given, instead)
    file.write_text(text, "utf-8")
    found = check_file(file, ["danuta"], LIBRARY, verdicts).faults
    return [fault.removeprefix(f"{file}:") for fault in found]


def block(file: Path, key: str) -> range:
    """The lines of a stage or an ending."""
    lines = file.read_text("utf-8").splitlines()
    begin = lines.index(f"  {key}:") + 1
    within = next((n for n, line in enumerate(lines[begin:]) if not line.startswith("    ")), len(lines) - begin)
    return range(begin, begin + within + 1)


def assert_found(file: Path, found: list[str], key: str, text: str) -> None:
    """A fault that says `text` stands within the stage or ending `key`."""
    assert any(text in fault and int(fault.split(":")[0]) in block(file, key) for fault in found), found


TO_RESOLVED = "      - resolved when heat at most 52 and trust at least 42\n"


@pytest.mark.parametrize("name", FILES)
def test_shipped_role_plays_have_no_flaw_whenever_they_are_proved(name: str) -> None:
    play = Play(load_scenario(FILES[name]))
    assert list(prove(play)) == list(prove(play)) == []


def test_a_dead_end_is_found(parcel: Path) -> None:
    """The last stage leads back to the one before: nobody ever gets out of it."""
    found = plant(parcel, (TO_RESOLVED, ""), ("      - settled for now\n", "      - solution\n"))
    assert_found(parcel, found, "resolved", "no way of playing leads to the ending 'resolved'")
    assert_found(parcel, found, "settled for now", "no way of playing leads to the ending 'settled for now'")
    assert any("a learner who gives every stage what it wants ends with 'hung up'" in fault for fault in found), found


def test_a_stage_that_nothing_leads_to_is_found(parcel: Path) -> None:
    found = plant(parcel, ("    then: story\n", "    then: solution\n"))
    assert_found(parcel, found, "story", "no way of playing leads to the stage 'story': check what 'then' leads there")


def test_an_ending_that_nothing_leads_to_is_found(parcel: Path) -> None:
    found = plant(parcel, ("    when: heard hostile at least 2 times\n", "    when: heard hostile at least 41 times\n"))
    assert_found(parcel, found, "reported", "no way of playing leads to the ending 'reported': check its 'when'")


def test_an_ending_that_a_good_learner_cannot_reach_is_found(parcel: Path) -> None:
    found = plant(parcel, ("heat at most 52 and trust at least 42", "heat at most 2 and trust at least 99"))
    assert_found(parcel, found, "closing", "a learner who gives every stage what it wants ends with 'settled for now'")


def test_a_parrot_that_wins_is_found(parcel: Path) -> None:
    found = plant(parcel, ("    then: story\n", "    then: resolved\n"))
    text = "a learner with nothing but stock phrases reaches the good ending 'resolved': acknowledge+apologise: "
    assert_found(parcel, found, "resolved", text)


def test_a_list_of_phrases_that_wins_is_found(parcel: Path) -> None:
    found = plant(parcel, ("  resolved:\n", "  resolved:\n    when: hears read from a script\n"))
    assert_found(parcel, found, "resolved", "reaches the good ending 'resolved': (every helpful phrase at once): ")


def test_silence_that_wins_is_found(parcel: Path) -> None:
    found = plant(parcel, ("  resolved:\n", "  resolved:\n    when: heard nothing said at least 2 times\n"))
    assert_found(parcel, found, "resolved", "nothing reaches the good ending 'resolved': (silence) ×2: ")


def test_chatter_that_wins_is_found(parcel: Path) -> None:
    found = plant(parcel, ("  resolved:\n", "  resolved:\n    when: turn at least 3\n"))
    assert_found(parcel, found, "resolved", "nothing reaches the good ending 'resolved': (silence) ×3: ")


def test_a_customer_who_puts_up_with_silence_for_ever_is_found(parcel: Path) -> None:
    never = "heard blame and heard stonewall and turn at least 2"
    found = plant(parcel, ("when: heat at least 96 or patience at most 0", f"when: {never}"))
    assert any(
        "a learner who says nothing is never stopped: give an ending 'when: patience" in fault for fault in found
    )
