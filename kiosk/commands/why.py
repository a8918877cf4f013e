"""`kiosk why CALL`: explain every move of the customer's dials in a kept call, and every line."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import closing

from kiosk import __version__
from kiosk.commands.output import note, result
from kiosk.commands.records import whole_id
from kiosk.records.store import RecordStore
from kiosk.roleplay.explaining import DialMoved, Explanation, RuleUsed, TurnExplained, explain
from kiosk.roleplay.staging import stage_scenario
from kiosk.roleplay.turns import CallRecord
from kiosk.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("call", metavar="CALL", help="the call's id, or the beginning of one: see `kiosk records`")
    parser.add_argument("--scenario", default="", metavar="FILE", help="the role-play, where it is kept elsewhere")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    with closing(RecordStore(settings.data)) as store:
        record = store.load(whole_id(store, options.call))
    scenario = stage_scenario(options.scenario or record.scenario, settings).scenario
    explained = explain(scenario, record)
    for line in _lines(record, explained):
        result(line)
    if not explained.differences:
        note("The record replays to the same call.")
        return 0
    note("The role-play or the program has changed since this call; what is explained is what they do now:")
    for difference in explained.differences:
        note(f"  {difference}")
    if record.version != __version__:
        note(f"  the program: kept {record.version}, now {__version__}")
    return 1


def _lines(record: CallRecord, explained: Explanation) -> Iterator[str]:
    starts = ", ".join(f"{dial} {value}" for dial, value in record.starts.as_dict().items())
    yield f"{record.title}: {record.started}, seed {record.seed}. {starts}"
    for turn in explained.turns:
        yield ""
        yield from _turn(turn)


def _turn(explained: TurnExplained) -> Iterator[str]:
    turn = explained.turn
    said = f'"{turn.reply.text}"' if turn.reply.heard == "heard" else f"({turn.reply.heard})"
    yield f"{turn.number}. {turn.stage_before}"
    yield f"   customer  {' '.join(line.text for line in turn.customer)}"
    yield f"   learner   {said}"
    for rule in explained.rules:
        yield f"   {_rule(rule)}"
    yield f"   {'; '.join(map(_dial, explained.dials))}; {turn.mood}"
    for line, reason in explained.answers:
        yield f"   says then {line.text}"
        yield f"             ({line.kind}: {reason})"


def _rule(rule: RuleUsed) -> str:
    words = f' "{rule.words}"' if rule.words else ""
    own = f"; this customer {_amounts(rule.feels)}" if rule.feels else ""
    return f"- {rule.sign}{words}: {_amounts(rule.usual)}{own}: {rule.because} [{rule.when}]"


def _amounts(amounts: Mapping[str, int]) -> str:
    return ", ".join(f"{dial} {by:+d}" for dial, by in amounts.items()) or "no move"


def _dial(moved: DialMoved) -> str:
    if moved.before == moved.after and not moved.wanted:
        return f"{moved.dial} {moved.after}"
    limited = f" (the rules: {moved.wanted:+d}; {moved.limit})" if moved.limit else ""
    return f"{moved.dial} {moved.before} → {moved.after}{limited}"
