"""A group around the call: a projector, a trainer's remote and observers, each with what is theirs and no more."""

import json
import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from kiosk.records.store import RecordStore

pytestmark = pytest.mark.timeout(600)
WAIT = 120
PIN = "4711"
GOOD = "i'm so sorry about this that is not good enough i can see why you're upset"
PROBE = "could i take the order number please"


class Member:
    """A device that has joined."""

    def __init__(self, kiosk, role, cookie):
        self.state = {}
        self.seen = []
        self._open = ExitStack()
        address = f"{kiosk.url.replace('http', 'ws')}/group/ws?as={role}"
        opening = connect(address, origin=kiosk.url, additional_headers={"Cookie": cookie})
        self.socket = self._open.enter_context(opening)

    def send(self, **message):
        self.socket.send(json.dumps(message))

    def next(self):
        message = json.loads(self.socket.recv(timeout=WAIT))
        self.seen.append(message)
        if message["type"] == "state":
            self.state = message
        return message

    def until(self, holds):
        while not (self.state and holds(self.state)):
            self.next()
        return self.state

    def until_phase(self, phase, turns=0):
        def there(state):
            call = state.get("call")
            return bool(call) and call["phase"] == phase and call["turns"] >= turns

        return self.until(there)["call"]

    def next_error(self):
        while True:
            message = self.next()
            if message["type"] == "error":
                return message["text"]

    def close(self):
        self._open.close()


class Room:
    """A kiosk with a learner at it, and whoever joins."""

    def __init__(self, kiosk):
        self.kiosk = kiosk
        self.learner = kiosk.screen()
        self.members = []

    def post(self, body, **headers):
        request = urllib.request.Request(self.kiosk.url + "/join", data=body.encode(), headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=WAIT) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def cookie(self, role, pin=""):
        status, headers, text = self.post(json.dumps({"role": role, "code": self.code, "pin": pin}))
        assert status == 200, text
        return headers["set-cookie"].partition(";")[0]

    def join(self, role, pin="", cookie=""):
        member = Member(self.kiosk, role, cookie or self.cookie(role, pin))
        self.members.append(member)
        return member

    @property
    def code(self):
        if self.learner.state.get("step") in (None, "attract"):
            self.learner.send(type="begin")
            self.learner.until_step("choose")
        return self.learner.state["group"]

    def begin_call(self, roleplay="flooded-kitchen"):
        assert self.code
        self.learner.send(type="choose", roleplay=roleplay)
        self.learner.until_step("brief")
        self.learner.send(type="start", replies="typed", microphone="browser")
        self.learner.until_phase("listening")

    def say(self, text, turns):
        self.learner.send(type="say", text=text)
        self.learner.until_phase("listening", turns)


@pytest.fixture
def room(start_kiosk):
    room = Room(start_kiosk("--browser-microphone", KIOSK_PIN=PIN))
    yield room
    for member in room.members:
        member.close()


def refused(url, role, cookie=""):
    """How a WebSocket of the group is refused."""
    headers = {"Cookie": cookie} if cookie else {}
    address = f"{url.replace('http', 'ws')}/group/ws?as={role}"
    try:
        with connect(address, origin=url, additional_headers=headers) as socket:
            socket.recv(timeout=WAIT)
    except InvalidStatus as error:
        return error.response.status_code
    except ConnectionClosed as error:
        return error.rcvd.code
    return None


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
    call = room.learner.until_step("debrief")["debrief"]["call"]
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


def test_ten_phones_vote_before_the_reveal_and_are_locked_by_it(room):
    room.begin_call()
    remote, projector = room.join("remote", PIN), room.join("projector")
    phones = [room.join("observer") for _ in range(10)]
    for phone in phones:
        phone.until(lambda state: state["step"] == "call")
        phone.send(type="heard", turn=1, cue="apologise", on=True)
        phone.send(type="heard", turn=2, cue="apologise", on=True)  # Not spoken yet: does not count.
    for phone in phones[:4]:
        phone.send(type="heard", turn=1, cue="probe", on=True)
    phones[0].send(type="heard", turn=1, cue="probe", on=False)
    phones[1].send(type="heard", turn=1, cue="no such cue", on=True)
    room.say(GOOD, 1)
    remote.send(type="end")
    room.learner.until_step("writing up")
    assert remote.until(lambda state: state["step"] == "voting" and state["voters"] == 10)["observers"] == 10
    point = phones[0].until(lambda state: state["step"] == "voting")["sheet"]["points"][0]
    for number, phone in enumerate(phones):
        phone.send(type="point", point=point, verdict="met" if number < 7 else "not met")
        phone.until(lambda state: point in state["sheet"]["mine"]["points"])
    remote.until(lambda state: state["steer"]["written"])
    seen = json.dumps([member.seen for member in (remote, projector, *phones)])
    for mark in ("machine", "verdict", "compared", "because"):
        assert f'"{mark}":' not in seen
    assert room.learner.state["step"] == "writing up"
    remote.send(type="reveal")
    compared = projector.until(lambda state: state["step"] == "revealed")["compared"]
    cues = {cue["name"]: (cue["room"], cue["machine"]) for cue in compared["turns"][0]["cues"]}
    assert cues["Apology"] == (10, True)
    assert cues["Question"] == (3, False)
    assert compared["points"][0]["room"] == {"met": 7, "not met": 3}
    assert compared["points"][0]["verdict"] in ("met", "not met", "not heard")
    assert compared["voters"] == 10
    phones[0].until(lambda state: state["step"] == "revealed")
    phones[0].send(type="heard", turn=1, cue="thank", on=True)
    phones[0].next()
    assert "Thanks" not in json.dumps(remote.until(lambda state: state["step"] == "revealed")["compared"])
    remote.send(type="show", turn=1)
    projector.until(lambda state: state["compared"]["showing"] == 1)
    room.learner.until_step("debrief")


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
