"""When a spoken reply is taken as finished: the words and the voice decide, basic recognition's words only delay."""

import numpy as np
import pytest

from kiosk.hearing.turn_completion import TurnCompletion, waits
from kiosk.hearing.utterance import Word
from kiosk.roleplay.ears import SpokenReplies
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.recordings import RecordedReplies
from kiosk.sound.turn_end import TurnEnd


class Loud:
    """Calls every loud frame speech."""

    def probability(self, frame):
        return float(np.abs(frame).max() > 300)

    def reset(self):
        pass


class Says:
    """A recogniser that hears the same words in whatever it is given."""

    name, confidence_floor = "says", 0.0

    def __init__(self, words, basic=False):
        self.words, self.basic = words, basic

    def stream(self):
        return self

    def accept(self, samples):
        pass

    def partial(self):
        return self.words

    def finish(self):
        return tuple(Word(word, 0.0, 1.0, 1.0) for word in self.words.split())


def glide(start_hz, end_hz, fade_db, seconds=3.2):
    t = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(np.linspace(start_hz, end_hz, len(t))) / RATE
    swell = 0.55 + 0.45 * np.cos(2 * np.pi * 4 * t)
    return (6000 * np.sin(phase) * swell * 10 ** (np.linspace(0, fade_db, len(t)) / 20)).astype(np.int16)


FALLING, RISING = glide(220, 110, -22), glide(110, 220, 0)
SILENCE = np.zeros(2 * RATE, np.int16)


def hear(voice, words, completion, pause=1.0, basic=False):
    source = RecordedReplies([AudioClip(np.concatenate([voice, SILENCE]), RATE)])
    ears = SpokenReplies(source, Says(words, basic), TurnEnd(Loud(), pause), completion)
    return ears.hear(lambda words: None)


def silence_at_the_end(voice, words, basic=False, completion=None, pause=1.0):
    """Seconds from the last of the voice to the end of the turn."""
    heard = hear(voice, words, completion or TurnCompletion(waits(pause)), pause, basic)
    return (len(heard.samples) - len(voice)) / RATE


@pytest.mark.parametrize(
    ("voice", "words", "basic", "wait"),
    [
        (FALLING, "i'll do that for you", False, 0.3),
        (FALLING, "i'm so sorry and", False, 1.3),
        (RISING, "let me find the parcel", False, 1.3),
        (FALLING, "i'm so sorry and", True, 1.3),
        (FALLING, "", False, 0.3),
    ],
    ids=["voice and words agree", "words that go on", "a voice that goes on", "so with basic recognition", "no words"],
)
def test_how_long_a_reply_is_waited_for(voice, words, basic, wait):
    assert silence_at_the_end(voice, words, basic) == pytest.approx(wait, abs=0.1)


def test_closing_words_of_basic_recognition_count_for_nothing():
    assert silence_at_the_end(RISING, "i'll do that for you", basic=True) == silence_at_the_end(RISING, "", basic=True)
    assert silence_at_the_end(FALLING, "the parcel", basic=True) == silence_at_the_end(FALLING, "", basic=True)


def test_the_pauses_of_earlier_replies_are_remembered():
    completion = TurnCompletion(waits(1.0))
    hesitating = np.concatenate([RISING, np.zeros(round(0.6 * RATE), np.int16)] * 2 + [FALLING])
    assert silence_at_the_end(FALLING, "", completion=completion) == pytest.approx(0.3, abs=0.1)
    silence_at_the_end(hesitating, "", completion=completion)
    assert silence_at_the_end(FALLING, "", completion=completion) == pytest.approx(0.75, abs=0.1)


def test_without_a_rule_the_pause_is_always_the_same():
    heard = hear(FALLING, "thank you", None)
    assert len(heard.samples) - len(FALLING) == pytest.approx(RATE, abs=0.1 * RATE)


def test_how_it_was_spoken_does_not_hang_on_how_long_was_waited():
    rule = TurnCompletion(waits(1.0))
    at_once, late = hear(FALLING, "for you", rule), hear(FALLING, "and", rule)
    assert len(at_once.samples) < len(late.samples)
    assert at_once.prosody == late.prosody
    assert at_once.prosody.speech_seconds > 2


def test_what_was_measured_of_a_reply_that_went_on_is_thrown_away():
    rule, gap = TurnCompletion(waits(1.0)), np.zeros(round(0.6 * RATE), np.int16)
    once, twice = hear(RISING, "and", rule), hear(np.concatenate([RISING, gap, FALLING]), "and", rule)
    assert twice.prosody.speech_seconds > 1.5 * once.prosody.speech_seconds
    assert len(twice.prosody.pauses) == len(once.prosody.pauses) + 1
