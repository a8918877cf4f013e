"""`python -m kiosk.judging.learned.training.measure FOLDER`: set the weighing of phrases and model, and report.

FOLDER holds what `train --fold` wrote: the model's weights for replies to situations that it was not trained on.
The weighing is fitted on all of them but UNLIKE. The report tells SEEN apart, because the phrases were written with it
in view and look better there than they are. Every figure is cross-fitted: a reply is judged with a weighing that was
fitted on other situations.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.training.ranges import ranges
from kiosk.judging.learned.training.rows import REPLIES, Row, held_out, labels, read_rows
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge

SEEN: Final = "given.jsonl"
UNLIKE: Final = frozenset({"development.jsonl", "guide.jsonl"})
"""One is kept for the measure of the whole, the other is no sample of replies."""
CAUTION: Final = 0.4
"""Log-odds that every cue must have on top: F1 does not fall by it, and a wrong mark costs more than a missed one."""
HELD: Final = 40.0
"""Strength of the pull towards the plain sum of model and phrase, in replies; with AS_MANY, what gave the best
cross-fitted F1 of 100, 40 and 15 replies and of once, twice and four times."""
AS_MANY: Final = 4
"""How often a reply of SEEN counts in the fit. Those were written by others, and are as seldom cruel as learners are;
ours are cruel on purpose, and by them alone the model would suspect everybody."""
PLAIN: Final = np.array([1.0, 3.0, -1.0, 0.0])
"""The plain sum: the model's weight as it is, a phrase for three units of log-odds, one denied or quoted against it.

