"""`kiosk records …`: list, export and erase what is kept."""

import argparse
from pathlib import Path


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.set_defaults(run=_list)
    commands = parser.add_subparsers(metavar="ACTION")
    listing = commands.add_parser("list", help="list the calls that are kept (the same as no action)")
    listing.set_defaults(run=_list)
    exporting = commands.add_parser("export", help="write a call's evidence pack: page, record and sound")
    exporting.add_argument("call", help="the call's id, or the beginning of one")
    exporting.add_argument("folder", type=Path)
    exporting.set_defaults(run=_export)
    erasing = commands.add_parser("erase", help="erase calls with their sound, for good")
    which = erasing.add_mutually_exclusive_group(required=True)
    which.add_argument("calls", nargs="*", default=[], metavar="CALL", help="ids, or the beginnings of ids")
    which.add_argument("--all", action="store_true")
    which.add_argument("--older", type=int, metavar="DAYS", help="calls that began more than DAYS days ago")
    erasing.set_defaults(run=_erase)
