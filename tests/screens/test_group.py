"""A group around the call: a projector, a trainer's remote and observers, each with what is theirs and no more."""

import json

import pytest
from screens.group_room import GOOD, PIN, Room, refused

from kiosk.records.store import RecordStore

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def room(start_kiosk):
    room = Room(start_kiosk("--browser-microphone", KIOSK_PIN=PIN))
    yield room
    for member in room.members:
        member.close()


def test_without_a_pin_there_is_no_group_and_no_code(kiosk):
    for path in ("/projector", "/remote", "/observe", "/join"):
        status, _, text = kiosk.get(path)
        assert status == 404
        assert "pin" in text
    screen = kiosk.screen()
    screen.send(type="begin")
    assert screen.until_step("choose")["group"] == ""
    assert refused(kiosk.url, "observer") in (403, 404)


def test_each_role_gets_its_own_page_and_no_other(room):
    observer = room.cookie("observer")
    pages = {path: room.kiosk.get(path, Cookie=observer)[2] for path in ("/observe", "/remote")}
    assert "<title>Task sheet</title>" in pages["/observe"]
    assert "<title>Join the group</title>" in pages["/remote"]
    assert refused(room.kiosk.url, "remote", observer) == 1008
    assert refused(room.kiosk.url, "projector", observer) == 1008
    assert refused(room.kiosk.url, "trainer", observer) == 1008
    assert refused(room.kiosk.url, "observer") == 1008
    assert refused(room.kiosk.url, "observer", "kiosk_member=guessed") == 1008
    assert room.kiosk.get("/group/code.svg")[0] == 404
    status, headers, picture = room.kiosk.get("/group/code.svg", Cookie=observer)
    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert picture.startswith("<?xml")


def test_the_learners_own_browser_shows_the_projector_without_joining(room):
    assert room.code
    projector = room.join("projector", cookie=room.learner.cookie)
    assert projector.until(lambda state: state["step"] == "waiting")["code"] == room.code
    assert refused(room.kiosk.url, "remote", room.learner.cookie) == 1008


def test_joining_takes_the_code_the_pin_and_a_page_of_this_kiosk(room):
    wish = {"role": "remote", "code": room.code, "pin": PIN}
    assert room.post(json.dumps(wish | {"pin": "0000"}))[0] == 403
    assert room.post(json.dumps(wish | {"code": "AAAAAA"}))[0] == 403
    assert room.post(json.dumps(wish), Origin="http://evil.example")[0] == 403
    for rubbish in ("", "[]", "{", json.dumps(wish | {"role": "owner"}), json.dumps(wish | {"more": 1}), "x" * 5000):
        assert room.post(rubbish)[0] == 403
    status, headers, body = room.post(json.dumps(wish))
    assert (status, json.loads(body)) == (200, {"go": "/remote"})
    cookie = headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_guessing_is_slowed_down(room):
    assert room.code
    guess = json.dumps({"role": "observer", "code": "AAAAAA"})
    assert [room.post(guess)[0] for _ in range(6)] == [403] * 5 + [429]


def test_an_observer_cannot_lead_and_a_projector_says_nothing(room):
    room.begin_call()
    observer, projector = room.join("observer"), room.join("projector")
    for message in (
        {"type": "end"},
        {"type": "pause"},
        {"type": "reveal"},
        {"type": "nudge", "by": 10},
        {"type": "say"},
    ):
        observer.send(**message)
        assert "\n" not in observer.next_error()
        projector.send(**message)
        assert "only shows" in projector.next_error()
    observer.send(type="heard", turn=1, cue="apologise" * 100, on=True)
    assert observer.next_error()
    observer.socket.send("x" * 5000)
    assert "5000" in observer.next_error()
    room.say(GOOD, 1)
    heat = projector.until_phase("listening", 1)["heat"]
    assert heat == room.learner.state["call"]["heat"]


