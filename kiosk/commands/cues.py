"""`kiosk cues [SCENARIO] < replies.jsonl`: find phrase cues in typed replies."""

import argparse
import io
import sys

from kiosk.judging.cue_lines import changes, judge_lines
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge
from kiosk.roleplay.judge import library_for
from kiosk.roleplay.staging import stage_scenario
from kiosk.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help="use this role-play's own phrases too")
    parser.add_argument("--explain", action="store_true", help="tell for each cue why it stands, or nearly did")
    parser.add_argument(
        "--changes",
        action="store_true",
        help="show only the replies that your own phrases judge differently",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    library = load_library(*(folder for folder in (settings.phrases,) if folder))
    if options.scenario:
        library = library_for(stage_scenario(options.scenario, settings).scenario, library)
    judge = PhraseJudge(library, learned=True)
    # JSON Lines are UTF-8, whatever the terminal speaks; Windows' editors and pipes put a byte order mark in front.
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace")
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", write_through=True)
    try:
        if options.changes:
            for name, reply, changed in changes(lines, PhraseJudge(load_library(), learned=True), judge):
                out.write(f"{name}: {changed}\n    {reply}\n")
        else:
            judge_lines(lines, out, judge, explain=options.explain)
    finally:
        # The streams go on after this command.
        lines.detach()
        out.detach()
    return 0
