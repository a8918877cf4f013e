"""How well, and how fast, phrase cues are found in labelled replies that nothing was trained on."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.utterance import Word
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.evaluate import Evaluation, evaluate
from kiosk.judging.learned.training.noise import misheard
from kiosk.judging.learned.training.rows import REPLIES, Row, read_rows
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge
from kiosk.roleplay.staging import DEMO, new_speaker, recogniser_for
from kiosk.settings import Settings
from kiosk.sound.audio import RATE
from kiosk.sound.resample import to_rate

KEPT_OUT: Final = REPLIES / "development.jsonl"
"""Labelled replies of eight situations that the learned model was never trained on."""
_SEED: Final = 1
_F1: Final = "phrase cues, micro-F1"


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Time a reply, and agreement with labels: as typed, with made-up recogniser errors, and truly spoken."""
    if not KEPT_OUT.is_file():
        yield needs(_F1, "the labelled replies, which only the repository holds", 0.85, at_least=True)
        return
    judge = PhraseJudge(load_library(*(folder for folder in (settings.phrases,) if folder)), learned=True)
    rows = read_rows([KEPT_OUT])
    clean = [row.reply.split() for row in rows]
    times = []
    for row, words in zip(rows, clean, strict=True):
        began = time.perf_counter()
        judge.find(words, row.situation)
        times.append(1000 * (time.perf_counter() - began))
    yield Figure("judging a reply, 90th percentile", float(np.percentile(times, 90)), "ms", 20, digits=1)
    scores = _agreement(judge, rows, clean)
    worst = min(scores.cues, key=lambda name: scores.cues[name].f1)
    remark = f"{len(rows)} replies of {len({row.scenario for row in rows})} situations kept out of the training"
    yield Figure(_F1, scores.micro.f1, "", 0.85, at_least=True, digits=3, remark=remark)
    yield Figure("phrase cues, F1 of the lowest cue", scores.cues[worst].f1, "", 0.7, at_least=True, remark=worst)
    for cue in PHRASE_CUES:
        score = scores.cues[cue]
        remark = f"precision {score.precision:.2f}, recall {score.recall:.2f}, {score.right + score.missed} labelled"
        yield Figure(f"  {cue}, F1", score.f1, remark=remark)
    chance = np.random.default_rng(_SEED)
    for rate in (0.1, 0.2):
        noisy = [misheard(words, rate, chance) for words in clean]
        yield Figure(
            f"{_F1}, {100 * rate:.0f} % of the words misheard", _agreement(judge, rows, noisy).micro.f1, digits=3
        )
    spoken = _spoken(settings, rows)
    remark = "synthesised, and heard by the demo's recogniser"
    yield Figure(f"{_F1}, spoken and recognised", _agreement(judge, rows, spoken).micro.f1, digits=3, remark=remark)


def _agreement(
    judge: PhraseJudge, rows: Sequence[Row], replies: Sequence[Sequence[str] | Sequence[Word]]
) -> Evaluation:
    found = (
        (row.cues, {cue.name for cue in judge.find(words, row.situation)})
        for row, words in zip(rows, replies, strict=True)
    )
    return evaluate(found, PHRASE_CUES)


def _spoken(settings: Settings, rows: Sequence[Row]) -> list[tuple[Word, ...]]:
    """The replies as they are heard when they are spoken."""
    recogniser = recogniser_for(None, DEMO, settings)
    with new_speaker(settings) as speaker:
        clips = (speaker.render(row.reply, "learner", "neutral") for row in rows)
        return [recognise_clip(recogniser, to_rate(clip.samples, clip.rate, RATE)) for clip in clips]
