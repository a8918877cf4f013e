"""`kiosk records …`: list, show, export and erase what is kept."""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.commands.output import note, result
from kiosk.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.set_defaults(run=_list)
    commands = parser.add_subparsers(metavar="ACTION")
    listing = commands.add_parser("list", help="list the calls that are kept (the same as no action)")
    listing.set_defaults(run=_list)
