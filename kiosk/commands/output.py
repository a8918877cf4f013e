"""How commands write: results to standard output, everything else to standard error."""

import json
import sys
from collections.abc import Mapping
from typing import Any


def result(text: str) -> None:
    """Write a line of the result."""
    print(text, flush=True)


def json_line(value: Mapping[str, Any]) -> None:
    """Write one JSON object as a line of the result, in UTF-8 whatever the terminal."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """Write a line for the person watching."""
    print(text, file=sys.stderr, flush=True)


def progress(what: str) -> "_Bar":
    """A progress bar on standard error; one line at the end where that is not a terminal."""
    return _Bar(what)


class _Bar:
    def __init__(self, what: str) -> None:
        self._what = what
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        filled = 30 * done // max(total, 1)
        if self._live:
            end = "\n" if done >= total else ""
            print(f"\r{self._what} [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}", end=end, file=sys.stderr)
        elif done == total:
            print(f"{self._what}: {total}", file=sys.stderr)