def test_a_trainer_leads_the_call_from_the_remote(room):
    room.begin_call()
    remote = room.join("remote", PIN)
    first = remote.until_phase("listening")
    remote.send(type="pause")
    assert room.learner.until_phase("paused")["call"]["phase"] == "paused"
    remote.send(type="nudge", by=10)
    assert remote.until(lambda state: state["call"]["heat"][-1] == first["heat"][0] + 10)["call"]["phase"] == "paused"
    remote.send(type="go on")
    room.learner.until_phase("listening")
    room.say(GOOD, 1)
    before = remote.until_phase("listening", 1)
    room.say("calm down", 2)
    remote.send(type="try again")
    room.learner.until(lambda state: state["call"]["turns"] == 1 and state["call"]["phase"] == "listening")
    assert remote.until(lambda state: state["call"]["turns"] == 1)["call"]["heat"] == before["heat"]
    stages = remote.state["call"]["stages"]
    remote.send(type="jump to", stage=stages[-1])
    remote.send(type="jump to", stage="nowhere")
    remote.until(lambda state: state["call"]["stage"] == stages[-1])
    room.learner.until_phase("listening", 1)
    remote.send(type="end")
    room.learner.until_step("writing up")
    remote.until(lambda state: state["step"] == "voting" and state["steer"]["written"])
    remote.send(type="reveal")
    debrief = room.learner.until_step("debrief")["debrief"]
    call = debrief["call"]
    assert [step.partition(";")[0] for step in debrief["led"]] == [
        "Led by the trainer: went back for another try at a reply",
        "Led by the trainer: raised heat by 10 before turn 1.",
    ]
    room.learner.send(type="leave")
    room.learner.until_step("attract")
    room.kiosk.stop()
    store = RecordStore(room.kiosk.data)
    kept = {summary.id: store.load(summary.id) for summary in store.list()}
    store.close()
    again, tried = kept[call], kept[kept[call].retakes]
    assert [len(tried.turns), len(again.turns)] == [2, 1]
    assert tried.turns[0] == again.turns[0]
    assert [move.by for move in again.turns[0].moves if move.sign == "trainer"] == [10]


def test_the_next_learner_begins_anew_and_the_first_call_is_kept(room):
    room.begin_call()
    remote, observer = room.join("remote", PIN), room.join("observer")
    observer.until(lambda state: state["step"] == "call")
    observer.send(type="heard", turn=1, cue="apologise", on=True)
    room.say(GOOD, 1)
    remote.send(type="next learner", check=True)
    room.learner.until(lambda state: state.get("call") is not None and state["call"]["turns"] == 0)
    room.learner.until_phase("listening")
    assert observer.until(lambda state: state.get("sheet", {}).get("turns") == [])["sheet"]["mine"]["heard"] == {}
    room.learner.send(type="leave")
    room.learner.until_step("attract")
    room.kiosk.stop()
    store = RecordStore(room.kiosk.data)
    assert 1 in [summary.turns for summary in store.list()]
    store.close()


def test_the_next_learner_of_a_spoken_call_has_a_microphone_check_or_keeps_the_last_one(room):
    assert room.code
    room.learner.send(type="choose", roleplay="flooded-kitchen")
    room.learner.until_step("brief")
    room.learner.send(type="start", replies="spoken", microphone="browser")
    room.learner.until(lambda state: state["step"] == "check" and "check" in state)
    room.learner.send(type="check", do="go on")
    room.learner.until_phase("listening")
    remote = room.join("remote", PIN)
    remote.send(type="next learner", check=False)
    room.learner.until(lambda state: state["step"] == "ready")
    room.learner.until_phase("listening")
    remote.send(type="next learner", check=True)
    room.learner.until(lambda state: state["step"] == "check" and "check" in state)
    room.learner.send(type="check", do="go on")
    room.learner.until_phase("listening")
    steps = [message["step"] for message in room.learner.seen if message["type"] == "state"]
    assert [step for step, before in zip(steps, ["", *steps], strict=False) if step == "check" != before] == [
        "check"
    ] * 2


def test_everybody_is_out_when_the_visit_is_over(room):
    room.begin_call()
    code, cookie = room.code, room.cookie("observer")
    observer = room.join("observer", cookie=cookie)
    observer.until(lambda state: state["step"] == "call")
    room.learner.send(type="leave")
    room.learner.until_step("attract")
    observer.until(lambda state: state["step"] == "gone")
    assert refused(room.kiosk.url, "observer", cookie) == 1008
    room.learner.send(type="begin")
    room.learner.until(lambda state: state["step"] == "choose" and state["group"] not in ("", code))
    observer.send(type="heard", turn=1, cue="apologise", on=True)
    assert observer.state == {"type": "state", "step": "gone"}


def test_back_one_turn_before_the_first_reply_leaves_the_customer_to_finish(room):
    room.learner.plays = False
    assert room.code
    room.learner.send(type="choose", roleplay="flooded-kitchen")
    room.learner.until_step("brief")
    room.learner.send(type="start", replies="typed", microphone="browser")
    room.learner.next_of("voice")
    remote = room.join("remote", PIN)
    remote.until_phase("speaking")
    remote.send(type="try again")
    room.learner.until_phase("listening")  # as the page does not answer, the line's own length later
    assert "hush" not in [message["type"] for message in room.learner.seen]
