"""A trainer steps into a call that goes on: pause, once more, another try, another stage, more heat."""

import threading
from datetime import UTC, datetime
from queue import Queue

import pytest

from kiosk.records.recording import CallRecording
from kiosk.records.store import RecordStore
from kiosk.roleplay.call import Play
from kiosk.roleplay.live_ears import MOST_ACTS, LiveReplies
from kiosk.roleplay.mouth import CustomerMouth
from kiosk.roleplay.runner import Performer
from kiosk.roleplay.staging import new_judge, new_record, stage_scenario
from kiosk.roleplay.turns import Move
from kiosk.sound.recordings import SilentSink
from kiosk.sound.wav import read_wav

WAIT = 120
HEATED = [Move("heat", 10, "trainer", "the trainer changed the heat")]
GOOD = "i'm so sorry about this that is not good enough i can see why you're upset about the birthday"
BAD = "calm down"


class Held:
    """A call held in a thread of its own, by typing."""

    def __init__(self, settings, speaker, store):
        staged = stage_scenario("late-parcel", settings)
        play = Play(staged.scenario)
        self.store, self.replies = store, LiveReplies()
        self.begun = new_record(staged.scenario, play, "test", datetime.now(UTC))
        self._snapshots, self._ends = Queue(), Queue()
        recording = CallRecording(store.folder(self.begun.id))
        mouth = CustomerMouth(staged.scenario, speaker)
        judge = new_judge(staged.scenario, settings)
        performer = Performer(
            play, judge, self.replies, mouth, SilentSink(), store, recording, self._snapshots.put, lambda: True
        )

        def hold():
            try:
                self._ends.put(performer.perform(self.begun))
            finally:
                recording.close()

        self.thread = threading.Thread(target=hold, daemon=True)
        self.thread.start()

    def until(self, phase, holds=lambda now: True):
        while True:
            now = self._snapshots.get(timeout=WAIT)
            if now.phase == phase and holds(now):
                return now

    def say(self, text, turns):
        self.replies.say(text)
        return self.until("listening", lambda now: len(now.turns) == turns)

    def end(self):
        self.replies.end()
        record = self._ends.get(timeout=WAIT)
        self.thread.join(WAIT)
        return record


@pytest.fixture
def held(settings, speaker, tmp_path):
    store = RecordStore(tmp_path / "data")
    held = Held(settings, speaker, store)
    yield held
    held.replies.end()
    held.thread.join(WAIT)
    store.close()


def test_a_paused_call_waits_and_what_was_typed_meanwhile_is_the_next_reply(held):
    before = held.until("listening")
    held.replies.step_in(lambda call: call.pause(held.replies.while_paused))
    held.until("paused")
    held.replies.say(GOOD)
    held.replies.step_in(lambda call: call.say_again())
    assert held.until("speaking").lines == before.lines
    assert held.until("listening", lambda now: len(now.turns) == 1).turns[0].reply.text == GOOD.lower()


def test_a_paused_call_can_be_ended(held):
    held.until("listening")
    held.replies.step_in(lambda call: call.pause(held.replies.while_paused))
    held.until("paused")
    assert held.end().ending is None


def test_a_nudge_in_a_pause_is_seen_at_once_and_the_call_stays_paused(held):
    start = held.until("listening").dials
    held.replies.step_in(lambda call: call.pause(held.replies.while_paused))
    held.until("paused")
    held.replies.meanwhile(lambda call: call.move(HEATED))
    assert held.until("paused", lambda now: now.dials != start).dials.heat == start.heat + 10
    held.replies.step_in(lambda call: call.say_again())
    held.until("listening")


def test_another_try_leaves_the_first_one_in_the_records_and_names_it(held):
    held.until("listening")
    held.say(GOOD, 1)
    first = held.say(BAD, 2)
    held.replies.step_in(lambda call: call.try_again())
    again = held.until("listening", lambda now: len(now.turns) == 1)
    assert again.dials == first.turns[0].after
    assert again.lines == first.turns[1].customer
    held.say(GOOD, 2)
    record = held.end()
    kept = held.store.load(held.begun.id)
    assert (kept.turns, kept.outcome) == (first.turns, "unfinished")
    assert record.retakes == kept.id != record.id
    assert record.turns[0] == kept.turns[0]
    assert [turn.reply.text for turn in record.turns] == [GOOD.lower(), GOOD.lower()]
    assert held.store.load(record.id) == record
    sound = [read_wav(held.store.audio(one.id)) for one in (kept, record)]
    assert sound[1].seconds > sound[0].seconds > 0
    assert record.turns[1].times.customer_start >= sound[0].seconds - 0.01


def test_every_further_try_has_an_id_of_its_own(held):
    held.until("listening")
    held.say(GOOD, 1)
    for tries in (2, 3):
        held.replies.step_in(lambda call: call.try_again())
        now = held.until("listening", lambda now: not now.turns)
        assert now.call == f"{held.begun.id}-{tries}"
        held.say(GOOD, 1)
    assert held.end().retakes == f"{held.begun.id}-2"


def test_there_is_nothing_to_try_again_before_the_first_reply(held):
    held.until("listening")
    held.replies.step_in(lambda call: call.try_again())
    assert held.until("listening").call == held.begun.id


def test_a_jump_goes_to_the_stage_and_the_next_turn_begins_there(held):
    held.until("listening")
    held.replies.step_in(lambda call: call.jump_to("closing"))
    assert held.until("listening").stage == "closing"
    assert held.say(GOOD, 1).turns[0].stage_before == "closing"


def test_a_nudge_is_in_the_accounts_of_the_next_turn(held):
    start = held.until("listening").dials
    held.replies.meanwhile(lambda call: call.move(HEATED))
    assert held.until("listening", lambda now: now.dials != start).dials.heat == start.heat + 10
    (turn,) = held.say(GOOD, 1).turns
    assert turn.before == start
    assert turn.moves[0] == HEATED[0]
    assert turn.after.heat == start.heat + sum(move.by for move in turn.moves if move.dial == "heat")


def test_a_trainer_in_a_hurry_is_refused_at_a_bound(held):
    held.until("listening")
    held.replies.step_in(lambda call: call.pause(lambda: blocked.wait(WAIT) and None))
    blocked = threading.Event()
    held.until("paused")
    taken = [held.replies.step_in(lambda call: call.say_again()) for _ in range(MOST_ACTS + 1)]
    assert taken == [True] * MOST_ACTS + [False]
    blocked.set()
