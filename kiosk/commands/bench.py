"""`kiosk bench`: measure this machine and this program against their budgets."""

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kiosk.commands.benchmarks import calls, judged, recognition, screens, start, tones, turn_ends, voices
from kiosk.commands.benchmarks.figure import Figure
from kiosk.commands.output import json_line, note, result
from kiosk.errors import BadInput
from kiosk.settings import Settings

Benchmark = Callable[[Settings, Path | None], Iterator[Figure]]

BENCHMARKS: Final[dict[str, Benchmark]] = {
    "call": calls.measure,
    "turns": turn_ends.measure,
    "start": start.measure,
    "screen": screens.measure,
    "judging": judged.measure,
    "tone": tones.measure,
    "hearing": recognition.measure,
    "voices": voices.measure,
}


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(BENCHMARKS)}; none: all of them")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="recordings and labelled replies to measure with: speech/ravdess, speech/barista, speech/librispeech, "
        "replies; without them what needs them is not measured",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a figure")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    unknown = [part for part in options.parts if part not in BENCHMARKS]
    if unknown:
        raise BadInput(f"bench {unknown[0]!r}: no such part: choose from {', '.join(BENCHMARKS)}")
    if options.data is not None and not options.data.is_dir():
        raise BadInput(f"--data {options.data}: no such folder: name the one that holds speech/ and replies/")
    began = time.monotonic()
    for part in options.parts or BENCHMARKS:
        for figure in BENCHMARKS[part](settings, options.data):
            if options.json:
                json_line(figure.as_json(part))
            else:
                result(figure.row())
    note(f"{time.monotonic() - began:.0f} s")
    return 0
