"""A telephone call: rings, is answered, put on hold, muted, passed on and written down."""

from kiosk.records.store import RecordStore


def ring(kiosk, replies="typed"):
    screen = kiosk.screen()
    screen.answers = False
    screen.begin_call(replies=replies)
    if replies == "spoken":
        screen.until(lambda state: state["step"] == "check" and "check" in state)
        screen.send(type="check", do="go on")
    screen.until_phase("ringing")
    return screen


def answered(kiosk, replies="typed"):
    screen = ring(kiosk, replies)
    screen.send(type="answer")
    screen.until_phase("listening")
    return screen


def kept(kiosk):
    store = RecordStore(kiosk.data)
    (summary,) = store.list()
    call = store.load(summary.id)
    store.close()
    return call


def test_the_telephone_rings_again_and_again_until_it_is_answered(kiosk):
    screen = ring(kiosk)
    rings = [screen.next_of("voice")["seconds"] for _ in range(3)]
    assert len(set(rings)) == 1
    assert screen.state["call"]["phase"] == "ringing"
    assert screen.state["call"]["said"] == []
    screen.send(type="answer")
    screen.until_phase("listening")
    assert screen.state["call"]["said"][0]["who"] == "customer"


def test_a_ringing_call_can_only_be_answered_or_hung_up_on_and_then_leaves_nothing(kiosk):
    screen = ring(kiosk)
    screen.next_of("voice")
    screen.send(type="hold", on=True)
    screen.send(type="mute", on=True)
    screen.next_of("state")
    screen.send(type="end call")
    screen.until_step("choose")
    calls = [state["call"] for state in screen.seen if state["type"] == "state" and state.get("call")]
    assert {call["phase"] for call in calls} <= {"ringing", "over"}
    assert all(call["said"] == [] for call in calls), "a customer who was not answered says nothing"
    assert not any(call["muted"] or call["holdAsked"] for call in calls)
    assert len({message["seconds"] for message in screen.seen if message["type"] == "voice"}) == 1, "only the ring"
    store = RecordStore(kiosk.data)
    assert store.list() == (), "of a call that nobody answered nothing is kept"
    store.close()


def test_on_hold_there_is_music_patience_runs_and_the_record_says_how_long(kiosk):
    screen = answered(kiosk)
    before = screen.state["call"]["heat"][-1]
    screen.send(type="hold", on=True)
    screen.until_phase("holding")
    music = [screen.next_of("voice")["seconds"] for _ in range(3)]
    assert music == [9.6, 9.6, 9.6]
    screen.send(type="hold", on=False)
    screen.until_phase("listening")
    assert not screen.state["call"]["holdAsked"]
    screen.send(type="say", text="thank you for holding i'm so sorry about this")
    screen.until_phase("listening", 1)
    screen.send(type="end call")
    screen.until_step("debrief")
    (turn,) = kept(kiosk).turns
    assert turn.hold_s >= 19.2
    held = {move.dial: move.by for move in turn.moves if move.sign == "on hold"}
    assert held["patience"] <= -6
    assert held["heat"] >= 2
    for dial, start in turn.before.as_dict().items():
        assert start + sum(move.by for move in turn.moves if move.dial == dial) == turn.after.as_dict()[dial]
    assert turn.before.heat == before
    page = kiosk.get(f"/calls/{kept(kiosk).id}/debrief", Cookie=screen.cookie)[2]
    assert "On hold for 0:" in page
    assert "Kept on hold" in page


def test_a_customer_left_on_hold_for_too_long_hangs_up_and_the_call_ends_there(kiosk):
    screen = answered(kiosk)
    screen.send(type="hold", on=True)
    screen.until_step("debrief")
    call = kept(kiosk)
    (turn,) = call.turns
    assert call.ending == turn.ending is not None
    assert turn.reply.heard == "nothing said"
    assert turn.hold_s > 60
    assert call.outcome == "bad"


def test_what_was_said_before_the_call_is_put_on_hold_counts_first(kiosk):
    screen = answered(kiosk)
    screen.plays = False
    screen.send(type="say", text="i'm so sorry about this may i put you on hold")
    screen.send(type="hold", on=True)
    screen.until_phase("speaking", 1)
    assert screen.state["call"]["holdAsked"]
    screen.plays = True
    screen.until_phase("holding", 1)


