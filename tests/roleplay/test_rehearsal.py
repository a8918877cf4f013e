"""Scripted calls: what comes of them, and what their files are told when they are wrong.

The golden files hold everything that happens in a typed call, event by event. After a change that is meant:
`KIOSK_RENEW_GOLDEN=1 pytest tests/roleplay/test_rehearsal.py`, then read the difference before committing it.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from kiosk.commands.check import verdicts
from kiosk.errors import BadInput
from kiosk.judging.library import load_library
from kiosk.roleplay.call import Play
from kiosk.roleplay.checker import check_file
from kiosk.roleplay.judge import Judge
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.rehearsal import Played, load_rehearsal, play_script, rehearsal_files, script_faults
from kiosk.roleplay.turns import Spoken, Turn
from kiosk.settings import shipped
from kiosk.speaking.voice_file import list_voices
from kiosk.yaml_file import Faults

FILES = scenario_files([shipped("scenarios")])
GOLDEN = Path(__file__).with_name("golden")
RENEW = "KIOSK_RENEW_GOLDEN"
LIBRARY = load_library()

SCRIPT = """\
about: A call for tests.
turns:
  - say: i'm so sorry that must be dreadful for you
    hears: [acknowledge, apologise]
    stage: story
  - say: please calm down it's only a bike
    hears: [dismiss]
    hears not: [probe]
