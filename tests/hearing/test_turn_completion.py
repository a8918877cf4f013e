"""How long a silence is waited for: what the voice, the words, the learner's pauses and the settings do to it."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hearing.sounds import pcm, quiet
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hearing.ending_sound import EndingSound, ending_of
from kiosk.hearing.ending_words import ending_of_words, ending_words
from kiosk.hearing.turn_completion import TurnCompletion, finished, pauses_between, waits
from kiosk.sound.audio import RATE

AT_REST = EndingSound(pitch_place=0.02, drop_db=-11.0, lengthening=1.6)
IN_THE_AIR = EndingSound(pitch_place=0.6, drop_db=-2.0, lengthening=0.8)
USUAL = waits(1.0)
SIGNS = st.builds(
    EndingSound,
    st.none() | st.floats(0, 1),
    st.none() | st.floats(-40, 10),
    st.none() | st.floats(0, 5),
)
WORDS = st.none() | st.sampled_from(["", "thank you for it", "i'm sorry and", "the parcel", "does that sound fair"])
PAUSES = st.lists(st.floats(0.25, 2), max_size=12)


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("i'm so sorry and", "open"),
        ("that's because", "open"),
        ("let me find the", "open"),
        ("i was going to", "open"),
        ("yes um i", "open"),
        ("thank", "open"),
        ("does that sound fair", "closing"),
        ("i'll do that for you", "closing"),
        ("would friday be okay", "closing"),
        ("where is it", "closing"),
        ("let me find the parcel", "either"),
        ("thank you", "either"),
        ("", "either"),
    ],
)
def test_how_words_end(text, ending):
    assert ending_of_words(text) == ending


def test_the_lists_are_what_the_labelled_replies_say(measurement_data: Path):
    """The shares that the file names, counted again."""
    lines = (measurement_data / "replies/replies-train.jsonl").read_text("utf-8").splitlines()
    replies = [json.loads(line)["reply"].lower().split() for line in lines]
    ends = Counter(word for reply in replies for word in {reply[-1], " ".join(reply[-2:])})
    anywhere = Counter(word for reply in replies for word in reply)
    anywhere += Counter(" ".join(pair) for reply in replies for pair in pairwise(reply))
    for entry in (entry for entries in ending_words().open.values() for entry in entries):
        assert ends[entry] <= 0.015 * anywhere[entry], entry
    for entry in (entry for entries in ending_words().closing.values() for entry in entries):
        assert ends[entry] >= (0.10 if " " in entry else 0.06) * anywhere[entry], entry


def test_where_all_agrees_the_answer_comes_at_once():
    assert TurnCompletion(USUAL).wait(AT_REST, 3.0, "does that sound fair") == pytest.approx(0.3)
    assert TurnCompletion(USUAL).wait(AT_REST, 3.0, None) == pytest.approx(0.3)


def test_a_voice_that_hangs_in_the_air_is_waited_for():
    assert TurnCompletion(USUAL).wait(IN_THE_AIR, 3.0, "let me find the parcel") == pytest.approx(1.3)


def test_words_that_must_go_on_are_waited_for_whatever_the_voice_does():
    assert TurnCompletion(USUAL).wait(AT_REST, 9.0, "i'm so sorry because") == pytest.approx(1.3)


def test_where_nothing_is_known_the_wait_is_long():
    assert TurnCompletion(USUAL).wait(EndingSound(), 0.3, None) == pytest.approx(1.3)


def test_a_learner_who_pauses_within_turns_is_waited_for():
    completion = TurnCompletion(USUAL)
    completion.turn_over([0.5])
    assert completion.wait(AT_REST, 3.0, None) == pytest.approx(0.3), "one pause is no habit"
    assert completion.wait(AT_REST, 3.0, None, [0.7]) == pytest.approx(0.6), "nor is the longest of two"
    completion.turn_over([0.7, 0.7])
    assert completion.wait(AT_REST, 3.0, None) == pytest.approx(0.8)
    completion.turn_over([0.3] * 8)
    assert completion.wait(AT_REST, 3.0, None) == pytest.approx(0.4), "old pauses are forgotten"


@pytest.mark.parametrize(
    ("pause", "patient", "quickest", "longest"),
    [(1.0, False, 0.3, 1.3), (0.3, False, 0.3, 0.39), (1.5, False, 1.5, 1.95), (0.9, True, 0.9, 1.17)],
    ids=["as it comes", "the shortest that can be set", "who sets more needs more", "extended time is never early"],
)
def test_the_setting_moves_the_waits(pause, patient, quickest, longest):
    found = waits(pause, patient=patient)
    assert (found.quickest, found.longest) == (pytest.approx(quickest), pytest.approx(longest))


@given(SIGNS, st.floats(0, 60), WORDS, PAUSES, PAUSES, st.floats(0.3, 5.0), st.booleans())
def test_the_wait_is_between_the_quickest_and_the_longest_and_always_the_same(
    sound, spoken, words, before, within, pause, patient
):
    completion, again = TurnCompletion(waits(pause, patient=patient)), TurnCompletion(waits(pause, patient=patient))
    completion.turn_over(before)
    again.turn_over(before)
    wait = completion.wait(sound, spoken, words, within)
    bounds = waits(pause, patient=patient)
    assert bounds.quickest - 1e-9 <= wait <= bounds.longest + 1e-9
    assert wait == completion.wait(sound, spoken, words, within) == again.wait(sound, spoken, words, within)


@given(SIGNS, st.floats(0, 60), st.floats(0, 60))
def test_the_more_was_said_the_more_it_is_finished(sound, spoken, other):
    less, more = sorted((spoken, other))
    assert finished(sound, less, None) <= finished(sound, more, None) + 1e-9


def test_pauses_between_stretches():
    assert list(pauses_between(((0.5, 1.0), (1.5, 2.0), (3.0, 4.0)))) == [0.5, 1.0]
    assert list(pauses_between(())) == []


def glide(start_hz: float, end_hz: float, seconds: float, fade_db: float = 0.0) -> np.ndarray:
    """A buzz whose pitch and level go from one value to another; it dips eight times, as syllables do."""
    t = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(np.linspace(start_hz, end_hz, len(t))) / RATE
    buzz = sum(np.sin(phase * n) / n for n in range(1, 8))
    syllables = 0.55 + 0.45 * np.cos(2 * np.pi * 4 * t)
    return 0.2 * buzz * syllables * 10 ** (np.linspace(0, fade_db, len(t)) / 20)


def test_a_falling_and_fading_voice_comes_to_rest_and_a_rising_one_does_not():
    falling = ending_of(pcm(glide(220, 110, 2.0, -20), quiet(0.3)), 2 * RATE)
    rising = ending_of(pcm(glide(110, 220, 2.0), quiet(0.3)), 2 * RATE)
    assert falling.pitch_place is not None and rising.pitch_place is not None
    assert falling.pitch_place < 0.1 < 0.9 < rising.pitch_place
    assert falling.drop_db is not None and rising.drop_db is not None
    assert falling.drop_db < rising.drop_db - 2


def test_a_drawn_out_last_syllable_is_longer():
    even, drawn = glide(150, 150, 2.0), glide(150, 150, 2.0)
    held = np.concatenate([drawn, np.tile(drawn[-RATE // 150 :], 45)])
    usual = ending_of(pcm(even, quiet(0.3)), len(even))
    longer = ending_of(pcm(held, quiet(0.3)), len(held))
    assert usual.lengthening is not None and longer.lengthening is not None
    assert longer.lengthening > usual.lengthening


@pytest.mark.parametrize("seconds", [0.0, 0.02, 1.0])
def test_without_a_voice_nothing_can_be_measured(seconds):
    assert ending_of(pcm(quiet(seconds)), round(seconds * RATE)) == EndingSound()
