"""The learned model: what it reads, that its words add up, and where it looks."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import MissingPart
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.model import OVERLAP, REPLY_PIECES, LearnedJudge, Reading, shipped_judge, windows
from kiosk.judging.learned.wordpiece import Piece

ODD = "sorry um the parcel not calm down i'll ring you ££ ’ 日本"
LINE = "You said Tuesday. It's Friday, and my son's birthday is tomorrow."


@pytest.mark.parametrize(
    ("reply", "cue", "carried_by"),
    [
        ("right then madam bear with me i shall get to the bottom of it and let you know", "own", "shall"),
        ("the till takes them off not me and honestly you're getting in a flap about a doll", "dismiss", "getting"),
        ("okay thank you so roughly what time was it when the van pulled away", "probe", "time"),
    ],
)
def test_free_wording_is_read_and_the_words_that_carry_it_are_named(reply: str, cue: str, carried_by: str) -> None:
    words = reply.split()
    reading = shipped_judge().read(words, LINE)
    assert reading.weights[cue] > 0
    first, last = reading.evidence(cue)
    assert carried_by in words[first : last + 1]
    assert last - first < len(words) - 1, "evidence is a part of the reply"


def test_what_the_words_add_is_what_the_cue_weighs() -> None:
    """The bias apart, which is the same for every reply, a weight is the sum of what its words add."""
    bias = [
        np.array(list(reading.weights.values())) - reading.words.sum(0)
        for reading in (shipped_judge().read(reply.split(), LINE) for reply in ("i'm sorry", "calm down it's a parcel"))
    ]
    assert np.allclose(bias[0], bias[1], atol=1e-4)


def test_the_situation_counts_and_may_be_left_out() -> None:
    words = ["so", "it", "was", "promised", "for", "tuesday", "and", "the", "birthday", "is", "tomorrow"]
    with_it, without = shipped_judge().read(words, LINE), shipped_judge().read(words)
    assert with_it.weights["paraphrase"] > without.weights["paraphrase"]


def test_a_cue_is_found_wherever_it_stands_in_a_long_reply() -> None:
    filler = ["and", "the", "shop", "is", "on", "the", "corner", "of", "the", "street", "by", "the", "park"]
    words = filler * 12 + ["i'm", "so", "very", "sorry", "about", "that"] + filler * 6
    reading = shipped_judge().read(words)
    assert reading.weights["apologise"] > 0
    first, last = reading.evidence("apologise")
    assert "sorry" in words[first : last + 1]


@given(st.integers(0, 900))
def test_windows_cover_every_piece_and_overlap(count: int) -> None:
    pieces = [Piece(number, number) for number in range(count)]
    cut = windows(pieces)
    assert {piece.number for window in cut for piece in window} == set(range(count))
    assert all(len(window) <= REPLY_PIECES for window in cut)
    assert all(before[-OVERLAP:] == after[:OVERLAP] for before, after in itertools.pairwise(cut))


@given(
    st.lists(
        st.sampled_from(
            ["sorry", "um", "the", "parcel", "not", "calm", "down", "i'll", "ring", "you", "££", "’", "日本"]
        ),
        max_size=30,
    )
)
@settings(max_examples=30, deadline=None)
def test_any_words_can_be_read_and_evidence_lies_in_them(words: list[str]) -> None:
    reading = shipped_judge().read(words, LINE)
    assert set(reading.weights) == set(PHRASE_CUES)
    if words:
        for cue in PHRASE_CUES:
            first, last = reading.evidence(cue)
            assert 0 <= first <= last < len(words)


def test_two_models_in_two_processes_read_alike() -> None:
    words = ["leave", "it", "with", "me", "and", "i'll", "ring", "you", "by", "five"]
    one, other = LearnedJudge().read(words, LINE), LearnedJudge().read(words, LINE)
    assert one.weights == other.weights
    assert (one.words == other.words).all()


def test_evidence_is_the_run_of_words_that_adds_most() -> None:
    adds = np.zeros((6, len(PHRASE_CUES)), np.float32)
    adds[:, PHRASE_CUES.index("own")] = [-1.0, -1.0, 2.0, 3.0, 2.0, 2.5]
    assert Reading({}, adds).evidence("own") == (2, 5)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"model\.onnx: the learned part of the judge is not there"):
        LearnedJudge(tmp_path)