def test_a_transfer_is_the_learners_reply_and_the_customer_answers_it(kiosk):
    screen = answered(kiosk)
    assert screen.state["roleplay"]["transfer"] == ["Priya", "Team leader"]
    screen.send(type="transfer", to="The King", text="your problem now")
    screen.send(type="transfer", to="Priya", text="i'm sorry this is beyond what i may decide")
    screen.until_phase("listening", 1)
    said = [line["text"] for line in screen.state["call"]["said"] if line["who"] == "you"]
    assert said == ["i'm sorry this is beyond what i may decide i'm transferring you to priya"]
    screen.send(type="end call")
    screen.until_step("debrief")
    assert "escalate" in kept(kiosk).turns[0].signs


def test_a_call_muted_while_it_rang_is_heard_when_it_is_answered(kiosk):
    screen = ring(kiosk, replies="spoken")
    screen.send(type="mute", on=True)
    screen.next_of("state")
    screen.send(type="answer")
    assert not screen.until_phase("listening")["call"]["muted"]


def test_while_muted_the_customer_hears_nobody(kiosk):
    screen = answered(kiosk, replies="spoken")
    screen.send(type="mute", on=True)
    assert screen.until(lambda state: state["call"]["muted"])
    loud = (b"\xff\x3f\x00\xc0" * 8) * 20
    for _ in range(10):
        screen.socket.send(loud)
    assert screen.next_of("level")["level"] == 0


def test_what_is_written_down_after_the_call_is_kept_and_shown(kiosk):
    screen = answered(kiosk)
    screen.send(type="say", text="i'm so sorry about this")
    screen.until_phase("listening", 1)
    screen.skips_notes = False
    screen.send(type="end call")
    screen.until_step("notes")
    screen.send(type="notes", reference="FC 4491", summary="Bike left at <number twelve>.")
    state = screen.until_step("debrief")
    assert (kept(kiosk).notes.reference, kept(kiosk).notes.summary) == ("FC 4491", "Bike left at <number twelve>.")
    page = kiosk.get(f"/calls/{state['debrief']['call']}/debrief", Cookie=screen.cookie)[2]
    assert "FC 4491" in page
    assert "Bike left at &lt;number twelve&gt;." in page


def test_a_call_at_the_counter_has_no_telephone(kiosk):
    screen = kiosk.screen()
    screen.answers = False
    screen.begin_call("flooded-kitchen")
    roleplay = screen.until_phase("listening")["roleplay"]
    assert not roleplay["phone"]
    screen.send(type="hold", on=True)
    screen.send(type="mute", on=True)
    screen.send(type="say", text="i'm so sorry")
    call = screen.until_phase("listening", 1)["call"]
    assert (call["muted"], call["holdAsked"]) == (False, False)
    screen.send(type="end call")
    seen = screen.until_step("debrief")
    assert seen["debrief"]["turns"] == 1
    assert not any(state["step"] == "notes" for state in screen.seen if state["type"] == "state")


def test_who_passes_the_call_on_in_writing_after_all_says_so_once(kiosk):
    screen = answered(kiosk)
    screen.send(type="transfer", to="Priya", text="")
    screen.send(type="transfer", to="Team leader", text="this is beyond what i may decide")
    screen.until_phase("listening", 1)
    said = [line["text"] for line in screen.state["call"]["said"] if line["who"] == "you"]
    assert said == ["this is beyond what i may decide i'm transferring you to team leader"]


def test_who_loses_the_microphone_while_muted_is_not_muted_any_more_and_it_is_said_during_the_call_only(kiosk):
    screen = answered(kiosk, replies="spoken")
    screen.send(type="mute", on=True)
    screen.until(lambda state: state["call"]["muted"])
    screen.send(type="no microphone", why="The browser finds no microphone.")
    screen.until(lambda state: not state["preparing"]["spoken"])
    assert not screen.state["call"]["muted"]
    screen.send(type="say", text="i'm so sorry about this")
    assert screen.until_phase("listening", 1)["trouble"]
    screen.send(type="end call")
    assert screen.until_step("debrief")["trouble"] == ""
