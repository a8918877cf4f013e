"""Where a turn ends, written as strings: one sign a frame (32 ms), `s` speech, `.` none, `w` weak speech."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sound.audio import RATE
from kiosk.sound.detector import FRAME, SileroDetector
from kiosk.sound.turn_end import NothingSaid, SpeechEnded, SpeechStarted, TurnEnd, TurnOver

PROBABILITY = {".": 0.05, "w": 0.4, "s": 0.9}
FRAME_SECONDS = FRAME / RATE


class Script:
    """A detector that says what a string says."""

    def __init__(self, frames):
        self.frames = frames
        self.reset()

    def probability(self, frame):
        assert len(frame) == FRAME
        return PROBABILITY[next(self._left)]

    def reset(self):
        self._left = iter(self.frames)


def sound(frames):
    return np.zeros(len(frames) * FRAME, np.int16)


def told(frames, pause=8, silence=None, longest=1_000, finish=False):
    """The events of a string, in frames: `+3` speech from frame 3, `-9` to frame 9, `over`, `cut`, `nothing`."""
    turn_end = TurnEnd(
        Script(frames),
        pause and pause * FRAME_SECONDS,
        silence and silence * FRAME_SECONDS,
        longest * FRAME_SECONDS,
    )
    events = turn_end.feed(sound(frames))
    return " ".join(map(shown, events + turn_end.finish() if finish else events))


def shown(event):
    at = event.at / FRAME
    match event:
        case SpeechStarted():
            return f"+{at:g}"
        case SpeechEnded():
            return f"-{at:g}"
        case NothingSaid():
            return f"nothing{at:g}"
        case TurnOver(too_long=cut):
            return f"{'cut' if cut else 'over'}{at:g}"


@pytest.mark.parametrize(
    ("frames", "events"),
    [
        ("..........", ""),
        ("....ssss..........", ""),
        ("....sssss.........", "+4 -9 over17"),
        ("....sss.s.s.......", "+4"),
        ("....sss.s.s.........", "+4 -11 over19"),
        ("s.......s.......s.......", ""),
        ("..s......sssss..........", "+9 -14 over22"),
        ("sssss...............", "+0 -5 over13"),
        ("ssssswwww........", "+0 -9 over17"),
        ("wwwwwwwwwwww........", ""),
        ("ssssss......ssssss........", "+0 -18 over26"),
        ("sssss........sssss", "+0 -5 over13"),
    ],
    ids=[
        "silence", "a knock of four frames", "five frames are speech", "speech with holes, pause not yet over",
        "speech with holes", "rare clicks", "a click does not belong to the word after it",
        "speech from the first frame", "weak ends of words count", "weak sounds alone do not",
        "a pause shorter than the rule", "after the end nothing is heard",
    ],
)  # fmt: skip
def test_the_turn_of_a_string(frames, events):
    assert told(frames) == events


def test_stretches_inside_a_turn_end_after_a_quarter_of_a_second():
    assert told("sssss.......sssss" + "." * 30, pause=25) == "+0 -17 over42"
    assert told("sssss........sssss" + "." * 30, pause=25) == "+0 -5 +13 -18 over43"


def test_a_word_that_begins_as_the_pause_runs_out_is_waited_for():
    assert told("sssss" + "." * 19 + "sssss" + "." * 20, pause=20) == "+0 -5 +24 -29 over49"
    assert told("sssss" + "." * 19 + "ss" + "." * 20, pause=20) == "+0 -5 over27"


def test_without_a_pause_rule_only_finish_ends_the_turn():
    assert told("sssss" + "." * 500, pause=None) == "+0 -5"
    assert told("sssss" + "." * 500, pause=None, finish=True) == "+0 -5 over505"


def test_finish_in_the_middle_of_a_word():
    assert told("..ssssss", finish=True) == "+2 -8 over8"


def test_finish_without_speech_is_nothing_said():
    assert told("......", finish=True) == "nothing6"
    assert told("", finish=True) == "nothing0"


def test_finish_after_the_end_says_nothing_more():
    assert told("sssss" + "." * 20, finish=True) == "+0 -5 over13"


def test_long_silence_is_nothing_said():
    assert told("." * 30, silence=20) == "nothing20"
    assert told("...s" + "." * 30, silence=20) == "nothing20"


def test_a_word_that_begins_as_the_silence_runs_out_is_waited_for():
    assert told("." * 18 + "sssss" + "." * 10, silence=20) == "+18 -23 over31"


def test_silence_after_speech_is_no_silence_timeout():
    assert told("sssss" + "." * 30, pause=None, silence=20) == "+0 -5"


def test_a_turn_that_never_ends_is_cut():
    assert told("..." + "s" * 100, longest=50) == "+3 -53 cut53"
    assert told("..." + "ssssss...." * 20, longest=50) == "+3 -49 cut53"


def test_the_pause_may_change_while_the_turn_runs():
    turn_end = TurnEnd(Script("sssss" + "." * 50), pause=None)
    turn_end.feed(sound("sssss.........."))
    assert turn_end.silence == pytest.approx(10 * FRAME_SECONDS)
    turn_end.pause = 0.5
    assert [shown(event) for event in turn_end.feed(sound("." * 35))] == ["over21"]
    assert turn_end.over


def test_reset_begins_anew():
    frames = "..sssss" + "." * 20
    turn_end = TurnEnd(Script(frames), pause=0.25)
    first = turn_end.feed(sound(frames))
    assert turn_end.feed(sound(frames)) == ()
    turn_end.reset()
    assert turn_end.feed(sound(frames)) == first


@given(
    frames=st.text(alphabet="s.w", max_size=120),
    cuts=st.lists(st.integers(0, 120 * FRAME), max_size=20),
    pause=st.one_of(st.none(), st.floats(0, 2)),
    silence=st.one_of(st.none(), st.floats(0, 3)),
    longest=st.floats(0.2, 3),
)
def test_the_same_sound_gives_the_same_events_however_it_is_cut(frames, cuts, pause, silence, longest):
    turn_end = TurnEnd(Script(frames), pause, silence, longest)
    whole = turn_end.feed(sound(frames)) + turn_end.finish()
    turn_end.reset()
    pieces = np.split(sound(frames), sorted(cuts))
    cut = tuple(itertools.chain.from_iterable(map(turn_end.feed, pieces))) + turn_end.finish()
    assert cut == whole


@given(
    frames=st.text(alphabet="s.w", max_size=200),
    pause=st.one_of(st.none(), st.floats(0, 2)),
    silence=st.one_of(st.none(), st.floats(0, 3)),
    longest=st.floats(0.2, 3),
)
def test_events_are_in_order_and_end_once(frames, pause, silence, longest):
    turn_end = TurnEnd(Script(frames), pause, silence, longest)
    events = turn_end.feed(sound(frames)) + turn_end.finish()
    *stretches, last = events
    assert all(isinstance(event, SpeechStarted) for event in stretches[::2])
    assert all(isinstance(event, SpeechEnded) for event in stretches[1::2])
    assert len(stretches) % 2 == 0
    times = [event.at for event in events]
    assert times == sorted(times)
    assert isinstance(last, TurnOver if stretches else NothingSaid)


class Recorded:
    """The real detector's judgements of one sound, kept so that several rules can be tried on it."""

    def __init__(self, samples):
        detector = SileroDetector()
        frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
        self.values = [detector.probability(frame) for frame in frames]
        self.reset()

    def probability(self, frame):
        return next(self._left)

    def reset(self):
        self._left = iter(self.values)


