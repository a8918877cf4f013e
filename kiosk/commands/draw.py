"""`kiosk draw SCENARIO`: the stages and endings of a role-play as a picture."""

import argparse
from pathlib import Path

from kiosk.commands.output import note, result
from kiosk.errors import BadInput
from kiosk.roleplay.drawing import draw
from kiosk.roleplay.staging import stage_scenario
from kiosk.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("scenario", metavar="SCENARIO", help="a name or a file")
    parser.add_argument("--out", type=Path, metavar="FILE.svg", help="where to write it; without: standard output")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    picture = draw(stage_scenario(options.scenario, settings).scenario)
    if options.out is None:
        result(picture.rstrip())
        return 0
    try:
        options.out.write_text(picture, "utf-8")
    except OSError as error:
        raise BadInput(f"{options.out}: cannot be written ({error.strerror}): give another file with --out") from None
    note(f"{options.out}: open it in a browser, or print it")
    return 0
