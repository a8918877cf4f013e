"""How far F1 may be chance."""

import numpy as np
import pytest

from kiosk.judging.learned.training.ranges import ranges

SITUATIONS = ["good", "good", "bad", "bad"]
WANTED = np.array([[1, 0], [1, 0], [1, 0], [0, 0]], bool)
FOUND = np.array([[1, 0], [1, 0], [0, 0], [1, 0]], bool)


def test_situations_are_drawn_whole() -> None:
    # A quarter of the draws of two situations takes the good one twice, a quarter the bad one twice.
    cue, _, together = ranges(SITUATIONS, WANTED, FOUND)
    assert cue == together == (0.0, 1.0)


def test_a_cue_neither_labelled_nor_found_is_without_fault_in_every_draw() -> None:
    assert ranges(SITUATIONS, WANTED, FOUND)[1] == (1.0, 1.0)


def test_one_situation_leaves_one_figure() -> None:
    low, high = ranges(["one"] * 4, WANTED, FOUND)[0]
    assert low == high == pytest.approx(2 * 2 / 6)


def test_the_draws_are_the_same_each_time() -> None:
    assert ranges(SITUATIONS, WANTED, FOUND) == ranges(SITUATIONS, WANTED, FOUND)
