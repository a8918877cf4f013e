"""Recordings in place of a learner."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadInput
from kiosk.sound.audio import BLOCK, RATE, AudioClip
from kiosk.sound.recordings import RecordedReplies, SilentSink
from kiosk.sound.wav import write_wav


def clip(length):
    return AudioClip(np.arange(length).astype(np.int16), RATE)


@given(length=st.integers(0, 3 * BLOCK + 1))
def test_a_recording_comes_whole_in_chunks_and_the_last_is_finished(length):
    chunks = list(RecordedReplies([clip(length)]).listen())
    assert np.concatenate([chunk.samples for chunk in chunks]).tolist() == clip(length).samples.tolist()
    assert [chunk.start for chunk in chunks] == [BLOCK * i for i in range(len(chunks))]
    assert [chunk.finished for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert all(len(chunk.samples) == BLOCK for chunk in chunks[:-1])


def test_each_turn_gets_the_next_recording_and_then_nothing():
    replies = RecordedReplies([clip(10), clip(20)])
    assert replies.left == 2
    assert [len(chunk.samples) for chunk in replies.listen()] == [10]
    assert replies.left == 1
    assert [len(chunk.samples) for chunk in replies.listen()] == [20]
    assert list(replies.listen()) == []
    assert replies.left == 0


def test_files_of_any_rate_arrive_at_16_khz(tmp_path, tone_clip):
    write_wav(tmp_path / "a.wav", tone_clip(440, 1.0, 44_100))
    chunks = list(RecordedReplies([tmp_path / "a.wav"]).listen())
    assert sum(len(chunk.samples) for chunk in chunks) == pytest.approx(RATE, abs=1)


def test_a_bad_file_is_refused_before_the_call_begins(tmp_path):
    (tmp_path / "b.wav").write_text("Dear all")
    with pytest.raises(BadInput, match="begins with 'Dear'"):
        RecordedReplies([clip(10), tmp_path / "b.wav"])


def test_with_a_pause_after_it_the_end_of_the_turn_is_left_to_be_found():
    chunks = list(RecordedReplies([clip(100)], pause_after=0.5).listen())
    assert not any(chunk.finished for chunk in chunks)
    sound = np.concatenate([chunk.samples for chunk in chunks])
    assert len(sound) == 100 + RATE // 2
    assert not sound[100:].any()


def test_finish_and_close_work_in_the_middle():
    replies = RecordedReplies([clip(10 * BLOCK), clip(10 * BLOCK)], pause_after=1.0)
    chunks = replies.listen()
    next(chunks)
    replies.finish()
    assert [next(chunks).finished, next(chunks).finished] == [True, False]
    replies.close()
    assert list(chunks) == []


def test_the_silent_sink_takes_no_time_and_says_what_would_have_been_heard():
    sink = SilentSink()
    assert sink.play(clip(RATE)) == 1.0
    assert sink.play(clip(RATE), lambda: True) == 0.0
    sink.close()
