"""Headset or loudspeaker: who wears a headset may cut in, and the customer stops."""

import numpy as np
import pytest

from kiosk.roleplay.staging import new_speaker
from kiosk.settings import Settings
from kiosk.sound.audio import RATE
from kiosk.sound.resample import to_rate

USUAL = {"time": False, "slower": False, "quiet": False, "large": False, "assessment": False}
REPLY = "i'm so sorry about this can you give me your order number please"


@pytest.fixture(scope="module")
def reply(line_cache):
    """One second of silence, the learner's words, two seconds of silence; as bytes."""
    with new_speaker(Settings(cache=line_cache)) as speaker:
        said = speaker.render(REPLY, "learner", "neutral")
    quiet = np.zeros(RATE, np.int16)
    return np.concatenate([quiet, to_rate(said.samples, said.rate, RATE), quiet, quiet]).astype("<i2").tobytes()


def begin(screen, headset):
    """A call in which the customer has begun to speak, and is not heard to the end by the page."""
    screen.send(type="begin")
    screen.until_step("choose")
    screen.send(type="choose", roleplay="flooded-kitchen")
    screen.until_step("brief")
    screen.send(type="start", replies="spoken", microphone="browser")
    screen.until(lambda state: state["step"] == "check" and state.get("check"))
    screen.send(type="adjust", **USUAL, headset=headset)
    screen.until(lambda state: state["how"]["headset"] == headset)
    screen.plays = False
    screen.send(type="check", do="go on")
    screen.until_phase("speaking")
    return screen.next_of("voice")["number"]


def speak(screen, sound):
    for at in range(0, len(sound), 1280):
        screen.socket.send(sound[at : at + 1280])


def test_with_a_headset_the_learner_cuts_in_and_is_heard_from_the_first_word(kiosk, reply):
    screen = kiosk.screen()
    number = begin(screen, headset=True)
    speak(screen, reply)
    assert screen.state["call"]["usual"] is None, "nothing is marked where nothing was measured"
    assert screen.next_of("hush")["number"] == number
    screen.plays = True
    state = screen.until_phase("speaking", 1)
    assert {"who": "you", "text": REPLY} in state["call"]["said"]
    screen.send(type="end call")
    screen.until_step("debrief")
    call = screen.state["debrief"]["call"]
    assert "spoken over the customer" in kiosk.get(f"/calls/{call}/debrief", Cookie=screen.cookie)[2]


def test_with_a_loudspeaker_what_is_said_over_the_customer_is_not_heard(kiosk, reply):
    screen = kiosk.screen()
    number = begin(screen, headset=False)
    speak(screen, reply)
    screen.send(type="played", number=number)
    screen.until_phase("listening")
    assert not any(message["type"] == "hush" for message in screen.seen)
    assert screen.state["call"]["turns"] == 0


def test_the_kiosks_own_setting_is_where_the_choice_begins(start_kiosk):
    screen = start_kiosk("--browser-microphone", KIOSK_HEADSET="true").screen()
    screen.send(type="begin")
    assert screen.until_step("choose")["how"]["headset"] is True
