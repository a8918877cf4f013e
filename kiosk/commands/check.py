"""`kiosk check [SCENARIO…]`: validate and prove role-plays, and run their rehearsals."""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from kiosk.commands.output import ProgressBar, note, result
from kiosk.debrief.marking import mark
from kiosk.errors import KioskError
from kiosk.judging.library import Library, load_library
from kiosk.roleplay.checker import Checked, check_file
from kiosk.roleplay.loading import find_scenario, scenario_files
from kiosk.roleplay.rehearsal import Played, rehearsal_files
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.staging import DEMO, new_speaker, recogniser_for, stage_scenario
from kiosk.roleplay.turns import CallRecord, Dials
from kiosk.settings import Settings
from kiosk.speaking.voice_file import list_voices

_LOOK_EVERY_S: Final = 0.5
"""Seconds between two looks at whether a file was saved."""
_WORTH_SHARING: Final = 3
"""Files from which two processes are quicker than one."""
_PROCESSES: Final = 2
_CLEAR: Final = "\x1b[2J\x1b[H"
_ABOUT: Final = """\
Validates role-plays, proves them over all sets of cues, runs their rehearsals and samples, and sees that every line
can be spoken and its voice is there. It does not render the lines: --voices does, in every mood each may be said in,
and has the demonstration recogniser listen (some minutes)."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.description = _ABOUT
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="names or files; none: all there are")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of role-plays, for editors")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file is saved; Ctrl-C ends it")
    parser.add_argument("--voices", action="store_true", help="render every line in every mood, and listen to it")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    if options.schema:
        result(json.dumps(Scenario.model_json_schema(by_alias=True), indent=2, ensure_ascii=False))
        return 0
    if options.watch:
        _watch(options, settings)
    files = _files(options, settings)
    faults = _check(files, settings)
    if options.voices and not faults:
        faults = _listen(files, settings)
    return 1 if faults else 0


def _files(options: argparse.Namespace, settings: Settings) -> list[Path]:
    folders = settings.scenario_folders
    named = dict.fromkeys(find_scenario(name, folders) for name in options.scenarios)
    return list(named) or list(scenario_files(folders).values())


def _check(files: Sequence[Path], settings: Settings) -> int:
    """Check the files and tell what came of it; returns how many faults there are."""
    began, faults = time.perf_counter(), 0
    for checked in _checked(files, settings):
        for fault in checked.faults:
            result(fault)
        faults += len(checked.faults)
        if not checked.faults:
            note(f"{checked.file}: {checked.lines} lines, {checked.rehearsals} rehearsals, no fault")
    note(f"{len(files)} role-plays, {faults} faults, {time.perf_counter() - began:.1f} s")
    return faults


def _checked(files: Sequence[Path], settings: Settings) -> Iterator[Checked]:
    """What came of each file, in their order; several are checked side by side."""
    voices = [voice.name for voice in list_voices(settings.voice_folders)]
    library = load_library(*(folder for folder in (settings.phrases,) if folder))
    if len(files) < _WORTH_SHARING or "fork" not in multiprocessing.get_all_start_methods():
        yield from (check_file(file, voices, library, verdicts) for file in files)
        return
    # A forked process has the library already; this one runs no thread yet.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(_PROCESSES, context, _Worker.prepare, (voices, library)) as pool:
        yield from pool.map(_Worker.check, files)


class _Worker:
    """What a process that checks files has at hand."""

    voices: Sequence[str]
    library: Library

    @classmethod
    def prepare(cls, voices: Sequence[str], library: Library) -> None:
        """Take over what is the same for all files."""
        cls.voices, cls.library = voices, library

    @classmethod
    def check(cls, file: Path) -> Checked:
        """Check one file."""
        return check_file(file, cls.voices, cls.library, verdicts)


def _watch(options: argparse.Namespace, settings: Settings) -> None:
    """Check now and after every change of the files or what lies beside them, until Ctrl-C."""
    seen: dict[Path, int] | None = None
    while True:
        files = _files(options, settings)
        now = {file: _saved(file) for name in files for file in (name, *rehearsal_files(name).values())}
        if now != seen:
            seen = now
            if sys.stdout.isatty():
                sys.stdout.write(_CLEAR)
            try:
                _check(files, settings)
            except KioskError as error:
                note(str(error))
            note("watching: save a file to check it again, Ctrl-C to end")
        time.sleep(_LOOK_EVERY_S)


def _saved(file: Path) -> int:
    """When a file was written last, in ns; 0 where it is gone for the moment, as while an editor writes it anew."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _listen(files: Sequence[Path], settings: Settings) -> int:
    """Render every line in every mood and have it recognised; returns how many can't be made out."""
    from kiosk.roleplay.lines_heard import hard_to_hear

    faults = 0
    recogniser = recogniser_for(None, DEMO, settings)
    with new_speaker(settings) as speaker:
        for file in files:
            scenario = stage_scenario(str(file), settings).scenario
            bar = ProgressBar(scenario.name, "lines")
            for fault in hard_to_hear(file, scenario, speaker, recogniser, bar):
                result(str(fault))
                faults += 1
    note(f"{len(files)} role-plays listened to, {faults} lines hard to make out")
    return faults


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
