"""Replies in a live call: spoken or typed, whichever comes."""

import threading

import numpy as np
import pytest

from kiosk.hearing.turn_completion import TurnCompletion, waits
from kiosk.hearing.utterance import Word
from kiosk.roleplay.live_ears import LiveReplies
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.browser import BrowserSource
from kiosk.sound.recordings import RecordedReplies
from kiosk.sound.turn_end import TurnEnd


class Loud:
    """Calls every loud frame speech."""

    def probability(self, frame):
        return float(np.abs(frame).max() > 1000)

    def reset(self):
        pass


class Counting:
    """A recogniser that hears how many samples it was given."""

    name, basic, confidence_floor = "counting", False, 0.0

    def stream(self):
        self.taken = 0
        return self

    def accept(self, samples):
        self.taken += len(samples)

    def partial(self):
        return str(self.taken)

    def finish(self):
        return (Word("spoken", 0.0, 1.0, 1.0),)


LOUD = np.full(RATE // 10, 8000, "<i2").tobytes()
QUIET = bytes(RATE // 5)


@pytest.fixture
def source():
    source = BrowserSource()
    yield source
    source.close()


@pytest.fixture
def ears(source):
    ears = LiveReplies()
    ears.listen_to(source, Counting(), TurnEnd(Loud(), 0.5, 30.0), lambda samples: None)
    return ears


def hear(ears, on_partial=lambda words: None):
    """Hear in a thread; the returned function waits for the reply."""
    heard = []
    thread = threading.Thread(target=lambda: heard.append(ears.hear(on_partial)))
    thread.start()

    def reply():
        thread.join(20)
        assert heard, "still listening"
        return heard[0]

    return reply


def test_what_was_typed_before_the_turn_is_the_reply_at_once(ears):
    ears.say("I am")
    ears.say("sorry")
    assert ears.hear(lambda words: None).text == "i am sorry"


def test_what_is_typed_while_listening_ends_the_listening(ears, source):
    listening = threading.Event()
    reply = hear(ears, lambda words: listening.set() if words else None)
    while not listening.is_set():
        source.put(LOUD)
        listening.wait(0.02)
    ears.say("typed after all")
    assert reply().text == "typed after all"


def test_a_spoken_reply_ends_with_the_pause_and_with_the_button(ears, source):
    speaking = threading.Event()
    reply = hear(ears, lambda words: speaking.set() if words else None)
    while not speaking.is_set():
        source.put(LOUD)
        speaking.wait(0.02)
    for _ in range(10):
        source.put(QUIET)
    assert reply().text == "spoken"
    speaking.clear()
    reply = hear(ears, lambda words: speaking.set() if words else None)
    while not speaking.is_set():
        source.put(LOUD)
        speaking.wait(0.02)
    ears.finish()
    assert reply().text == "spoken"


def test_an_ended_call_has_no_more_replies_spoken_or_typed(ears):
    reply = hear(ears)
    ears.say("one more")
    assert reply().text == "one more"
    reply = hear(ears)
    ears.end()
    assert reply() is None
    ears.say("too late")
    assert ears.hear(lambda words: None) is None


def test_without_a_microphone_any_more_replies_are_typed(ears):
    reply = hear(ears)
    ears.type_only()
    ears.say("typed")
    assert reply().text == "typed"


def test_typed_replies_need_no_source():
    heard = threading.Event()
    ears = LiveReplies(heard.set)
    reply = hear(ears)
    ears.say("hello")
    assert reply().text == "hello"
    assert heard.is_set()


def test_a_silence_is_judged_by_the_rule_where_there_is_one():
    """A sound without voice tells nothing, so the wait is the longest: 1.3 s, and not the pause of 0.5 s."""
    loud = np.full(RATE // 2, 8000, np.int16)
    sound = np.concatenate([loud, np.zeros(round(RATE * 0.8), np.int16), loud, np.zeros(RATE * 2, np.int16)])
    lengths = []
    for rule in (None, TurnCompletion(waits(1.0))):
        ears = LiveReplies()
        replies = RecordedReplies([AudioClip(sound, RATE)])
        ears.listen_to(replies, Counting(), TurnEnd(Loud(), 0.5, 1.0), lambda samples: None, completion=rule)
        lengths.append(len(ears.hear(lambda words: None).samples) / RATE)
    assert lengths == [pytest.approx(0.5 + 0.5, abs=0.1), pytest.approx(0.5 + 0.8 + 0.5 + 1.3, abs=0.1)]


@pytest.mark.parametrize(("deaf", "words"), [(0.2, ()), (0.0, ("spoken",))])
def test_a_room_that_still_sounds_is_not_listened_to(deaf, words):
    """The loudspeaker's last 0.2 s, then nothing."""
    sound = np.concatenate([np.full(RATE // 5, 8000, np.int16), np.zeros(RATE * 2, np.int16)])
    ears = LiveReplies()
    replies = RecordedReplies([AudioClip(sound, RATE)])
    ears.listen_to(replies, Counting(), TurnEnd(Loud(), 0.5, 1.0), lambda samples: None, deaf)
    assert tuple(word.text for word in ears.hear(lambda words: None).words) == words
