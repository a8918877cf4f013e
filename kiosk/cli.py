"""The command line: what can be asked for, and how every command ends.

Exit status: 0 done, 1 the work found faults, 2 bad usage or input, 3 a needed part is missing, 130 stopped with Ctrl-C.
Results go to standard output, everything else to standard error.
"""

import argparse
import errno
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kiosk import __version__
from kiosk.errors import KioskError, MissingPart
from kiosk.settings import load_settings

COMMANDS: Final = {
    "serve": "open the kiosk (this is what `kiosk` alone does)",
    "demo": "play a whole call with a scripted learner; needs no microphone, no speaker, no net",
    "rehearse": "hold a call with recorded replies",
    "hear": "recognise recordings",
    "cues": "find phrase cues in typed replies (JSON lines from standard input)",
    "tone": "measure recordings against the speaker's own baseline",
    "check": "validate and prove role-plays, and run their rehearsals",
    "new": "ask what a role-play is about, and write one to start from",
    "draw": "draw the stages and endings of a role-play as a picture (SVG)",
    "why": "explain every move of the customer's dials in a kept call",
    "doctor": "test everything the kiosk needs, with a remedy for each fault",
    "models": "list recognition models, install more",
    "voices": "list the customers' voices, try one",
    "records": "list, show, export and erase what is kept",
    "bench": "measure this machine against the budgets",
}


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status."""
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal or a file of another encoding than UTF-8 gets a question mark for what it cannot show.
        sys.stdout.reconfigure(errors="replace")
    try:
        options = _parser(arguments).parse_args(arguments)
        return int(options.run(options, load_settings(options.settings)))
    except KioskError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        _stop_writing()
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _stop_writing()
        print(f"output: no room on the disk ({error.strerror}): free some space, then run it again", file=sys.stderr)
        return MissingPart.exit_status


def _open_closed_streams() -> None:
    """A stream that was closed when we were started (`>&-`) is an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 (open to the end)


def _stop_writing() -> None:
    """Send what is still to be written nowhere: Python would complain once more while closing standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk", description="Practise, aloud, how to calm an upset customer. Without a command: opens the kiosk."
    )
    parser.add_argument("--version", action="version", version=f"kiosk {__version__}")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="a kiosk.toml to use instead of the usual one")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")
    # The value of --settings may be called like a command.
    words = (word for before, word in zip(("", *arguments), arguments, strict=False) if before != "--settings")
    wanted = next((word for word in words if word in COMMANDS), None)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text[0].upper() + help_text[1:] + ".")
        # Only the command that runs is imported: some of them bring heavy libraries along.
        if name == wanted:
            importlib.import_module(f"kiosk.commands.{name}").add_to(command)
    if wanted is None:
        importlib.import_module("kiosk.commands.serve").add_to(parser)
    return parser
