"""`kiosk records …`: list, export and erase what is kept."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kiosk.commands.output import json_line, note, result
from kiosk.errors import BadInput, KioskError
from kiosk.records.pack import RECORD_NAME, write_bare, write_pack
from kiosk.records.store import CallSummary, RecordStore
from kiosk.roleplay.loading import find_scenario, load_scenario
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord
from kiosk.settings import Settings

_MOST_DAYS: Final = 36_500
"""A hundred years: no call is older, and far more days would lead out of the calendar."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.set_defaults(run=_list, json=False)
    commands = parser.add_subparsers(metavar="ACTION")
    listing = commands.add_parser("list", help="list the calls that are kept (the same as no action)")
    listing.add_argument("--json", action="store_true", help="one JSON object a call")
    listing.set_defaults(run=_list)
    exporting = commands.add_parser("export", help="write a call's evidence pack: page, record and sound")
    exporting.add_argument("call", help="the call's id, or the beginning of one")
    exporting.add_argument("folder", type=Path)
    exporting.add_argument("--scenario", default="", metavar="FILE", help="the role-play, where it is kept elsewhere")
    exporting.set_defaults(run=_export)
    erasing = commands.add_parser("erase", help="erase calls with their sound, for good")
    which = erasing.add_mutually_exclusive_group(required=True)
    which.add_argument("calls", nargs="*", default=[], metavar="CALL", help="ids, or the beginnings of ids")
    which.add_argument("--all", action="store_true")
    which.add_argument("--older", type=int, metavar="DAYS", help="calls that began more than DAYS days ago")
    erasing.set_defaults(run=_erase)


@contextmanager
def _records(settings: Settings) -> Iterator[RecordStore]:
    store = RecordStore(settings.data)
    try:
        yield store
    finally:
        store.close()


def _list(options: argparse.Namespace, settings: Settings) -> int:
    with _records(settings) as store:
        calls = store.list()
    if options.json:
        for call in calls:
            json_line(asdict(call))
    elif calls:
        result(_table(calls))
    else:
        note("no calls are kept")
    return 0


def _table(calls: tuple[CallSummary, ...]) -> str:
    rows = [("CALL", "BEGAN", "ROLE-PLAY", "REPLIES", "LENGTH", "ENDING")]
    for call in calls:
        began = call.started[:16].replace("T", " ")
        length = f"{int(call.seconds) // 60}:{int(call.seconds) % 60:02d}" if call.seconds else "-"
        ending = f"{call.ending} ({call.outcome})" if call.ending else "broken off"
        rows.append((call.id, began, call.title, str(call.turns), length, ending))
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _export(options: argparse.Namespace, settings: Settings) -> int:
    with _records(settings) as store:
        call_id = whole_id(store, options.call)
        _check_folder(options.folder, call_id)
        record = store.load(call_id)
        try:
            scenario = _role_play(record, options.scenario, settings)
        except KioskError as error:
            bare = write_bare(store, call_id, options.folder)
            note(f"{error}\nso there is no page, and no marks; the record and the sound are written")
            return _written(bare.record, bare.sound, status=1)
        pack = write_pack(store, scenario, call_id, options.folder)
    return _written(pack.page, pack.record, pack.sound)


def _written(*files: Path | None, status: int = 0) -> int:
    for file in files:
        if file is not None:
            result(str(file))
    return status


def _role_play(record: CallRecord, file: str, settings: Settings) -> Scenario:
    """The role-play of a call; raises a KioskError where it is gone, faulty, or not the one the call was held with."""
    try:
        found = find_scenario(file or record.scenario, settings.scenario_folders)
    except BadInput as error:
        raise BadInput(
            f"{record.scenario}: the role-play of this call is gone: give its file with --scenario FILE"
        ) from error
    scenario = load_scenario(found)
    known = {text for text, _ in scenario.every_line()}
    said = [line.text for turn in record.turns for line in turn.customer] + [line.text for line in record.closing]
    strange = next((text for text in said if text not in known), None)
    if strange is not None:
        raise BadInput(
            f"{found}: has changed since the call ({strange!r} is not in it any more): give the file as it was with "
            "--scenario FILE"
        )
    return scenario


def _check_folder(folder: Path, call_id: str) -> None:
    """Packs of different calls never share a folder: one would overwrite the other."""
    file = folder / RECORD_NAME
    if not file.is_file():
        return
    try:
        other = json.loads(file.read_bytes())["record"]["id"]
    except (OSError, ValueError, KeyError, TypeError):
        other = "something else"
    if other != call_id:
        raise BadInput(f"{folder}: holds the pack of {other}: give a folder of its own for {call_id}")


def _erase(options: argparse.Namespace, settings: Settings) -> int:
    if options.older is not None and not 0 <= options.older <= _MOST_DAYS:
        raise BadInput(f"--older {options.older}: not a number of days: give 0 to {_MOST_DAYS}")
    with _records(settings) as store:
        if options.all:
            erased = store.erase_all()
        elif options.older is not None:
            erased = store.erase_older_than(datetime.now().astimezone() - timedelta(days=options.older))
        else:
            # All ids are looked up before the first is erased: a misspelt one erases nothing.
            ids = dict.fromkeys([whole_id(store, beginning) for beginning in options.calls])
            for call_id in ids:
                store.erase(call_id)
            erased = len(ids)
    calls = "1 call" if erased == 1 else f"{erased} calls"
    note(f"{calls} erased, with their sound; packs exported elsewhere are not touched")
    return 0


def whole_id(store: RecordStore, beginning: str) -> str:
    """The one call whose id begins so."""
    ids = [call.id for call in store.list()]
    if beginning in ids:
        return beginning
    found = [call_id for call_id in ids if call_id.startswith(beginning)]
    if not found or not beginning:
        raise BadInput(f"call {beginning!r}: not among the records: see `kiosk records list`")
    if len(found) > 1:
        raise BadInput(f"call {beginning!r}: could be {', '.join(sorted(found))}: give more of it")
    return found[0]