def test_the_real_detector_gives_the_same_answers_after_a_reset():
    noise = np.random.default_rng(3).normal(0, 2_000, (40, FRAME)).astype(np.int16)
    detector = SileroDetector()
    first = [detector.probability(frame) for frame in noise]
    detector.reset()
    assert [detector.probability(frame) for frame in noise] == first
    assert all(0 <= value <= 1 for value in first)


@pytest.mark.parametrize("level", [30, 300, 3_000])
def test_the_real_detector_takes_neither_noise_nor_hum_nor_silence_for_speech(level, tone):
    rng = np.random.default_rng(level)
    for samples in (
        rng.normal(0, level, 5 * RATE).astype(np.int16),
        tone(100, 5.0, peak=level),
        np.zeros(5 * RATE, np.int16),
    ):
        turn_end = TurnEnd(SileroDetector(), pause=0.7, silence_timeout=4.0)
        events = turn_end.feed(samples)
        assert [type(event) for event in events] == [NothingSaid]


def test_no_fluent_turn_of_recorded_people_is_cut_off(measurement_data):
    soundfile = pytest.importorskip("soundfile")
    clips = sorted((measurement_data / "speech" / "barista").glob("*.flac"))[:25]
    cut = 0
    for path in clips:
        samples, _ = soundfile.read(path, dtype="int16")
        samples = np.concatenate([samples, np.zeros(2 * RATE, np.int16)])
        judged = Recorded(samples)
        patient = TurnEnd(judged, pause=None)
        last = [event.at for event in patient.feed(samples) if isinstance(event, SpeechEnded)][-1]
        quick = TurnEnd(judged, pause=0.7)
        over = [event.at for event in quick.feed(samples) if isinstance(event, TurnOver)]
        assert len(over) == 1
        cut += over[0] < last
    assert len(clips) == 25
    assert cut == 0
