"""The browser as loudspeaker: the clip waits for the screen, follows it, and ends when it says so."""

import threading
import time

import numpy as np
import pytest

from kiosk.sound.audio import AudioClip
from kiosk.sound.browser_sink import GRACE, BrowserSink

RATE = 8_000


def clip(seconds):
    return AudioClip(np.arange(round(seconds * RATE), dtype=np.int16), RATE)


@pytest.fixture
def sink():
    sink = BrowserSink()
    yield sink
    sink.close()


def play_in_a_thread(sink, sound, stop=lambda: False):
    """Begin to play; the returned function waits for the end and gives the seconds heard."""
    heard = []
    thread = threading.Thread(target=lambda: heard.append(sink.play(sound, stop)))
    thread.start()

    def ended():
        thread.join(20)
        assert heard, "still playing"
        return heard[0]

    return ended


def test_play_returns_as_soon_as_the_screen_has_played_the_clip(sink):
    sent = []

    def screen(number, sound):
        sent.append((number, sound.samples.tolist()))
        sink.played(number)

    sink.attach(screen)
    began = time.monotonic()
    assert sink.play(clip(30)) == 30
    assert sink.play(clip(20)) == 20
    assert time.monotonic() - began < 5
    assert sent == [(1, clip(30).samples.tolist()), (2, clip(20).samples.tolist())]


def test_a_clip_nobody_reports_counts_as_heard_after_its_length_and_some_grace(sink):
    sink.attach(lambda number, sound: None)
    began = time.monotonic()
    assert sink.play(clip(0.2)) == 0.2
    assert time.monotonic() - began >= 0.2 + GRACE


def test_a_report_of_another_clip_is_ignored(sink):
    sink.attach(lambda number, sound: sink.played(number + 1) if number == 1 else None)
    began = time.monotonic()
    sink.play(clip(0.1))
    assert time.monotonic() - began >= 0.1 + GRACE


def test_stop_silences_the_screen_at_once(sink):
    sent, stopped = [], threading.Event()

    def screen(number, sound):
        sent.append((number, sound is None))
        stopped.set()

    sink.attach(screen)
    ended = play_in_a_thread(sink, clip(30), stopped.is_set)
    assert ended() < 5
    assert sent == [(1, False), (1, True)]


def test_play_waits_for_a_screen(sink):
    ended = play_in_a_thread(sink, clip(30))
    sink.attach(lambda number, sound: sink.played(number))
    assert ended() == 30


def test_a_clip_goes_on_at_the_next_screen_from_where_it_was(sink):
    first, rest = threading.Event(), []

    def second_screen(number, sound):
        rest.append(sound)
        sink.played(number)

    sink.attach(lambda number, sound: first.set())
    ended = play_in_a_thread(sink, clip(4))
    assert first.wait(5)
    sink.detach()
    sink.attach(second_screen)
    assert ended() == 4
    (sound,) = rest
    assert 0 < len(sound.samples) <= 4 * RATE
    assert sound.samples[-1] == clip(4).samples[-1]


def test_closing_ends_a_clip_and_every_later_one(sink):
    ended = play_in_a_thread(sink, clip(30))
    sink.close()
    assert ended() == 0
    assert sink.play(clip(30)) == 0


def test_a_clip_that_changed_screens_in_mid_sample_is_sent_once_more_and_no_oftener(sink):
    for samples in range(1000, 1100):
        sent = []

        def first(number, sound, sent=sent):
            sent.append(number)
            sink.attach(lambda number, sound: (sent.append(number), sink.played(number)))

        sink.attach(first)
        sound = AudioClip(np.zeros(samples, np.int16), 22_050)
        assert sink.play(sound) == sound.seconds
        assert len(sent) == 2
