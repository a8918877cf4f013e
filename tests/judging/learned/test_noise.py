"""Made-up recogniser errors: what they may and may not do to a reply."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kiosk.judging.learned.training.noise import misheard

SAID = "i'm not sorry the refund can't their whole yesterday no your"
WORDS = st.lists(st.sampled_from(SAID.split()), min_size=1)


@given(WORDS, st.integers(0, 2**32 - 1))
def test_words_that_turn_the_meaning_are_never_lost(words: list[str], seed: int) -> None:
    heard = misheard(words, 1.0, np.random.default_rng(seed))
    for word in ("not", "can't", "no"):
        assert heard.count(word) >= words.count(word)


@given(WORDS, st.integers(0, 2**32 - 1))
def test_the_same_chance_gives_the_same_errors_and_never_silence(words: list[str], seed: int) -> None:
    one, other = (misheard(words, 0.3, np.random.default_rng(seed)) for _ in range(2))
    assert one == other
    assert one


def test_without_errors_nothing_changes() -> None:
    words = ["i'm", "sorry", "about", "your", "parcel"]
    assert misheard(words, 0.0, np.random.default_rng(0)) == words


def test_about_as_many_words_go_wrong_as_asked_for() -> None:
    words = SAID.split() * 100
    heard = misheard(words, 0.2, np.random.default_rng(0))
    assert 0.8 * len(words) < len(heard) < 1.2 * len(words)
    assert heard != words
