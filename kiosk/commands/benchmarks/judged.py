"""How well, and how fast, phrase cues are found in labelled replies."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.evaluate import evaluate
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge
from kiosk.roleplay.loading import scenario_files
from kiosk.roleplay.rehearsal import load_rehearsal, rehearsal_files
from kiosk.roleplay.staging import stage_scenario
from kiosk.settings import Settings

_F1 = "phrase cues, micro-F1 on labelled replies"


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Time a reply, and agreement with labels."""
    judge = PhraseJudge(load_library(*(folder for folder in (settings.phrases,) if folder)))
    replies = list(_scripted(settings))
    times = []
    for reply in replies * 3:
        began = time.perf_counter()
        judge.find(reply)
        times.append(1000 * (time.perf_counter() - began))
    slowest = float(np.percentile(times, 90))
    yield Figure("judging a reply, 90th percentile", slowest, "ms", 20, remark=f"{len(replies)} replies")
    file = data / "replies/replies-dev.jsonl" if data else None
    if file is None or not file.is_file():
        yield needs(_F1, "--data with replies/replies-dev.jsonl", 0.85, at_least=True)
        return
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    found = [({*row["cues"]}, {cue.name for cue in judge.find(row["reply"].split(), row["situation"])}) for row in rows]
    scores = evaluate(found, PHRASE_CUES)
    worst = min(scores.cues, key=lambda name: scores.cues[name].f1)
    remark = f"{len(rows)} replies; lowest: {worst} {scores.cues[worst].f1:.2f}"
    yield Figure(_F1, scores.micro.f1, "", 0.85, at_least=True, digits=3, remark=remark)


def _scripted(settings: Settings) -> Iterator[list[str]]:
    for name, file in scenario_files(settings.scenario_folders).items():
        scenario = stage_scenario(name, settings).scenario
        for script in rehearsal_files(file):
            for turn in load_rehearsal(file, script, scenario).script.turns:
                if turn.say:
                    yield turn.say.split()
