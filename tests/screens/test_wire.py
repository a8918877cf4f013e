"""What the kiosk and its screens say to each other, over the real WebSocket."""

import json

import pytest
from websockets.exceptions import ConnectionClosed

from kiosk.records.store import RecordStore

GOOD = [
    "i'm so sorry about this you've had a dreadful week and three calls with no answer is not good enough",
    "your son's birthday on saturday and the card says number twelve i can see why you're upset "
    "can you give me your order number please",
    "thank you leave this with me i'll send a second bike by express today and it will be with you by friday",
    "i've logged your complaint under your order number so to confirm a new bike comes on friday and i'll ring you "
    "myself on friday morning does that sound fair",
]


def hold(screen, replies):
    """Type the replies as the turns come; returns the debrief's state."""
    for turns, reply in enumerate(replies):
        screen.until_phase("listening", turns)
        screen.send(type="say", text=reply)
    return screen.until_step("debrief")


def test_a_typed_call_goes_all_the_way_to_its_debrief_and_is_kept(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    state = hold(screen, GOOD)
    assert state["debrief"]["ending"]["name"] == "resolved"
    assert state["debrief"]["heat"][0] > state["debrief"]["heat"][-1]
    assert {mark["verdict"] for mark in state["debrief"]["marks"]} <= {"met", "not met", "not heard"}
    assert len(state["debrief"]["well"]) == 2
    screen.send(type="onward")
    screen.until_step("reflect")
    screen.send(type="reflect", text="I would ask for the number sooner.")
    screen.until_step("done")
    store = RecordStore(kiosk.data)
    (call,) = store.list()
    assert (call.ending, call.outcome, call.turns) == ("resolved", "good", 4)
    screen.send(type="leave")
    screen.until_step("attract")
    assert store.load(call.id).reflection == "I would ask for the number sooner."
    store.close()


def test_the_customer_is_heard_by_way_of_wav_files_with_the_shape_of_the_mouth(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    voice = screen.next_of("voice")
    sound = screen.next()
    assert isinstance(sound, bytes)
    assert sound[:4] == b"RIFF"
    assert len(voice["mouth"]) == pytest.approx(voice["seconds"] * voice["frames"], abs=1)
    assert max(voice["mouth"]) == 1
    assert min(voice["mouth"]) >= 0


def test_say_that_again_repeats_the_line_and_costs_nothing(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    before = screen.until_phase("listening")["call"]
    screen.send(type="say", text="could you say that again please")
    after = screen.until_phase("listening", 1)["call"]
    assert after["said"][-1] == before["said"][-1]
    assert after["heat"][-1] <= before["heat"][-1]


def test_what_is_typed_while_the_customer_speaks_is_the_next_reply(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    screen.until_phase("speaking")
    screen.send(type="say", text="i'm so sorry")
    screen.send(type="say", text="that is not good enough")
    state = screen.until_phase("listening", 1)
    assert {"who": "you", "text": "i'm so sorry that is not good enough"} in state["call"]["said"]


def test_a_call_ended_by_the_learner_is_debriefed_as_far_as_it_went(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    screen.until_phase("listening")
    screen.send(type="say", text="i'm so sorry about this")
    screen.until_phase("speaking", 1)
    screen.send(type="end call")
    debrief = screen.until_step("debrief")["debrief"]
    assert debrief["ending"]["outcome"] == "unfinished"
    assert debrief["turns"] == 1


def test_a_call_ended_before_the_first_reply_leaves_nothing_behind(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    screen.until_phase("speaking")
    screen.send(type="end call")
    screen.until_step("choose")
    screen.send(type="leave")
    screen.until_step("attract")
    kiosk.stop()
    store = RecordStore(kiosk.data)
    assert store.list() == ()
    store.close()


def test_a_page_that_was_reloaded_gets_the_whole_call_back_and_it_goes_on(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    screen.until_phase("listening")
    screen.send(type="say", text=GOOD[0])
    before = screen.until_phase("listening", 1)
    screen.reconnect()
    after = screen.until_phase("listening", 1)
    assert after["call"].pop("seconds") >= before["call"].pop("seconds")
    assert after == before
    screen.send(type="say", text=GOOD[1])
    assert screen.until_phase("listening", 2)["call"]["turns"] == 2


def test_a_line_cut_by_a_lost_connection_is_finished_at_the_next_one(kiosk):
    screen = kiosk.screen()
    # At a counter nothing rings, so the first voice is the opening line.
    screen.plays = False
    screen.begin_call("flooded-kitchen")
    opening = screen.next_of("voice")
    screen.reconnect()
    screen.plays = True
    rest = screen.next_of("voice")
    assert opening["number"] < rest["number"]
    assert 0 < rest["seconds"] <= opening["seconds"]
    screen.until_phase("listening")


def test_a_second_tab_of_the_same_browser_sees_the_call_and_takes_over_the_sound(kiosk):
    first = kiosk.screen()
    first.begin_call()
    first.until_phase("listening")
    assert first.state["sounding"]
    second = kiosk.screen(first.cookie)
    assert second.until_phase("listening")["sounding"]
    assert not first.until(lambda state: not state["sounding"])["sounding"]
    second.close()
    first.until(lambda state: state["sounding"])


def test_another_browser_is_told_that_somebody_is_practising_and_sees_nothing_of_it(kiosk):
    learner, other = kiosk.screen(), kiosk.screen()
    learner.send(type="begin")
    learner.until_step("choose")
    assert other.until_step("busy") == {"type": "state", "step": "busy", "trouble": "", "trainer": False}
    other.send(type="leave")
    other.send(type="choose", roleplay="late-parcel")
    learner.send(type="choose", roleplay="flooded-kitchen")
    assert learner.until_step("brief")["roleplay"]["name"] == "flooded-kitchen"
    learner.send(type="leave")
    other.until_step("attract")


RUBBISH = [
    "",
    "null",
    "[]",
    "{",
    "\x00",
    "{}",
    '{"type": "rm -rf"}',
    '{"type": "say"}',
    '{"type": "say", "text": ""}',
    '{"type": "say", "text": 7}',
    json.dumps({"type": "say", "text": "x" * 601}),
    json.dumps({"type": "reflect", "text": "x" * 17_000}),
    '{"type": "begin", "more": 1}',
    '{"type": "start", "replies": "sung"}',
    '{"type": "played", "number": 1e400}',
    '{"type": "played", "number": -1}',
    "[" * 15_000,
    '{"type":' * 1_900,
    '{"type": "say", "text": ' + "[" * 5_000 + "]" * 5_000 + "}",
    '{"type": "hold", "on": "perhaps"}',
    '{"type": "transfer", "to": ["priya"], "text": ""}',
    '{"type": "adjust", "large": true}',
    '{"type": "resume", "do": "nothing"}',
    json.dumps({"type": "notes", "reference": "x" * 61, "summary": ""}),
]


def test_rubbish_is_answered_in_one_line_and_the_connection_stays(kiosk):
    screen = kiosk.screen()
    screen.until_step("attract")
    for rubbish in RUBBISH:
        screen.socket.send(rubbish)
        answer = screen.next_of("error")
        assert answer["text"], rubbish
        assert "\n" not in answer["text"], rubbish
    screen.send(type="begin")
    screen.until_step("choose")


def test_messages_that_do_not_fit_the_step_do_nothing(kiosk):
    screen = kiosk.screen()
    screen.send(type="begin")
    screen.until_step("choose")
    for message in (
        {"type": "choose", "roleplay": "no-such"},
        {"type": "start", "replies": "typed"},
        {"type": "say", "text": "hello"},
        {"type": "end call"},
        {"type": "finished"},
        {"type": "onward"},
        {"type": "reflect", "text": "x"},
        {"type": "check", "do": "go on"},
        {"type": "no microphone", "why": "x"},
        {"type": "played", "number": 3},
        {"type": "back"},
        {"type": "awake"},
        {"type": "answer"},
        {"type": "hold", "on": True},
        {"type": "mute", "on": True},
        {"type": "transfer", "to": "Priya", "text": "x"},
        {"type": "notes", "reference": "x", "summary": "x"},
        {"type": "resume", "do": "go on"},
    ):
        screen.send(**message)
    screen.socket.send(b"\x00" * 640)
    screen.send(type="choose", roleplay="late-parcel")
    screen.until_step("brief")
    assert {message["step"] for message in screen.seen if message["type"] == "state"} == {"attract", "choose", "brief"}


def test_endless_rubbish_and_a_message_beyond_all_measure_end_the_connection_politely(kiosk):
    screen = kiosk.screen()
    with pytest.raises(ConnectionClosed) as closed:
        for _ in range(1000):
            screen.socket.send("rubbish")
            screen.next()
    assert closed.value.rcvd.code == 1008
    other = kiosk.screen()
    with pytest.raises(ConnectionClosed) as closed:
        other.socket.send("x" * 100_000)
        while True:
            other.next()
    assert closed.value.rcvd.code == 1009
    kiosk.screen().until_step("attract")


def test_too_much_sound_in_one_message_is_refused(kiosk):
    screen = kiosk.screen()
    screen.begin_call(replies="spoken")
    screen.until(lambda state: state["step"] == "check" and "check" in state)
    screen.socket.send(b"\x00" * 32_002)
    assert "32002" in screen.next_of("error")["text"]
    screen.send(type="check", do="go on")
    screen.until_phase("listening")


def test_a_browser_without_a_microphone_goes_on_with_typed_replies(kiosk):
    screen = kiosk.screen()
    screen.begin_call(replies="spoken")
    screen.until(lambda state: state["step"] == "check" and "check" in state)
    screen.send(type="no microphone", why="The browser finds no microphone.")
    state = screen.until_phase("listening")
    assert state["trouble"] == "The browser finds no microphone. You can type your replies."
    assert not state["preparing"]["spoken"]
    screen.send(type="say", text="i'm so sorry")
    screen.until_phase("listening", 1)


def test_a_microphone_lost_in_mid_call_leaves_the_typed_reply(kiosk):
    screen = kiosk.screen()
    screen.begin_call(replies="spoken")
    screen.until(lambda state: state["step"] == "check" and "check" in state)
    screen.send(type="check", do="go on")
    screen.until_phase("listening")
    screen.send(type="no microphone", why="The browser may not use the microphone.")
    screen.until(lambda state: not state["preparing"]["spoken"])
    screen.send(type="say", text="i'm so sorry")
    assert screen.until_phase("listening", 1)["call"]["said"][-2]["text"] == "i'm so sorry"


def test_where_nothing_is_to_be_kept_the_call_is_erased_when_the_learner_leaves(start_kiosk):
    kiosk = start_kiosk("--browser-microphone", KIOSK_KEEP_DAYS="0")
    screen = kiosk.screen()
    screen.begin_call()
    screen.until_phase("listening")
    screen.send(type="say", text="i'm so sorry")
    screen.until_phase("speaking", 1)
    screen.send(type="end call")
    call = screen.until_step("debrief")["debrief"]["call"]
    assert screen.state["keepDays"] == 0
    assert (kiosk.data / "calls" / call).is_dir()
    screen.send(type="leave")
    screen.until_step("attract")
    kiosk.stop()
    store = RecordStore(kiosk.data)
    assert store.list() == ()
    assert not (kiosk.data / "calls" / call).exists()
    store.close()


def test_a_tab_that_hands_the_sound_over_in_the_middle_of_a_line_falls_silent(kiosk):
    first = kiosk.screen()
    first.plays = False
    first.begin_call("flooded-kitchen")
    first.next_of("voice")
    second = kiosk.screen(first.cookie)
    second.plays = False
    second.next_of("voice")
    first.send(type="end call")
    first.until_step("choose")
    assert "hush" in [message["type"] for message in first.seen]
