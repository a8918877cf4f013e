"""The room marks what it hears; the machine's marks wait for the reveal, and the room's are locked by it."""

import json

import pytest
from screens.group_room import GOOD, PIN, Room

pytestmark = pytest.mark.timeout(600)


class Hall:
    """Ten phones, a projector and a remote, after a call in which the room has marked the one reply."""

    def __init__(self, room):
        room.begin_call()
        self.learner, self.remote, self.projector = room.learner, room.join("remote", PIN), room.join("projector")
        self.phones = [room.join("observer") for _ in range(10)]
        for phone in self.phones:
            phone.until(lambda state: state["step"] == "call")
            phone.send(type="heard", turn=1, cue="apologise", on=True)
            phone.send(type="heard", turn=2, cue="apologise", on=True)  # Not spoken yet: does not count.
        for phone in self.phones[:4]:
            phone.send(type="heard", turn=1, cue="probe", on=True)
        self.phones[0].send(type="heard", turn=1, cue="probe", on=False)
        self.phones[1].send(type="heard", turn=1, cue="no such cue", on=True)
        room.say(GOOD, 1)
        self.remote.send(type="end")
        self.learner.until_step("writing up")
        self.counted = self.remote.until(lambda state: state["step"] == "voting" and state["voters"] == 10)
        self._mark_the_first_point()
        self.remote.until(lambda state: state["steer"]["written"])

    def _mark_the_first_point(self):
        point = self.phones[0].until(lambda state: state["step"] == "voting")["sheet"]["points"][0]
        for number, phone in enumerate(self.phones):
            phone.send(type="point", point=point, verdict="met" if number < 7 else "not met")
            phone.until(lambda state: point in state["sheet"]["mine"]["points"])

    def reveal(self):
        self.remote.send(type="reveal")
        return self.projector.until(lambda state: state["step"] == "revealed")["compared"]


@pytest.fixture
def hall(start_kiosk):
    room = Room(start_kiosk("--browser-microphone", KIOSK_PIN=PIN))
    yield Hall(room)
    for member in room.members:
        member.close()


def test_before_the_reveal_nobody_sees_a_mark_of_the_machine(hall):
    assert hall.counted["observers"] == 10
    seen = json.dumps([member.seen for member in (hall.remote, hall.projector, *hall.phones)])
    for mark in ("machine", "verdict", "compared", "because"):
        assert f'"{mark}":' not in seen
    assert hall.learner.state["step"] == "writing up"


def test_the_reveal_puts_room_and_machine_side_by_side(hall):
    compared = hall.reveal()
    cues = {cue["name"]: (cue["room"], cue["machine"]) for cue in compared["turns"][0]["cues"]}
    assert cues["Apology"] == (10, True)
    assert cues["Question"] == (3, False)
    assert compared["points"][0]["room"] == {"met": 7, "not met": 3}
    assert compared["points"][0]["verdict"] in ("met", "not met", "not heard")
    assert compared["voters"] == 10
    hall.remote.send(type="show", turn=1)
    hall.projector.until(lambda state: state["compared"]["showing"] == 1)
    hall.learner.until_step("debrief")


def test_after_the_reveal_no_mark_counts_any_more(hall):
    hall.reveal()
    phone = hall.phones[0]
    phone.until(lambda state: state["step"] == "revealed")
    phone.send(type="heard", turn=1, cue="thank", on=True)
    phone.next()
    hall.remote.send(type="show", turn=1)
    compared = hall.remote.until(lambda state: state.get("compared", {}).get("showing") == 1)["compared"]
    assert "Thanks" not in json.dumps(compared)
