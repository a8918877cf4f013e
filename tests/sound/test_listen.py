"""One turn of listening, from a source to the sound of a reply."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sound.audio import BLOCK, RATE, AudioChunk, AudioClip
from kiosk.sound.detector import FRAME, SileroDetector
from kiosk.sound.listen import LEAD, hear_turn
from kiosk.sound.recordings import RecordedReplies
from kiosk.sound.turn_end import TurnEnd
from kiosk.sound.wav import read_wav


class Loudness:
    """A detector for tests: loud is speech."""

    def probability(self, frame):
        return float(np.abs(frame).mean() > 1_000)

    def reset(self):
        pass


def reply(*parts):
    """A clip of (seconds, loud) parts; every sample tells its position, so that a shift shows."""
    pieces = []
    for seconds, loud in parts:
        length = round(seconds * RATE / FRAME) * FRAME
        pieces.append((np.arange(length) % 97 + (5_000 if loud else 0)).astype(np.int16))
    return AudioClip(np.concatenate(pieces), RATE)


def hear(clip, pause=0.5, pause_after=None, on_chunk=lambda _: None, **rules):
    return hear_turn(RecordedReplies([clip], pause_after), TurnEnd(Loudness(), pause, **rules), on_chunk)


def test_the_reply_begins_half_a_second_before_its_first_word():
    clip = reply((2.048, False), (1.024, True), (1.024, False))
    heard = hear(clip)
    assert heard.waited == pytest.approx(2.048)
    assert heard.speech_start == pytest.approx(0.5)
    assert heard.speech_end == pytest.approx(1.524)
    assert heard.segments == ((pytest.approx(0.5), pytest.approx(1.524)),)
    assert heard.samples.tolist() == clip.samples[2_048 * 16 - LEAD :][: len(heard.samples)].tolist()
    assert len(heard.samples) / RATE == pytest.approx(1.524 + 0.5, abs=FRAME / RATE)
    assert not heard.cut


def test_a_reply_that_begins_at_once_has_no_more_before_it_than_there_is():
    heard = hear(reply((1.024, True), (1.024, False)))
    assert heard.speech_start == 0.0
    assert heard.waited == 0.0


def test_silence_gives_no_sound():
    heard = hear(reply((3.008, False)))
    assert len(heard.samples) == 0
    assert heard.speech_start is None
    assert heard.speech_end is None
    assert heard.segments == ()
    assert heard.waited == pytest.approx(3.008)


def test_silence_ends_at_its_timeout():
    source = RecordedReplies([reply((10.016, False))])
    assert hear_turn(source, TurnEnd(Loudness(), 0.5, silence_timeout=4.0)).waited == pytest.approx(4.0)


def test_a_source_without_anything_gives_no_sound():
    heard = hear_turn(RecordedReplies([]), TurnEnd(Loudness(), 0.5))
    assert heard.speech_start is None
    assert heard.waited == 0.0


def test_a_clip_of_one_sample_is_a_silent_turn():
    assert hear(AudioClip(np.ones(1, np.int16), RATE)).speech_start is None


def test_the_recogniser_gets_sound_only_when_there_is_speech():
    given_out = []
    hear(reply((5.024, False)), on_chunk=given_out.append)
    assert given_out == []


def test_a_turn_that_is_too_long_is_stopped_which_is_no_loss_of_sound():
    heard = hear(reply((0.512, False), (9.984, True)), longest=5.0)
    assert heard.stopped
    assert not heard.cut
    assert len(heard.samples) / RATE == pytest.approx(5.5, abs=2 * FRAME / RATE)


def test_lost_sound_marks_the_turn_as_cut():
    class Gappy(RecordedReplies):
        def listen(self):
            for chunk in super().listen():
                lost = chunk.start == 40 * BLOCK
                yield AudioChunk(chunk.samples, chunk.start, chunk.finished, lost=lost)

    source = Gappy([reply((0.512, False), (1.024, True))])
    heard = hear_turn(source, TurnEnd(Loudness(), 0.5))
    assert heard.cut
    assert not heard.stopped


def test_listening_gives_the_source_back_when_the_turn_is_over():
    closed = []

    class Watched(RecordedReplies):
        def listen(self):
            try:
                yield from super().listen()
            finally:
                closed.append(True)

    hear_turn(Watched([reply((1.024, True), (5.024, False))]), TurnEnd(Loudness(), 0.5))
    assert closed == [True]


@given(
    parts=st.lists(st.tuples(st.floats(0, 1.5), st.booleans()), min_size=1, max_size=6),
    pause=st.one_of(st.none(), st.floats(0.1, 1.5)),
    chunk=st.integers(50, RATE),
)
def test_what_is_passed_on_is_what_is_returned_and_is_part_of_what_was_said(parts, pause, chunk):
    class AnyChunks(RecordedReplies):
        def listen(self):
            samples = np.concatenate([one.samples for one in super().listen()])
            for start in range(0, len(samples), chunk):
                yield AudioChunk(samples[start : start + chunk], start)

    clip = reply(*parts)
    passed_on = [np.zeros(0, np.int16)]
    heard = hear_turn(AnyChunks([clip]), TurnEnd(Loudness(), pause), passed_on.append)
    blocks = hear_turn(RecordedReplies([clip]), TurnEnd(Loudness(), pause))
    assert np.concatenate(passed_on).tolist() == heard.samples.tolist() == blocks.samples.tolist()
    assert (heard.segments, heard.waited) == (blocks.segments, blocks.waited)
    if heard.speech_start is not None:
        begin = round((heard.waited - heard.speech_start) * RATE)
        assert clip.samples[begin:][: len(heard.samples)].tolist() == heard.samples.tolist()
        assert all(0 <= start < end <= len(heard.samples) / RATE for start, end in heard.segments)


FOUR_FRAMES = 4 * FRAME / RATE
TWICE = ((0.512, False), (1.024, True), (0.704, False), (1.024, True), (2.048, False))
"""Speech, a hesitation of 22 frames, speech."""


def hear_patiently(clip, wait, pause=1.0, pause_after=None, turn_end=None):
    """`wait`: from how much was said (s) to how long is waited (s)."""
    turn_end = turn_end or TurnEnd(Loudness(), pause)
    said = lambda turn: sum(end - start for start, end in turn.segments)  # noqa: E731
    return hear_turn(
        RecordedReplies([clip], pause_after), turn_end, on_stop=lambda turn: lambda: wait(round(said(turn), 3))
    )


def test_a_turn_that_is_judged_to_be_over_ends_sooner_than_the_pause():
    heard = hear_patiently(reply(*TWICE), lambda said: 0.32)
    assert heard.segments == ((pytest.approx(0.5), pytest.approx(1.524)),)
    assert len(heard.samples) / RATE == pytest.approx(1.524 + 0.32, abs=FRAME / RATE)


def test_a_turn_that_is_not_is_waited_for_longer_than_the_pause():
    clip = reply((1.024, True), (1.216, False), (1.024, True), (2.048, False))
    assert len(hear(clip, pause=1.0).segments) == 1
    assert len(hear_patiently(clip, lambda said: 1.3).segments) == 2


def test_speech_that_goes_on_takes_the_turn_back_with_all_that_was_said():
    clip = reply(*TWICE)
    asked = []
    heard = hear_patiently(clip, lambda said: asked.append(said) or (0.8 if said < 2 else 0.32))
    assert len(heard.segments) == 2
    assert heard.samples.tolist() == clip.samples[512 * 16 - LEAD :][: len(heard.samples)].tolist()
    assert sorted(set(asked)) == [pytest.approx(1.024), pytest.approx(2.048)], "each silence is judged by itself"
    assert len(heard.samples) / RATE == pytest.approx(heard.speech_end + 0.32, abs=FRAME / RATE)


def test_what_becomes_known_in_a_silence_changes_the_wait():
    """The recogniser's last word comes late: first 1.3 s, then at once."""
    asked = []
    heard = hear_patiently(reply(*TWICE), lambda said: asked.append(said) or (1.3 if len(asked) < 5 else 0.3))
    assert len(asked) == 5
    assert len(heard.samples) / RATE == pytest.approx(heard.speech_end + 0.25 + FOUR_FRAMES, abs=2 * FRAME / RATE)


