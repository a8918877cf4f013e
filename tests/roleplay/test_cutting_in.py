"""A learner who speaks over the customer: a tone cue, and long enough it stops them. A real call, no clock."""

import threading

import numpy as np
import pytest
from roleplay.performed import Call
from sound.said import LOUD, Loudness, Said

from kiosk.roleplay.live_ears import LiveReplies
from kiosk.roleplay.staging import new_turn_end
from kiosk.sound.audio import BLOCK, RATE
from kiosk.sound.browser import BrowserSource
from kiosk.sound.detector import SileroDetector
from kiosk.sound.resample import to_rate

REPLY = "i'm so sorry about this can you give me your order number please"
QUIET_S = 1.2


class Listened(BrowserSource):
    """A browser's microphone that tells how much of what was put has been dealt with."""

    def __init__(self):
        super().__init__(seconds=60.0)
        self._changed = threading.Condition()
        self._dealt_with = 0

    def listen(self):
        return self._told(super().listen())

    def wait_until_dealt_with(self, samples):
        """Wait until no whole block of `samples` put is left."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._dealt_with > samples - BLOCK, timeout=60)

    def _told(self, chunks):
        for chunk in chunks:
            yield chunk
            with self._changed:
                self._dealt_with += len(chunk.samples)
                self._changed.notify_all()


class Over:
    """A sink at which the learner begins to speak while the first line is played; hears the others to their end."""

    def __init__(self, source, sound, first_s):
        self._source, self._first = source, round(first_s * RATE)
        self._beside, self._after = sound[: self._first], sound[self._first :]
        self.played = []
        self.stopped = False

    def play(self, clip, stop=lambda: False):
        self.played.append(clip.seconds)
        if len(self.played) > 1:
            return clip.seconds
        self._put(self._beside)
        self._source.wait_until_dealt_with(self._first)
        self.stopped = stop()
        return self._first / RATE if self.stopped else clip.seconds

    def go_on(self, _):
        """The learner goes on when they are listened to."""
        rest, self._after = self._after, self._after[:0]
        self._put(rest)

    def _put(self, sound):
        for at in range(0, len(sound), 640):
            self._source.put(sound[at : at + 640].astype("<i2").tobytes())

    def close(self):
        pass


@pytest.fixture
def held(kitchen, settings, speaker, recogniser, store):
    def hold(first_s):
        said = speaker.render(REPLY, "learner", "neutral")
        voice, quiet = to_rate(said.samples, said.rate, RATE), np.zeros(2 * RATE, np.int16)
        source = Listened()
        sink = Over(source, np.concatenate([quiet[: round(QUIET_S * RATE)], voice, quiet]), first_s)
        replies = LiveReplies(on_heard=lambda: replies.end())
        turn_end = new_turn_end(settings, kitchen.scenario)
        replies.listen_to(source, recogniser, turn_end, sink.go_on, detector=SileroDetector())
        call = Call(kitchen, settings, speaker, store, replies, sink=sink, overhearing=replies)
        record = call.hold()
        source.close()
        return record, sink, call

    return hold


def test_who_speaks_on_over_the_customer_stops_them_and_no_word_is_lost(held):
    record, sink, call = held(QUIET_S + 1.2)
    (turn,) = record.turns
    assert sink.stopped
    assert turn.reply.text == REPLY
    assert turn.reply.overlap_s == pytest.approx(1.2, abs=0.3)
    assert turn.reply.response_s == pytest.approx(-1.2, abs=0.3)
    assert {cue.name for cue in turn.reply.tone} >= {"cutting_in"}
    assert "cutting_in" in turn.signs
    # What the customer did not get to say is not in the recording either.
    assert turn.times.customer_end == pytest.approx(QUIET_S + 1.2, abs=0.1)
    assert record.seconds == pytest.approx(call.sound.seconds, abs=0.01)


def test_a_word_or_two_stop_nobody(held):
    record, sink, _ = held(QUIET_S + 0.3)
    assert not sink.stopped
    assert "cutting_in" not in record.turns[0].signs


def test_a_muted_learner_cuts_in_on_nobody(recogniser, kitchen, settings):
    said, replies = Said(), LiveReplies()
    replies.listen_to(said, recogniser, new_turn_end(settings, kitchen.scenario), lambda _: None, detector=Loudness())
    replies.muted = True
    replies.overhear()
    said.give(1.0, LOUD)
    assert not replies.cutting_in()
    replies.muted = False
    said.give(1.0, LOUD)
    assert replies.cutting_in()
    said.end()


def test_where_the_customer_is_heard_from_a_loudspeaker_nobody_is_overheard(recogniser, kitchen, settings):
    said, replies = Said(), LiveReplies()
    replies.listen_to(said, recogniser, new_turn_end(settings, kitchen.scenario), lambda _: None)
    replies.overhear()
    assert not replies.cutting_in()
    assert not said.listened_to
