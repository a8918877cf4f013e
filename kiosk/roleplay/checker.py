"""Checks a role-play file: it loads, it plays fairly, its lines can be spoken, its rehearsals come out as written."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import BadInput
from kiosk.hearing.utterance import typed
from kiosk.judging.library import Library
from kiosk.roleplay.call import Play
from kiosk.roleplay.judge import Judge
from kiosk.roleplay.loading import load_scenario
from kiosk.roleplay.proof import prove
from kiosk.roleplay.proof_marks import points_amiss
from kiosk.roleplay.proof_players import PlayedOut
from kiosk.roleplay.rehearsal import Played, load_rehearsal, play_script, rehearsal_files, script_faults
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.understanding import understand
from kiosk.speaking.spoken_text import spoken_text
from kiosk.yaml_file import Fault, Faults, Places, read

Marker = Callable[[Scenario, Played], Mapping[str, str]]
"""Gives marking point → verdict for a played rehearsal."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking one file."""

    file: Path
    faults: tuple[str, ...]
    """`file:line:column: what is wrong, what was given, what to do`, in the order of the files."""
    lines: int = 0
    """Different lines the customer may say."""
    rehearsals: int = 0


def check_file(file: Path, voices: Collection[str], library: Library, mark: Marker) -> Checked:
    """Check the role-play in `file` and the rehearsals beside it.

    Raises BadInput for a file that can't be read at all.
    """
    try:
        scenario = load_scenario(file, voices)
        _, places = read(file)
    except Faults as wrong:
        return Checked(file, tuple(map(str, wrong.faults)))
    judge, faults = Judge(scenario, library), [*_unspeakable(scenario, places)]
    flaws = [*prove(Play(scenario)), *points_amiss(Play(scenario), _marks(scenario, mark))]
    faults += [places.fault(flaw.where, flaw.text, at_key=True) for flaw in flaws]
    faults += _judge_samples(scenario, places, judge)
    rehearsals, told = rehearsal_files(file), list(map(str, sorted(faults)))
    for name in rehearsals:
        told += map(str, _rehearse(file, name, scenario, judge, mark))
    return Checked(file, tuple(told), len({text for text, _ in scenario.every_line()}), len(rehearsals))


def _marks(scenario: Scenario, mark: Marker) -> Callable[[PlayedOut], Mapping[str, str]]:
    return lambda call: mark(scenario, Played(call.turns, call.state))


def _rehearse(file: Path, name: str, scenario: Scenario, judge: Judge, mark: Marker) -> Sequence[Fault]:
    try:
        rehearsal = load_rehearsal(file, name, scenario)
    except Faults as wrong:
        return wrong.faults
    played = play_script(rehearsal.script, Play(scenario), judge)
    return sorted(script_faults(rehearsal, played, mark(scenario, played)))


def _judge_samples(scenario: Scenario, places: Places, judge: Judge) -> Iterator[Fault]:
    for at, sample in enumerate(scenario.samples):
        reply = judge.judge(typed(sample.say), sample.after or "")
        found = understand(scenario, reply, "", ()).signs
        for number, cue in enumerate(sample.hears):
            if cue not in found:
                there = ", ".join(sorted(found)) or "nothing"
                text = f"'{cue}' is not found in this sample, but {there}: mend it or its phrases"
                yield places.fault(("samples", at, "hears", number), text)
        for number, cue in enumerate(sample.hears_not):
            if cue in found:
                words = next((one.evidence for one in reply.cues if one.name == cue), "")
                text = f"'{cue}' is found in this sample ('{words}'): mend it or its phrases"
                yield places.fault(("samples", at, "hears not", number), text)


def _unspeakable(scenario: Scenario, places: Places) -> Iterator[Fault]:
    for text in dict.fromkeys(text for text, _ in scenario.every_line()):
        try:
            spoken_text(text)
        except BadInput as wrong:
            yield places.fault_in_text(text, f"a line can't be spoken: {wrong}")
