"""A whole call through this machine's own microphone and loudspeaker, on the virtual sound card."""

import subprocess

import pytest

from kiosk.roleplay.rehearsal import load_rehearsal
from kiosk.roleplay.staging import new_speaker, stage_scenario
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import write_wav

pytestmark = pytest.mark.usefixtures("sound_card")


@pytest.fixture
def speak(line_cache, tmp_path):
    """Says a text in the learner's voice into the virtual microphone; returns when it has been said."""
    with new_speaker(Settings(cache=line_cache)) as speaker:

        def say(text):
            clip = speaker.render(text, "learner", "neutral")
            file = tmp_path / "reply.wav"
            write_wav(file, AudioClip(to_rate(clip.samples, clip.rate, RATE), RATE))
            subprocess.run(["paplay", "--device=virtmic", str(file)], check=True, timeout=60)

        yield say


def test_a_whole_call_is_held_through_the_machines_own_devices(start_kiosk, speak):
    staged = stage_scenario("late-parcel", Settings())
    replies = [turn.say for turn in load_rehearsal(staged.file, "good", staged.scenario).script.turns]
    screen = start_kiosk().screen()
    screen.begin_call(replies="spoken", microphone="here")
    screen.until(lambda state: state["step"] == "check" and "check" in state)
    assert not screen.state["preparing"]["browserSound"]
    screen.send(type="check", do="go on")
    for turn, reply in enumerate(replies):
        screen.until_phase("listening", turn)
        speak(reply)
    debrief = screen.until_step("debrief")["debrief"]
    assert debrief["ending"]["outcome"] == "good"
    voices = [message for message in screen.seen if message["type"] == "voice"]
    assert voices
    assert all(voice["number"] is None for voice in voices), "the browser was to play what the loudspeaker plays"
    assert any(message["type"] == "level" and message["level"] > 0.3 for message in screen.seen)