def test_the_next_turn_begins_with_the_usual_pause():
    turn_end = TurnEnd(Loudness(), 1.0)
    hear_patiently(reply(*TWICE), lambda said: 0.32, turn_end=turn_end)
    assert turn_end.pause == 1.0


def test_where_only_finished_ends_a_turn_no_silence_is_judged():
    asked = []
    heard = hear_patiently(reply(*TWICE), lambda said: asked.append(said) or 0.3, pause=None)
    assert asked == []
    assert len(heard.segments) == 2


def test_the_button_ends_a_turn_that_is_still_waited_for():
    source = RecordedReplies([reply(*TWICE)], pause_after=5.0)

    def on_stop(turn):
        source.finish()
        return lambda: 5.0

    heard = hear_turn(source, TurnEnd(Loudness(), 1.0), on_stop=on_stop)
    assert heard.segments == ((pytest.approx(0.5), pytest.approx(1.524)),)
    assert len(heard.samples) / RATE < heard.speech_end + 0.35


@given(
    parts=st.lists(st.tuples(st.floats(0, 1.5), st.booleans()), min_size=1, max_size=6),
    waits=st.lists(st.floats(0.3, 1.3), min_size=1, max_size=50),
    chunk=st.integers(50, RATE),
)
def test_a_judged_turn_is_the_same_however_its_sound_comes(parts, waits, chunk):
    """The wait hangs on how much the recogniser has been given, as its words do."""

    class AnyChunks(RecordedReplies):
        def listen(self):
            samples = np.concatenate([one.samples for one in super().listen()])
            for start in range(0, len(samples), chunk):
                yield AudioChunk(samples[start : start + chunk], start)

    clip, turns = reply(*parts), []
    for source in (RecordedReplies([clip]), AnyChunks([clip])):
        given_out = []
        heard = hear_turn(
            source,
            TurnEnd(Loudness(), 1.0),
            given_out.append,
            lambda turn, given_out=given_out: lambda: waits[sum(map(len, given_out)) // FRAME % len(waits)],
        )
        turns.append((heard.samples.tolist(), heard.segments, heard.waited))
        assert np.concatenate([*given_out, np.zeros(0, np.int16)]).tolist() == heard.samples.tolist()
    assert turns[0] == turns[1]


# The driver looks for eSpeak in fixed places only; the wheel's library is elsewhere.
SAY = """
import ctypes, os, sys, espeakng_loader
os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
load, bundled = ctypes.cdll.LoadLibrary, espeakng_loader.get_library_path()
ctypes.cdll.LoadLibrary = lambda name: load(bundled if "espeak" in str(name) else name)
import pyttsx3
engine = pyttsx3.init("espeak")
engine.save_to_file(sys.argv[1], sys.argv[2])
engine.runAndWait()
"""


@pytest.fixture(scope="session")
def spoken(tmp_path_factory):
    """Says a text with the first speech engine; skips where it has none."""

    def say(text):
        path = tmp_path_factory.mktemp("spoken") / "reply.wav"
        done = subprocess.run(
            [sys.executable, "-c", SAY, text, str(path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode or not path.exists():
            pytest.skip(f"no speech engine: {done.stderr.strip().splitlines()[-1:]}")
        return read_wav(path)

    return say


@pytest.mark.parametrize("text", ["No.", "Yes.", "I'm so sorry to hear that, let me find out where it is."])
def test_the_real_detector_finds_a_spoken_reply_and_its_end(spoken, text):
    clip = spoken(text)
    source = RecordedReplies([clip], pause_after=2.0)
    heard = hear_turn(source, TurnEnd(SileroDetector(), pause=0.7))
    assert heard.speech_start is not None
    assert heard.waited < 0.3
    assert heard.speech_end == pytest.approx(clip.seconds, abs=0.4)
    assert len(heard.samples) / RATE == pytest.approx(heard.speech_end + 0.7, abs=2 * FRAME / RATE)
