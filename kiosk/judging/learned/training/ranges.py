"""How far F1 may be chance: the range over draws of whole situations."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

DRAWS: Final = 2_000


def ranges(situations: Sequence[str], wanted: NDArray, found: NDArray) -> list[tuple[float, float]]:
    """The range that holds 95 % of the draws (2.5 % to 97.5 %) of F1: one for each cue, and last over all together.

    `wanted`, `found`: one row a reply, one column a cue, true where it is labelled and where it was found. Situations
    are drawn whole, with replacement, as often as there are; of few of them a range is no more than rough. A draw
    without the cue, neither labelled nor found, counts as 1. The draws are the same each time.
    """
    names, index = np.unique(np.array(situations), return_inverse=True)
    right, counted = np.zeros((2, len(names), wanted.shape[1]))
    np.add.at(right, index, (wanted & found).astype(float))
    np.add.at(counted, index, wanted.astype(float) + found)
    drawn = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    hits, of = (each[drawn].sum(1) for each in (right, counted))
    hits, of = (np.column_stack([each, each.sum(1)]) for each in (hits, of))
    scores = np.where(of > 0, 2 * hits / np.maximum(of, 1), 1.0)
    low, high = np.quantile(scores, (0.025, 0.975), axis=0).tolist()
    return list(zip(low, high, strict=True))
