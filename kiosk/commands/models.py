"""`kiosk models`: list recognition models, install more."""

import argparse
import time

from kiosk.commands.output import ProgressBar, note, result
from kiosk.hearing.install import SMALL_ENGLISH, install
from kiosk.hearing.models import installed_models
from kiosk.roleplay.staging import BASIC, DEMO, model_folder
from kiosk.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.set_defaults(run=_list)
    commands = parser.add_subparsers(metavar="ACTION")
    listing = commands.add_parser("list", help="list what is there (the same as no action)")
    listing.set_defaults(run=_list)
    installing = commands.add_parser("install", help="fetch a model from Vosk's catalogue")
    installing.add_argument("name", nargs="?", default=SMALL_ENGLISH.name, help="default: %(default)s, 40 MB")
    installing.set_defaults(run=_install)


def _list(options: argparse.Namespace, settings: Settings) -> int:
    used = model_folder("", settings)
    rows = [(model.name, "checked" if model.checked else "put there by hand", model.path) for model in
            installed_models(settings.models)]  # fmt: skip
    for name, state, path in rows:
        result(f"{'*' if path == used else ' '} {name:<34} {state}, {path}")
    result(f"{'*' if used is None else ' '} {BASIC:<34} always there: pocketsphinx, fitted to each role-play")
    result(f"  {DEMO:<34} for synthesised speech only; it does not understand people")
    note(f"* is used. Install one with: kiosk models install [{SMALL_ENGLISH.name}]")
    return 0


def _install(options: argparse.Namespace, settings: Settings) -> int:
    began = time.monotonic()
    path = install(options.name, settings.models, ProgressBar(options.name, "MB", 10**6))
    result(f"{options.name}: installed in {path} ({time.monotonic() - began:.0f} s)")
    return 0