One unit for a phrase does as well; three lets the phrases, which people can look up, decide more often."""
PARTS: Final = ("trust", "phrase", "unsaid", "offset", "least")
"""What a weighing holds, in the order of a row of `fit_all`."""
SPLITS: Final = 5

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def main() -> None:
    """Read the options, fit, report, write."""
    parser = argparse.ArgumentParser(description="Weigh phrases and model, and report.")
    parser.add_argument("folder", type=Path, help="what `train --fold` wrote")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the weighing, fitted on all these replies")
    parser.add_argument("--ship", type=Path, metavar="FOLDER", help="what `train` wrote: the model to be weighed so")
    options = parser.parse_args()
    kept = np.load(options.folder / "kept_out.npz")
    weight_of = dict(zip(kept["ids"].tolist(), kept["weights"].astype(float), strict=True))
    files = [file for file in sorted(REPLIES.glob("*.jsonl")) if file.name not in UNLIKE]
    rows = [row for row in read_rows(files) if row.id in weight_of]
    seen = {row.id for row in read_rows([REPLIES / SEEN])}
    weights, wanted = np.array([weight_of[row.id] for row in rows]), labels(rows).astype(bool)
    phrases, unsaid = phrase_hits(rows)
    told = np.array([row.id not in seen for row in rows])

    def fit(among: Bools) -> Floats:
        of = np.repeat(np.flatnonzero(among), np.where(told[among], 1, AS_MANY))
        return fit_all(weights[of], phrases[of], unsaid[of], wanted[of])

    found = np.zeros_like(wanted)
    for split in range(SPLITS):
        out = held_out(rows, SPLITS, split)
        found[out] = judge(fit(~out), weights[out], phrases[out], unsaid[out])
    by = {"phrases": phrases, "model": weights > 0, "together": found}
    for among, what in ((told, "our own, made hard"), (~told, f"{SEEN}, which the phrases were written with in view")):
        part = [row for row, one in zip(rows, among.tolist(), strict=True) if one]
        report(what, part, {way: hits[among] for way, hits in by.items()}, wanted[among])
    if options.write:
        fitted = fit(np.ones(len(rows), bool))
        if options.ship:
            fitted[:, PARTS.index("trust")] *= as_sure(np.load(options.ship / "kept_out.npz"), kept)
        named = {
            cue: dict(zip(PARTS, np.round(fitted[at], 4).tolist(), strict=True)) for at, cue in enumerate(PHRASE_CUES)
        }
        options.write.write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")


def as_sure(model: Mapping[str, NDArray[Any]], other: Mapping[str, NDArray[Any]]) -> float:
    """What the weights of `model` are to be multiplied by to come out as large as those of `other`.

    A model that learned for longer is surer of everything. Compared are the replies that neither has learned; their
    labels are not looked at.
    """
    _, here, there = np.intersect1d(model["ids"], other["ids"], return_indices=True)
    ours, theirs = (given["weights"][at].astype(float).ravel() for given, at in ((model, here), (other, there)))
    return float((ours * theirs).sum() / (ours * ours).sum())


def phrase_hits(rows: Sequence[Row]) -> tuple[Bools, Bools]:
    """Which cues the phrases alone give, and which were said but switched off; one row a reply."""
    judge = PhraseJudge(load_library(), learned=False)
    given = [judge.by_phrase(row.reply.split(), row.situation) for row in rows]
    found = np.array([[cue in each.cues for cue in PHRASE_CUES] for each in given], bool)
    return found, np.array([[cue in each.unsaid for cue in PHRASE_CUES] for each in given], bool)


def fit_all(weights: Floats, phrases: Bools, unsaid: Bools, wanted: Bools) -> Floats:
    """Trust, phrase, unsaid, offset and least likelihood, one row a cue."""
    columns = range(len(PHRASE_CUES))
    fitted = np.array([_fit(weights[:, at], phrases[:, at], unsaid[:, at], wanted[:, at]) for at in columns])
    fitted[:, PARTS.index("offset")] -= CAUTION
    return fitted


def judge(fitted: Floats, weights: Floats, phrases: Bools, unsaid: Bools) -> Bools:
    """The cues found with a weighing; a reason only beside an escalation."""
    odds = fitted[:, 0] * weights + fitted[:, 1] * phrases + fitted[:, 2] * unsaid + fitted[:, 3]
    found = 1 / (1 + np.exp(-odds)) >= fitted[:, 4]
    found[:, PHRASE_CUES.index("reason")] &= found[:, PHRASE_CUES.index("escalate")]
    return found


def _fit(weights: Floats, phrases: Bools, unsaid: Bools, wanted: Bools) -> Floats:
    """Logistic regression by Newton's steps, held towards PLAIN; then the likelihood that gives the best F1."""
    given = np.stack([weights, phrases, unsaid, np.ones_like(weights)], axis=1)
    part = PLAIN.copy()
    for _ in range(30):
        chance = 1 / (1 + np.exp(-given @ part))
        slope = given.T @ (chance - wanted) + HELD * (part - PLAIN)
        bend = (given * (chance * (1 - chance))[:, None]).T @ given + HELD * np.eye(len(PLAIN))
        part -= np.linalg.solve(bend, slope)
    chance = 1 / (1 + np.exp(-given @ part))
    # Half the F1 that can be had is the best threshold for likelihoods that are true; it varies less than a search.
    order = np.sort(chance)[::-1]
    sums = np.cumsum(order)
    best = float((2 * sums / (np.arange(1, len(order) + 1) + chance.sum())).max())
    return np.append(part, best / 2)


def f1(found: Bools, wanted: Bools) -> float:
    """Micro-F1."""
    return float(2 * (found & wanted).sum() / max(1, found.sum() + wanted.sum()))


def report(what: str, rows: Sequence[Row], by: dict[str, Bools], wanted: Bools) -> None:
    """Write F1 by cue and altogether of the replies that `what` names.

    For the last way of finding also the range of 95 % of draws of whole cases.
    """
    scenarios = [row.scenario for row in rows]
    told = [f"{len(rows)} replies of {len(set(scenarios))} scenarios kept out of the training ({what})"]
    told.append(f"{'':12}" + "".join(f"{name:>11}" for name in by) + "   95 % of draws   labelled")
    between = [f"{low:10.2f} to {high:.2f}" for low, high in ranges(scenarios, wanted, list(by.values())[-1])]
    for at, cue in enumerate(PHRASE_CUES):
        figures = "".join(f"{f1(found[:, at], wanted[:, at]):11.2f}" for found in by.values())
        told.append(f"{cue:12}{figures}{between[at]}{int(wanted[:, at].sum()):11}")
    told.append(f"{'all':12}" + "".join(f"{f1(found, wanted):11.3f}" for found in by.values()) + between[-1])
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
