"""How commands write: results to standard output, everything else to standard error."""

import json
import sys
from collections.abc import Mapping
from typing import Any, Final

_BAR: Final = 30


def result(text: str) -> None:
    """Write a line of the result."""
    print(text, flush=True)


def json_line(value: Mapping[str, Any]) -> None:
    """Write one JSON object as a line of the result, in UTF-8 whatever the terminal.

    A file's name may hold bytes that are no UTF-8; they come out as question marks.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode(errors="replace") + b"\n")
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """Write a line for the person watching."""
    print(text, file=sys.stderr, flush=True)


def ask(question: str) -> bool:
    """Ask the person watching, on the terminal; only y and yes are a yes."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


class ProgressBar:
    """A bar on standard error that grows in place; where that is no terminal, one line when all is done."""

    def __init__(self, what: str, unit: str = "", scale: int = 1) -> None:
        """`unit` is shown behind the counts, which are divided by `scale` (bytes by a million are MB)."""
        self._what, self._unit, self._scale = what, unit, scale
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        counts = f"{done / self._scale:.0f} of {total / self._scale:.0f} {self._unit}".rstrip()
        filled = _BAR * done // max(total, 1)
        if self._live:
            end = "\n" if done >= total else ""
            print(f"\r{self._what} [{'#' * filled}{'.' * (_BAR - filled)}] {counts} ", end=end, file=sys.stderr)
        elif done == total:
            print(f"{self._what}: {counts}", file=sys.stderr)
