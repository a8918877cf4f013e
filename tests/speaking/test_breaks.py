"""A voice that fails stops between short phrases and nowhere else."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.speaking.breaks import hold_breaks, short_phrases

RATE = 16_000


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        (
            "he wore that suit to my wedding and now it is ruined",
            "he wore that suit, to my wedding, and now it is ruined",
        ),
        ("It's for tomorrow, for his funeral.", "It's for tomorrow, for his funeral."),
        ("thank you for your help", "thank you for your help"),
        ("I have nothing else to give him", "I have nothing else, to give him"),
        ("Where is it?", "Where is it?"),
        ("and", "and"),
    ],
)
def test_long_phrases_are_broken_before_joining_words(text, phrases):
    assert short_phrases(text) == phrases


@given(st.lists(st.sampled_from(["and", "to", "suit", "stop.", "he,", "But"]), min_size=1, max_size=40))
def test_only_commas_are_added_and_no_phrase_is_a_single_word(words):
    said = short_phrases(" ".join(words))
    assert said.replace(",", "") == " ".join(words).replace(",", "")
    added = [at for at, word in enumerate(said.split()) if word.endswith(",") and not words[at].endswith(",")]
    assert all(later - earlier >= 3 for earlier, later in pairwise(added))


def tone(seconds: float) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * 200 * np.arange(round(seconds * RATE)) / RATE)


def test_gaps_get_longer_and_all_else_stays():
    gap = np.zeros(round(0.12 * RATE))
    sound = np.concatenate([gap, tone(0.5), gap, tone(0.7), gap])
    held = hold_breaks(sound, RATE, 0.3, np.random.default_rng(1))
    added = (len(held) - len(sound)) / RATE
    assert 0.19 <= added <= 0.41
    assert np.array_equal(held[held != 0], sound[sound != 0])
    assert np.array_equal(held[: len(gap) + RATE // 2], sound[: len(gap) + RATE // 2])


def test_sound_without_a_gap_is_not_broken():
    sound = np.concatenate([tone(0.5), np.zeros(round(0.03 * RATE)), tone(0.5)])
    assert np.array_equal(hold_breaks(sound, RATE, 0.3, np.random.default_rng(1)), sound)
