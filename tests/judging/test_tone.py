"""Tone cues hold a voice against its own baseline, give the figure, and never name a feeling."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.commands.benchmarks.tones import raised_voices
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.utterance import Prosody
from kiosk.judging.tone import ToneMeasures, tone_cues, tone_measures

BASE = Baseline(level_db=-30.0, pitch_hz=120.0, pitch_range_st=8.0, rate=4.0, longest_pause=0.9, speech_seconds=20.0)
FEELINGS = {
    "angry", "anger", "calm", "afraid", "fear", "nervous", "anxious", "happy", "sad", "upset", "bored", "stressed",
    "confident", "irritated", "frustrated", "aggressive", "tense", "emotion", "emotional", "mood", "feeling", "feel",
}  # fmt: skip
NUMBER = st.none() | st.floats(0.01, 400)


def names(measures: ToneMeasures, seconds: float = 5.0, response: float | None = 0.5, overlap: float = 0.0) -> set[str]:
    return {cue.name for cue in tone_cues(measures, seconds, response, overlap)}


def test_measures_are_relative_to_the_speaker() -> None:
    heard = Prosody(level_db=-24.0, pitch_hz=240.0, pitch_range_st=4.0, rate=6.0, speech_seconds=3.0)
    measures = tone_measures(heard, BASE)
    assert (measures.level_db, measures.pitch_st, measures.rate_ratio, measures.range_ratio) == (6, 12, 1.5, 0.5)
    assert measures.unheard == {}


def test_what_was_not_heard_keeps_its_reason_and_gives_neither_cue_nor_twin() -> None:
    measures = tone_measures(Prosody(rate=4.0, unheard={"level_db": "clipped"}), Baseline())
    assert measures.unheard["level_db"] == "clipped"
    assert measures.unheard["rate_ratio"] == "no baseline"
    assert tone_cues(measures, 5.0) == ()


def test_a_baseline_that_was_not_heard_gives_its_reason() -> None:
    base = Baseline(rate=4.0, unheard={"level_db": "automatic gain"})
    measures = tone_measures(Prosody(level_db=-20.0, rate=4.0), base)
    assert measures.unheard["level_db"] == "baseline: automatic gain"
    assert names(measures, response=None) == {"even_pace"}


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ((1.2, 1.0), {"long_pauses"}),
        ((1.2, 0.9, 0.9), set()),  # The speaker's own are as long.
        ((1.2,), set()),
        ((0.5,) * 6, set()),
    ],
)
def test_long_pauses_are_longer_than_the_speakers_own_and_more_than_one(pauses, expected) -> None:
    heard = Prosody(speech_seconds=5.0, pauses=pauses)
    assert names(tone_measures(heard, BASE), response=None) == expected
    assert names(tone_measures(heard, Baseline()), response=None) == set()


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        (ToneMeasures(level_db=5.0), "raised_voice"),
        (ToneMeasures(level_db=0.0), "steady"),
        (ToneMeasures(rate_ratio=1.4), "rushed"),
        (ToneMeasures(rate_ratio=0.6), "slowed"),
        (ToneMeasures(rate_ratio=1.0), "even_pace"),
        (ToneMeasures(range_ratio=0.4), "flat"),
    ],
)
def test_each_measure_gives_its_cue(measures: ToneMeasures, expected: str) -> None:
    assert names(measures, response=None) == {expected}


def test_between_a_cue_and_its_twin_lies_no_cue() -> None:
    assert names(ToneMeasures(level_db=4.0, rate_ratio=1.25, range_ratio=0.7), response=None) == set()


def test_pace_is_not_judged_on_a_word_or_two() -> None:
    assert names(ToneMeasures(rate_ratio=2.0, range_ratio=0.1), seconds=1.0, response=None) == set()


@pytest.mark.parametrize(
    ("response", "overlap", "expected"),
    [
        (0.4, 0.0, {"waited"}),
        (-0.1, 0.1, {"waited"}),
        (-1.0, 0.8, {"cutting_in"}),
        (0.2, 0.3, set()),
        (4.5, 0.0, {"long_silence"}),
        (None, 0.0, set()),
    ],
)
def test_turn_taking(response: float | None, overlap: float, expected: set[str]) -> None:
    assert names(ToneMeasures(), response=response, overlap=overlap) == expected


@given(
    st.tuples(NUMBER, NUMBER, NUMBER, NUMBER),
    st.floats(0, 60),
    st.lists(st.floats(0.25, 5)),
    st.none() | st.floats(-5, 60),
    st.floats(0, 60),
)
def test_no_cue_ever_names_a_feeling_or_contradicts_another(measured, seconds, pauses, response, overlap):
    level, pitch, rate, spread = measured
    heard = Prosody(level, pitch, spread, rate, seconds, tuple(pauses))
    cues = tone_cues(tone_measures(heard, BASE), seconds, response, overlap)
    found = {cue.name for cue in cues}
    for one in ({"raised_voice", "steady"}, {"rushed", "slowed", "even_pace"}, {"cutting_in", "waited"}):
        assert len(one & found) <= 1
    for cue in cues:
        words = set(f"{cue.name.replace('_', ' ')} {cue.reason}".lower().split())
        assert not words & FEELINGS
        assert cue.unit in ("dB", "ratio", "s")


def test_a_raised_voice_is_told_from_a_calm_one_softly_played_and_in_noise_too(measurement_data: Path) -> None:
    pytest.importorskip("soundfile")
    figures = list(raised_voices(measurement_data))
    assert len(figures) == 9
    assert [figure.row() for figure in figures if not figure.within] == []
