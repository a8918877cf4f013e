"""`python -m kiosk.judging.learned.training.measure FOLDER`: set the weighing of phrases and model, and report.

FOLDER holds what `train --fold` wrote: the model's weights for replies to situations that it was not trained on.
Every figure is cross-fitted: a reply is judged with a weighing that was fitted on other situations.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.training.rows import REPLIES, Row, held_out, labels, read_rows
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge

HELD: Final = 25.0
"""Strength of the pull towards the plain sum of model and phrase, in replies."""
PLAIN: Final = np.array([1.0, 1.0, 0.0])
"""The plain sum: the model's weight as it is, a phrase for one unit of log-odds."""
SPLITS: Final = 5
DRAWS: Final = 2_000

Floats = NDArray[np.float64]


def main() -> None:
    """Read the options, fit, report, write."""
    parser = argparse.ArgumentParser(description="Weigh phrases and model, and report.")
    parser.add_argument("folder", type=Path, help="what `train --fold` wrote")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the weighing, fitted on all these replies")
    options = parser.parse_args()
    known = {row.id: row for row in read_rows(sorted(REPLIES.glob("*.jsonl")))}
    kept = np.load(options.folder / "kept_out.npz")
    rows = [known[name] for name in kept["ids"].tolist()]
    weights, phrases, wanted = kept["weights"].astype(float), phrase_hits(rows), labels(rows).astype(bool)
    found = np.zeros_like(wanted)
    for split in range(SPLITS):
        out = held_out(rows, SPLITS, split)
        fitted = fit_all(weights[~out], phrases[~out], wanted[~out])
        found[out] = judge(fitted, weights[out], phrases[out])
    report(rows, {"phrases": phrases, "model": weights > 0, "together": found}, wanted)
    if options.write:
        fitted = fit_all(weights, phrases, wanted)
        named = {
            cue: dict(zip(("trust", "phrase", "offset", "least"), np.round(fitted[at], 4).tolist(), strict=True))
            for at, cue in enumerate(PHRASE_CUES)
        }
        options.write.write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")


def phrase_hits(rows: Sequence[Row]) -> NDArray[np.bool_]:
    """Which cues the phrases alone give, one row a reply."""
    judge = PhraseJudge(load_library(), learned=False)
    names = [judge.by_phrase(row.reply.split(), row.situation) for row in rows]
    return np.array([[cue in found for cue in PHRASE_CUES] for found in names], bool)


def fit_all(weights: Floats, phrases: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> Floats:
    """Trust, phrase, offset and least likelihood, one row a cue."""
    return np.array([_fit(weights[:, at], phrases[:, at], wanted[:, at]) for at in range(len(PHRASE_CUES))])


def judge(fitted: Floats, weights: Floats, phrases: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cues found with a weighing."""
    odds = fitted[:, 0] * weights + fitted[:, 1] * phrases + fitted[:, 2]
    return 1 / (1 + np.exp(-odds)) >= fitted[:, 3]


def _fit(weights: Floats, phrases: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> Floats:
    """Logistic regression by Newton's steps, held towards PLAIN; then the likelihood that gives the best F1."""
    given = np.stack([weights, phrases, np.ones_like(weights)], axis=1)
    part = PLAIN.copy()
    for _ in range(30):
        chance = 1 / (1 + np.exp(-given @ part))
        slope = given.T @ (chance - wanted) + HELD * (part - PLAIN)
        bend = (given * (chance * (1 - chance))[:, None]).T @ given + HELD * np.eye(3)
        part -= np.linalg.solve(bend, slope)
    chance = 1 / (1 + np.exp(-given @ part))
    # Half the F1 that can be had is the best threshold for likelihoods that are true; it varies less than a search.
    order = np.sort(chance)[::-1]
    sums = np.cumsum(order)
    best = float((2 * sums / (np.arange(1, len(order) + 1) + chance.sum())).max())
    return np.append(part, best / 2)


def f1(found: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> float:
    """Micro-F1."""
    return float(2 * (found & wanted).sum() / max(1, found.sum() + wanted.sum()))


def report(rows: Sequence[Row], by: dict[str, NDArray[np.bool_]], wanted: NDArray[np.bool_]) -> None:
    """Write F1 by cue and altogether, with the range of 95 % of bootstrap draws of whole scenarios."""
    scenarios = np.array([row.scenario for row in rows])
    told = [f"{len(rows)} replies of {len(set(scenarios.tolist()))} scenarios kept out of the training"]
    told.append(f"{'':12}" + "".join(f"{name:>11}" for name in by) + "   labelled")
    for at, cue in enumerate(PHRASE_CUES):
        figures = "".join(f"{f1(found[:, at], wanted[:, at]):11.2f}" for found in by.values())
        told.append(f"{cue:12}{figures}{int(wanted[:, at].sum()):11}")
    told.append(f"{'all':12}" + "".join(f"{f1(found, wanted):11.3f}" for found in by.values()))
    low, high = _range(scenarios, by["together"], wanted)
    told.append(f"together: 95 % of draws of scenarios lie between {low:.3f} and {high:.3f}")
    sys.stdout.write("\n".join(told) + "\n")


def _range(scenarios: NDArray[np.str_], found: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> tuple[float, float]:
    names, index = np.unique(scenarios, return_inverse=True)
    right = np.bincount(index, (found & wanted).sum(1), len(names))
    all_ = np.bincount(index, found.sum(1) + wanted.sum(1), len(names))
    drawn = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    scores = 2 * right[drawn].sum(1) / all_[drawn].sum(1)
    low, high = np.quantile(scores, (0.025, 0.975)).tolist()
    return low, high


if __name__ == "__main__":
    main()
