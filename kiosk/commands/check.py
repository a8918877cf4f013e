"""`kiosk check [SCENARIO…]`: validate and prove role-plays, and run their rehearsals."""

import argparse
import json
import time

from kiosk.commands.output import note, result
from kiosk.debrief.marking import mark
from kiosk.judging.library import load_library
from kiosk.roleplay.checker import check_file
from kiosk.roleplay.loading import find_scenario, scenario_files
from kiosk.roleplay.rehearsal import Played
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord, Dials
from kiosk.settings import Settings
from kiosk.speaking.voice_file import list_voices


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="names or files; none: all there are")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of role-plays, for editors")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    if options.schema:
        result(json.dumps(Scenario.model_json_schema(by_alias=True), indent=2, ensure_ascii=False))
        return 0
    folders = settings.scenario_folders
    named = dict.fromkeys(find_scenario(name, folders) for name in options.scenarios)
    files = list(named) or list(scenario_files(folders).values())
    voices = [voice.name for voice in list_voices(settings.voice_folders)]
    library = load_library(*(folder for folder in (settings.phrases,) if folder))
    began, faults = time.perf_counter(), 0
    for file in files:
        checked = check_file(file, voices, library, verdicts)
        for fault in checked.faults:
            result(fault)
        faults += len(checked.faults)
        if not checked.faults:
            note(f"{file}: {checked.lines} lines, {checked.rehearsals} rehearsals, no fault")
    note(f"{len(files)} role-plays, {faults} faults, {time.perf_counter() - began:.1f} s")
    return 1 if faults else 0


def verdicts(scenario: Scenario, played: Played) -> dict[str, str]:
    """Marking point → verdict for a rehearsal played as text."""
    starts = scenario.customer.starts
    record = CallRecord(
        id="check",
        scenario=scenario.name,
        title=scenario.title,
        started="",
        seed=0,
        version="",
        engine="typed",
        starts=Dials(starts.heat, starts.trust, starts.patience),
        turns=played.turns,
        ending=played.state.ending,
    )
    return {given.point: given.verdict for given in mark(scenario, record)}
