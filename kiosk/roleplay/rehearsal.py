"""Scripted calls: replies as text, and what must come of each. They prove a scenario and drive the demo."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.errors import BadInput
from kiosk.hearing.utterance import typed
from kiosk.judging.cue import PHRASE_CUES
from kiosk.roleplay.call import CallState, Play
from kiosk.roleplay.conditions import nearest
from kiosk.roleplay.judge import Judge
from kiosk.roleplay.scenario import SIGNS, Scenario
from kiosk.roleplay.turns import Turn
from kiosk.yaml_file import Fault, Faults, Places, read, validate


class ScriptedTurn(BaseModel):
    """One reply of the script and what must come of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
    say: str = Field("", max_length=2000)
    silence: bool = False
    hears: tuple[str, ...] = Field((), description="cues that must be found in it")
    hears_not: tuple[str, ...] = Field((), alias="hears not", description="cues that must not be found in it")
    stage: str | None = Field(None, description="the stage after it")

    @model_validator(mode="after")
    def _either(self) -> "ScriptedTurn":
        if bool(self.say) == self.silence:
            raise ValueError("a turn has either 'say' with some words or 'silence: true'")
        return self


class Rehearsal(BaseModel):
    """A scripted call."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str
    turns: tuple[ScriptedTurn, ...] = Field(min_length=1)
    ending: str | None = Field(description="how the call must end; null: it must still be going on")
    marks: Mapping[str, Literal["met", "not met", "not heard"]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RehearsalFile:
    """A rehearsal, its name (`good`, `defensive`) and where its parts stand in its file."""

    name: str
    script: Rehearsal
    places: Places


def rehearsal_files(scenario_file: Path) -> dict[str, Path]:
    """Name → file of the rehearsals that lie beside a scenario: `late-parcel.good.yaml` is `good`."""
    stem = scenario_file.stem
    found = sorted(scenario_file.parent.glob(f"{stem}.*.yaml"))
    return {path.name[len(stem) + 1 : -len(".yaml")]: path for path in found}


def load_rehearsal(scenario_file: Path, name: str, scenario: Scenario) -> RehearsalFile:
    """Read a rehearsal. Raises BadInput naming the nearest there is, and Faults for what is wrong in the file."""
    files = rehearsal_files(scenario_file)
    if name not in files:
        raise BadInput(f"{name}: {scenario_file.stem} has no rehearsal of this name{nearest(name, files)}")
    document, places = read(files[name])
    script = validate(Rehearsal, document, places)
    if faults := _unknown_names(script, scenario, places):
        raise Faults(faults)
    return RehearsalFile(name, script, places)


def _unknown_names(script: Rehearsal, scenario: Scenario, places: Places) -> list[Fault]:
    cues = (*PHRASE_CUES, *scenario.listens_for)
    known_endings, stages = list(scenario.endings), [*scenario.stages, *scenario.endings]
    faults = [
        places.fault(("turns", at, key, n), f"no cue is called '{cue}'{nearest(cue, cues)}")
        for at, turn in enumerate(script.turns)
        for key, named in (("hears", turn.hears), ("hears not", turn.hears_not))
        for n, cue in enumerate(named)
        if cue not in cues
    ]
    faults += [
        places.fault(("turns", at, "stage"), f"no stage is called '{turn.stage}'{nearest(turn.stage, stages)}")
        for at, turn in enumerate(script.turns)
        if turn.stage is not None and turn.stage not in stages
    ]
    if script.ending is not None and script.ending not in known_endings:
        text = f"no ending is called '{script.ending}'{nearest(script.ending, known_endings)}"
        faults.append(places.fault(("ending",), text))
    faults += [
        places.fault(("marks", point), f"no marking point is called '{point}'{nearest(point, scenario.marking)}")
        for point in script.marks
        if point not in scenario.marking
    ]
    return faults


@dataclass(frozen=True, slots=True)
class Played:
    """A rehearsal played as text."""

    turns: tuple[Turn, ...]
    state: CallState


def play_script(script: Rehearsal, play: Play, judge: Judge) -> Played:
    """Play a script without sound, to its end or the call's."""
    state, turns = play.open(), list[Turn]()
    for scripted in script.turns:
        if state.ending is not None:
            break
        situation = " ".join(line.text for line in state.last)
        state, turn = play.respond(state, judge.judge(typed(scripted.say), situation))
        turns.append(turn)
    return Played(tuple(turns), state)


def script_faults(file: RehearsalFile, played: Played, marks: Mapping[str, str]) -> Iterator[Fault]:
    """Where a played rehearsal came out otherwise than its file says. `marks`: marking point → verdict."""
    for at, (scripted, turn) in enumerate(zip(file.script.turns, played.turns, strict=False)):
        found = {cue.name for cue in turn.reply.cues} | (set(turn.signs) - set(SIGNS))
        for cue in set(scripted.hears) - found:
            text = f"turn {at + 1}: '{cue}' was not found in {scripted.say!r}, only {_list(found)}: reword the reply"
            yield file.places.fault(("turns", at, "hears"), f"{text} or add a phrase under 'phrases'")
        for cue in set(scripted.hears_not) & found:
            evidence = next((c.evidence for c in turn.reply.cues if c.name == cue), turn.reply.text)
            text = f"turn {at + 1}: '{cue}' was found in {evidence!r} and must not be: reword the reply"
            yield file.places.fault(("turns", at, "hears not"), text)
        after = turn.ending or turn.stage
        if scripted.stage is not None and scripted.stage != after:
            text = f"turn {at + 1} leads to '{after}', expected '{scripted.stage}': {_why(turn)}"
            yield file.places.fault(("turns", at, "stage"), text)
    if len(played.turns) < len(file.script.turns):
        text = f"the call ends as '{played.state.ending}' before turn {len(played.turns) + 1}: leave out the rest"
        yield file.places.fault(("turns", len(played.turns)), text)
    if played.state.ending != file.script.ending:
        text = f"the call {_ends(played.state.ending)}, expected that it {_ends(file.script.ending)}"
        text += f": {_why(played.turns[-1])}"
        yield file.places.fault(("ending",), text)
    for point, expected in file.script.marks.items():
        if marks.get(point) != expected:
            text = f"'{point}' came out as '{marks.get(point)}', expected '{expected}'"
            yield file.places.fault(("marks", point), text)


def _ends(ending: str | None) -> str:
    return "is still going on" if ending is None else f"ends as '{ending}'"


def _list(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _why(turn: Turn) -> str:
    dials = ", ".join(f"{dial} {value}" for dial, value in turn.after.as_dict().items())
    return f"heard {_list(turn.signs)} ({dials})"