ending: null
marks: {acknowledged: met}
"""


def perform(file: Path, name: str) -> Played:
    scenario = load_scenario(file)
    rehearsal = load_rehearsal(file, name, scenario)
    return play_script(rehearsal.script, Play(scenario), Judge(scenario, LIBRARY))


def events(played: Played) -> list[dict[str, Any]]:
    # What is as it is by default is left out, and by which rule and how surely a cue was found, which may change with
    # every phrase that is learned. A typed word is nothing but itself: it has no times, and no doubt.
    turns = [TypeAdapter(Turn).dump_python(turn, mode="json", exclude_defaults=True) for turn in played.turns]
    for turn in turns:
        turn["reply"]["words"] = " ".join(word["text"] for word in turn["reply"]["words"])
        for cue in turn["reply"].get("cues", ()):
            cue.pop("rule")
            cue.pop("likelihood", None)
    closing = TypeAdapter(tuple[Spoken, ...]).dump_python(played.state.last, mode="json", exclude_defaults=True)
    return [*turns, {"closing": closing, "ending": played.state.ending}]


@pytest.mark.parametrize("script", ["good", "defensive"])
@pytest.mark.parametrize("name", ["late-parcel", "flooded-kitchen"])
def test_the_same_words_have_the_same_effect_as_ever(name: str, script: str) -> None:
    now = events(perform(FILES[name], script))
    file = GOLDEN / f"{name}.{script}.json"
    if os.environ.get(RENEW) == "1":
        file.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert now == json.loads(file.read_text("utf-8")), f"if this is meant, renew it with {RENEW}=1"


@pytest.mark.parametrize("name", FILES)
def test_every_shipped_role_play_with_every_rehearsal_is_without_fault(name: str) -> None:
    voices = [voice.name for voice in list_voices([shipped("voices")])]
    checked = check_file(FILES[name], voices, LIBRARY, verdicts)
    assert checked.faults == ()
    assert checked.rehearsals == len(rehearsal_files(FILES[name])) >= 4


@pytest.mark.parametrize("name", FILES)
def test_every_shipped_role_play_has_a_good_call_and_bad_ones_to_learn_from(name: str) -> None:
    outcomes = {}
    scenario = load_scenario(FILES[name])
    for script in rehearsal_files(FILES[name]):
        ending = perform(FILES[name], script).state.ending
        outcomes[script] = scenario.endings[ending].outcome if ending in scenario.endings else None
    assert outcomes["good"] == "good"
    assert outcomes["silent"] == "bad"
    assert "bad" in {outcome for script, outcome in outcomes.items() if script != "silent"}


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    """A copy of the role-play, alone in its folder."""
    return Path(shutil.copy(FILES["late-parcel"], tmp_path))


def write(parcel: Path, text: str, name: str = "mine") -> Path:
    path = parcel.with_name(f"{parcel.stem}.{name}.yaml")
    path.write_text(text, "utf-8")
    return path


def faults(parcel: Path, text: str) -> list[str]:
    """What `kiosk check` says of a rehearsal, from the line on."""
    path = write(parcel, text)
    found = check_file(parcel, ["danuta"], LIBRARY, verdicts).faults
    assert all(fault.startswith(f"{path}:") and "\n" not in fault for fault in found)
    return [fault.removeprefix(f"{path}:") for fault in found]


def test_a_rehearsal_that_comes_out_as_written_has_no_fault(parcel: Path) -> None:
    assert faults(parcel, SCRIPT) == []


@pytest.mark.parametrize(
    ("given", "instead", "fault"),
    [
        ("hears: [dismiss]", "hears: [dissmiss]", "7:13: no cue is called 'dissmiss': did you mean 'dismiss'?"),
        ("hears not: [probe]", "hears not: [prob]", "8:17: no cue is called 'prob': did you mean 'probe'?"),
        ("stage: story", "stage: storey", "5:12: no stage is called 'storey': did you mean 'story'?"),
        ("ending: null", "ending: resolvd", "9:9: no ending is called 'resolvd': did you mean 'resolved'?"),
        ("{acknowledged: met}", "{acknowleged: met}", "10:22: no marking point is called 'acknowleged': did you mean"),
        ("{acknowledged: met}", "{acknowledged: yes}", "10:23: marks / acknowledged: Input should be 'met'"),
        ("ending: null\n", "", "1:1: 'ending' is missing in the file: add it"),
        ("    hears: [dismiss]\n", "    silence: true\n", "6:5: turns / 1: a turn has either 'say' with some words or"),
        ("about: A call for tests.", "abuot: A call.", "1:1: 'abuot' is not known here: did you mean 'about'?"),
        ("  - say: please", "\t- say: please", "6:1: a tab in the indentation"),
        (SCRIPT, "", "1:1: "),
        (SCRIPT, "- one\n- two", "1:1: "),
    ],
)  # fmt: skip
def test_a_name_or_a_shape_that_is_wrong_is_one_line_with_its_place(
    parcel: Path, given: str, instead: str, fault: str
) -> None:
    assert given in SCRIPT
    found = faults(parcel, SCRIPT.replace(given, instead))
    assert any(line.startswith(fault) for line in found), found


@pytest.mark.parametrize(
    ("given", "instead", "fault"),
    [
        ("[acknowledge, apologise]", "[acknowledge, own]", "4:12: turn 1: 'own' was not found in \"i'm so sorry that"),
        ("hears not: [probe]", "hears not: [dismiss]", "8:16: turn 2: 'dismiss' was found in "),
        ("stage: story", "stage: solution", "5:12: turn 1 leads to 'story', expected 'solution': heard "),
        (
            "ending: null",
            "ending: resolved",
            "9:9: the call is still going on, expected that it ends as 'resolved': he",
        ),
        ("acknowledged: met", "acknowledged: not met", "10:23: 'acknowledged' came out as 'met', expected 'not met'"),
    ],
)
def test_what_comes_out_otherwise_is_told_with_what_came_instead(
    parcel: Path, given: str, instead: str, fault: str
) -> None:
    found = faults(parcel, SCRIPT.replace(given, instead))
    assert any(line.startswith(fault) for line in found), found


def test_replies_after_the_end_of_the_call_are_a_fault(parcel: Path) -> None:
    silences = "  - silence: true\n" * 9
    found = faults(parcel, f"about: Nothing.\nturns:\n{silences}ending: hung up\n")
    (fault,) = found
    assert "the call ends as 'hung up' before turn 5: leave out the rest" in fault
    assert fault.startswith("7:5:")


def test_hostile_text_in_a_rehearsal_stays_text_in_one_line(parcel: Path) -> None:
    names = ['"\\e[31mprobe"', '"a\\nb"', '"<script>"', '"{{7*7}}"', '"%s%n"']
    found = faults(parcel, SCRIPT.replace("hears: [dismiss]", f"hears: [{', '.join(names)}]"))
    assert len(found) == len(names)
    assert not any(sign in "".join(found) for sign in ("\n", "\x1b"))


def test_all_faults_of_all_rehearsals_are_told_at_once(parcel: Path) -> None:
    for number in range(20):
        turns = "".join(f"  - say: hello\n    hears: [nope{n}]\n" for n in range(10))
        write(parcel, f"about: x\nturns:\n{turns}ending: null\n", f"bad{number}")
    assert len(check_file(parcel, ["danuta"], LIBRARY, verdicts).faults) == 200


def test_an_unknown_rehearsal_names_the_nearest_there_is() -> None:
    file = FILES["late-parcel"]
    with pytest.raises(BadInput, match="defensiv: late-parcel has no rehearsal of this name: did you mean 'defensive'"):
        load_rehearsal(file, "defensiv", load_scenario(file))


def test_a_rehearsal_can_be_refused_alone_and_judged_alone(parcel: Path) -> None:
    scenario = load_scenario(parcel)
    write(parcel, SCRIPT.replace("story", "nowhere"), "bad")
    write(parcel, SCRIPT, "fine")
    with pytest.raises(Faults, match="no stage is called 'nowhere'"):
        load_rehearsal(parcel, "bad", scenario)
    fine = load_rehearsal(parcel, "fine", scenario)
    played = play_script(fine.script, Play(scenario), Judge(scenario, LIBRARY))
    assert list(script_faults(fine, played, {"acknowledged": "met"})) == []
