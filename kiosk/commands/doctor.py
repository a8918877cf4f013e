"""`kiosk doctor`: test everything the kiosk needs, with a remedy for each fault."""

import argparse
import textwrap
import time
from typing import Final

from kiosk.commands.examinations import Finding, examine
from kiosk.commands.output import note, result
from kiosk.settings import Settings

_WIDTH: Final = 110
_MARKS: Final = {"good": "ok", "absent": "none", "fault": "FAULT"}


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--no-sound", action="store_true", help="leave out what plays and records")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    began, faults = time.monotonic(), 0
    for finding in examine(settings, sound=not options.no_sound):
        result(_row(finding))
        faults += finding.state == "fault"
    word = "fault" if faults == 1 else "faults"
    note(f"{faults} {word} ({time.monotonic() - began:.0f} s)")
    return 1 if faults else 0


def _row(finding: Finding) -> str:
    """One finding as a row of the table, its remedy below it."""
    head = f"{finding.part:<14} {_MARKS[finding.state]:<6} "
    wrap = textwrap.TextWrapper(_WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
    lines = wrap.wrap(finding.found)
    if finding.remedy:
        wrap.initial_indent = " " * len(head) + "→ "
        wrap.subsequent_indent = " " * len(head) + "  "
        lines += wrap.wrap(finding.remedy)
    return "\n".join(lines)
