"""The browser's microphone, and the bounded queue behind every live source."""

import itertools
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadInput, MissingPart
from kiosk.sound.audio import BLOCK, RATE
from kiosk.sound.browser import BrowserSource
from kiosk.sound.intake import Intake


def message(length, first=0):
    return (np.arange(first, first + length) % 30_000).astype("<i2").tobytes()


def taken(source, chunks):
    """Everything that is queued, up to a `finished` chunk."""
    source.finish()
    kept = []
    for chunk in chunks:
        kept.append(chunk)
        if chunk.finished:
            return kept
    return kept


def joined(chunks):
    return np.concatenate([chunk.samples for chunk in chunks])


@given(sizes=st.lists(st.integers(0, 1_500), max_size=20))
def test_sound_is_whole_in_blocks_however_the_messages_are_cut(sizes):
    source = BrowserSource()
    chunks = source.listen()
    whole = message(sum(sizes) // 2 + 1)
    for begin, end in itertools.pairwise(itertools.accumulate(sizes, initial=0)):
        source.put(whole[begin:end])
    got = taken(source, chunks)
    assert joined(got).tobytes() == whole[: sum(sizes) // 2 * 2]
    assert [chunk.start for chunk in got] == [BLOCK * i for i in range(len(got))]
    assert all(len(chunk.samples) == BLOCK for chunk in got[:-1])
    assert not any(chunk.lost for chunk in got)


def test_a_full_queue_marks_the_gap_where_it_is():
    source = BrowserSource(seconds=1.0)
    chunks = source.listen()
    source.put(message(RATE - 10))
    source.put(message(1_000, 20_000))
    first = [next(chunks) for _ in range(RATE // BLOCK - 1)]
    source.put(message(BLOCK, 5_000))
    rest, after = next(chunks), next(chunks)
    assert not any(chunk.lost for chunk in [*first, rest])
    assert len(rest.samples) == BLOCK - 10
    assert after.lost
    assert after.start == RATE - 10 + 1_000
    assert after.samples[0] == 5_000


def test_a_gap_at_the_very_end_is_marked_too():
    source = BrowserSource(seconds=0.1)
    chunks = source.listen()
    source.put(message(RATE // 10))
    source.put(message(100))
    assert taken(source, chunks)[-1].lost


def test_a_message_of_more_than_a_second_is_refused():
    source = BrowserSource()
    source.put(message(RATE))
    with pytest.raises(BadInput, match=r"a message of 32002 bytes: send at most 32000 \(1 s\)"):
        source.put(message(RATE + 1))


def test_what_came_before_listening_is_thrown_away():
    source = BrowserSource()
    source.put(message(500))
    chunks = source.listen()
    source.put(message(500, 7_000))
    source.finish()
    chunks = source.listen()
    source.put(message(BLOCK, 9_000))
    got = taken(source, chunks)
    assert got[0].samples[0] == 9_000
    assert got[0].start == 0
    assert not got[0].finished


def test_nothing_is_kept_while_nobody_listens():
    source = BrowserSource()
    chunks = source.listen()
    source.put(message(BLOCK))
    next(chunks)
    chunks.close()
    source.put(message(BLOCK))
    assert joined(taken(source, source.listen())).size == 0


def test_a_broken_connection_is_marked_and_its_half_sample_forgotten():
    source = BrowserSource()
    chunks = source.listen()
    source.put(message(10) + b"\x7f")
    source.mark_lost()
    source.put(message(10))
    got = taken(source, chunks)
    assert [chunk.lost for chunk in got] == [False, True]
    assert joined(got).tobytes() == message(10) * 2


def test_finish_comes_at_once_even_without_sound():
    source = BrowserSource()
    chunks = source.listen()
    threading.Timer(0.05, source.finish).start()
    chunk = next(chunks)
    assert chunk.finished
    assert len(chunk.samples) == 0


def test_close_ends_a_listener_that_waits():
    source = BrowserSource()
    chunks = source.listen()
    threading.Timer(0.05, source.close).start()
    assert list(chunks) == []
    assert list(source.listen()) == []


def test_a_second_listener_ends_the_first():
    source = BrowserSource()
    first = source.listen()
    second = source.listen()
    source.put(message(BLOCK))
    assert list(first) == []
    assert len(next(second).samples) == BLOCK


def test_a_failure_comes_after_the_sound_that_was_heard_and_goes_when_mended():
    intake = Intake()
    chunks = intake.listen()
    intake.put(np.ones(BLOCK, np.int16), RATE)
    intake.fail(MissingPart("microphone: lost"))
    assert len(next(chunks).samples) == BLOCK
    with pytest.raises(MissingPart, match="lost"):
        next(chunks)
    with pytest.raises(MissingPart, match="lost"):
        next(intake.listen())
    intake.fail(None)
    chunks = intake.listen()
    intake.put(np.ones(BLOCK, np.int16), RATE)
    assert len(next(chunks).samples) == BLOCK


def test_stereo_is_mixed_and_a_change_of_rate_is_followed(tone):
    intake = Intake()
    chunks = intake.listen()
    left_only = np.stack([tone(440, 0.5, 48_000), np.zeros(24_000, np.int16)], axis=1)
    intake.put(left_only, 48_000)
    intake.put(tone(440, 0.5, 44_100, peak=4_000), 44_100)
    sound = joined(taken(intake, chunks)).astype(float)
    assert len(sound) == pytest.approx(RATE, abs=1_000)
    for half in (sound[1_000:7_000], sound[9_000:15_000]):
        assert np.sqrt(np.mean(half**2)) == pytest.approx(4_000 / np.sqrt(2), rel=0.02)
