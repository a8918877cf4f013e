"""How well, and how fast, phrase cues are found in labelled replies that nothing was trained on."""

import time
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.utterance import Word
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.evaluate import evaluate
from kiosk.judging.learned.training.noise import misheard
from kiosk.judging.learned.training.ranges import ranges
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
_LEAST: Final = 0.85
_LEAST_CUE: Final = 0.7


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Time a reply, and agreement with labels: as typed, with made-up recogniser errors, and truly spoken."""
    if not KEPT_OUT.is_file():
        yield needs(_F1, "the labelled replies, which only the repository holds", _LEAST, at_least=True)
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
    yield from agreement("", rows, _found(judge, rows, clean), budget=True)
    chance = np.random.default_rng(_SEED)
    for rate in (0.1, 0.2):
        noisy = [misheard(words, rate, chance) for words in clean]
        yield from agreement(f", {100 * rate:.0f} % of the words misheard", rows, _found(judge, rows, noisy))
    # Synthesised, and heard by the demo's recogniser.
    yield from agreement(", spoken and recognised", rows, _found(judge, rows, _spoken(settings, rows)))


def agreement(
    source: str, rows: Sequence[Row], found: Sequence[AbstractSet[str]], *, budget: bool = False
) -> Iterator[Figure]:
    """F1 over all cues and of each cue, with the range that holds 95 % of draws of whole situations.

    `source` ends each name: how the replies reached the judge; `found`: names of the cues found, one set a reply;
    `budget`: these are held against the budgets.
    """
    scores = evaluate(((row.cues, each) for row, each in zip(rows, found, strict=True)), PHRASE_CUES)
    wanted, there = (
        np.array([[cue in each for cue in PHRASE_CUES] for each in sets], bool)
        for sets in ([row.cues for row in rows], found)
    )
    between = [f"{low:.2f} to {high:.2f}" for low, high in ranges([row.scenario for row in rows], wanted, there)]
    remark = f"{between[-1]}, {len(rows)} replies of {len({row.scenario for row in rows})} situations kept out"
    yield Figure(_F1 + source, scores.micro.f1, "", _LEAST if budget else None, at_least=True, digits=3, remark=remark)
    if budget:
        worst = min(scores.cues, key=lambda name: scores.cues[name].f1)
        lowest = scores.cues[worst].f1
        yield Figure("phrase cues, F1 of the lowest cue", lowest, "", _LEAST_CUE, at_least=True, remark=worst)
    for cue, range_ in zip(PHRASE_CUES, between, strict=False):
        score = scores.cues[cue]
        of = f"precision {score.precision:.2f}, recall {score.recall:.2f}, {score.right + score.missed} labelled"
        yield Figure(f"  {cue}, F1{source}", score.f1, remark=f"{range_}, {of}")


def _found(
    judge: PhraseJudge, rows: Sequence[Row], replies: Sequence[Sequence[str] | Sequence[Word]]
) -> list[set[str]]:
    return [{cue.name for cue in judge.find(words, row.situation)} for row, words in zip(rows, replies, strict=True)]


def _spoken(settings: Settings, rows: Sequence[Row]) -> list[tuple[Word, ...]]:
    """The replies as they are heard when they are spoken."""
    recogniser = recogniser_for(None, DEMO, settings)
    with new_speaker(settings) as speaker:
        clips = (speaker.render(row.reply, "learner", "neutral") for row in rows)
        return [recognise_clip(recogniser, to_rate(clip.samples, clip.rate, RATE)) for clip in clips]
