"""What happens in a call and is no reply: on hold, dials moved from outside, a telephone that rings, a restart."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from kiosk.hearing.utterance import typed
from kiosk.records.recording import CallRecording
from kiosk.roleplay import holding
from kiosk.roleplay.call import Play
from kiosk.roleplay.live_ears import MOST_ACTS, LiveReplies
from kiosk.roleplay.mouth import CustomerMouth
from kiosk.roleplay.moves_before import MovesBefore
from kiosk.roleplay.rehearsal import load_rehearsal
from kiosk.roleplay.runner import Performer
from kiosk.roleplay.staging import Staged, new_judge, new_record
from kiosk.roleplay.turns import CallRecord, Dials, Move
from kiosk.sound.recordings import SilentSink


class Script:
    """Ears that give replies (texts) and acts in their order."""

    def __init__(self, *steps: object) -> None:
        self._steps = iter(steps)

    def hear(self, on_partial):
        step = next(self._steps, None)
        return typed(step) if isinstance(step, str) else step


@pytest.fixture
def hold_call(parcel, settings, speaker, store):
    """Holds a call with a Script, or goes on with one."""

    def hold(*steps: object, go_on: CallRecord | None = None, sink=None, picked_up=None) -> CallRecord:
        play = Play(parcel.scenario)
        record = go_on or new_record(parcel.scenario, play, "typed", datetime.now(UTC))
        recording = CallRecording(store.folder(record.id), go_on=go_on is not None)
        performer = Performer(
            play,
            new_judge(parcel.scenario, settings),
            Script(*steps),
            CustomerMouth(parcel.scenario, speaker),
            sink or SilentSink(),
            store,
            recording,
            picked_up=picked_up,
        )
        try:
            held = performer.resume(record) if go_on else performer.perform(record)
        finally:
            recording.close()
        assert store.load(held.id) == held
        return held

    return hold


def good(parcel: Staged) -> list[str]:
    return [turn.say for turn in load_rehearsal(parcel.file, "good", parcel.scenario).script.turns]


def times(stretches: int):
    """An `over` that is True after so many: it is asked before each, and by the sink during each."""
    asked = iter(range(2 * stretches))
    return lambda: next(asked, None) is None


def adds_up(call: CallRecord) -> bool:
    dials = call.starts
    for turn in call.turns:
        assert turn.before == dials
        for dial, start in turn.before.as_dict().items():
            assert start + sum(move.by for move in turn.moves if move.dial == dial) == turn.after.as_dict()[dial]
        dials = turn.after
    return True


def test_hold_time_costs_by_the_stretch_and_is_kept_with_the_next_reply(parcel, hold_call):
    hold = lambda call: call.on_hold(holding.music(), times(2), holding.COST)  # noqa: E731
    call = hold_call(hold, "i'm so sorry about this", hold, "can you give me your order number please")
    first, second = call.turns
    assert (first.hold_s, second.hold_s) == (2 * holding.STRETCH_S, 2 * holding.STRETCH_S)
    for turn in call.turns:
        assert [(move.dial, move.by) for move in turn.moves if move.sign == "on hold"] == [
            ("heat", 2),
            ("patience", -6),
        ]
    assert adds_up(call)


def test_a_call_with_hold_time_plays_again_from_its_record(parcel, hold_call):
    hold = lambda call: call.on_hold(holding.music(), times(3), holding.COST)  # noqa: E731
    call = hold_call("i'm so sorry about this", hold, "can you give me your order number please")
    play = Play(parcel.scenario, call.seed)
    state = play.open()
    for turn in call.turns:
        state = play.replay(state, turn)
        assert (state.dials, state.stage, state.mood) == (turn.after, turn.stage, turn.mood)


def test_whoever_is_on_hold_for_ever_hangs_up_and_the_record_says_by_what(parcel, hold_call):
    call = hold_call(lambda call: call.on_hold(holding.music(), lambda: False, holding.COST))
    (turn,) = call.turns
    assert call.ending == turn.ending == "hung up"
    assert turn.hold_s > 10 * holding.STRETCH_S
    assert {move.sign for move in turn.moves} == {"on hold"}
    assert adds_up(call)
    play = Play(parcel.scenario, call.seed)
    assert play.replay(play.open(), turn).ending == call.ending


def test_dials_moved_from_outside_are_kept_with_the_next_reply(hold_call):
    nudge = Move("heat", 10, "trainer", "the trainer changed the heat")
    call = hold_call(lambda call: call.move([nudge]), lambda call: call.move([nudge]), "i'm so sorry about this")
    (turn,) = call.turns
    assert turn.moves[0] == replace(nudge, by=20)
    assert adds_up(call)


def test_a_call_that_was_broken_off_goes_on_as_if_it_had_not_been(parcel, hold_call):
    replies = good(parcel)
    whole = hold_call(*replies)
    begun = hold_call(*replies[:2])
    assert begun.ending is None
    gone_on = hold_call(*replies[2:], go_on=begun)
    assert (gone_on.id, gone_on.ending, gone_on.closing) == (begun.id, whole.ending, whole.closing)
    for one, other in zip(gone_on.turns, whole.turns, strict=True):
        assert replace(one, times=other.times) == other
    assert gone_on.turns[2].times.customer_start >= begun.seconds


def test_another_try_after_a_restart_begins_where_the_first_one_did(hold_call):
    nudge = Move("heat", 10, "trainer", "the trainer changed the heat")
    begun = hold_call(lambda call: call.move([nudge]), "i'm so sorry about this")
    again = hold_call(lambda call: call.try_again(), "calm down", go_on=begun)
    (turn,) = again.turns
    assert turn.reply.text == "calm down"
    assert turn.moves[0] == nudge
    assert adds_up(again)


class Rings(SilentSink):
    """Counts what is played."""

    played = 0

    def play(self, clip, stop=lambda: False):
        self.played += 1
        return super().play(clip, stop)


def test_a_telephone_rings_until_it_is_picked_up_and_once_where_nobody_need(hold_call):
    sink = Rings()
    hold_call(sink=sink, picked_up=lambda: sink.played >= 4)
    assert sink.played == 4 + 1, "four rings and the opening line"
    sink = Rings()
    hold_call(sink=sink)
    assert sink.played == 1 + 1


def test_moves_of_one_cause_are_put_together_and_what_cancels_out_is_left_out():
    before = MovesBefore(Dials(50, 50, 50))
    up, down = Move("heat", 5, "trainer", "x"), Move("heat", -5, "trainer", "x")
    before.add([up, Move("trust", 1, "trainer", "x")])
    before.add([up])
    assert before.moves == (Move("trust", 1, "trainer", "x"), replace(up, by=10))
    before.add([down, down])
    assert before.moves == (Move("trust", 1, "trainer", "x"),)


def test_acts_wait_in_a_bounded_line_and_what_was_typed_comes_first():
    replies = LiveReplies()
    acts = [lambda call, at=at: bool(at) for at in range(MOST_ACTS)]
    assert all(replies.do(act) for act in acts)
    assert not replies.do(acts[0])
    replies.say("wait please")
    assert replies.hear(lambda _: None).text == "wait please"
    assert [replies.hear(lambda _: None) for _ in acts] == acts
    replies.end()
    assert replies.hear(lambda _: None) is None


def test_hold_music_is_music():
    clip = holding.music()
    assert clip.seconds == holding.STRETCH_S
    assert np.abs(clip.samples.astype(float)).max() > 1000
