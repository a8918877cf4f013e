"""The kiosk is killed or stopped in the middle of a call, and the learner's page stays."""

import os
import time
from dataclasses import replace

import pytest
from screens.group_room import PIN, Room

from kiosk.hearing.baseline import Baseline
from kiosk.records.store import RecordStore
from kiosk.roleplay.staging import new_speaker
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.bookmark import KEPT, NAME, Bookmark, Bookmarks, hashed
from kiosk.screens.levels import FRAMES_A_SECOND
from kiosk.settings import Settings
from kiosk.sound.audio import RATE
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import read_wav

FIRST = "i'm so sorry about this you've had a dreadful week and three calls with no answer is not good enough"
SECOND = (
    "your son's birthday on saturday and the card says number twelve i can see why you're upset "
    "can you give me your order number please"
)
READ = "good morning you're through to customer service tell me from the beginning what has happened"


@pytest.fixture
def start_again(start_kiosk):
    """Starts another kiosk where the first one was."""

    def again(kiosk):
        return start_kiosk("--browser-microphone", "--port", kiosk.url.rpartition(":")[2])

    return again


def talk(screen):
    screen.begin_call()
    screen.until_phase("listening")
    screen.send(type="say", text=FIRST)
    return screen.until_phase("listening", 1)["call"]


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_a_call_goes_on_after_a_restart_where_it_was(kiosk, start_again, how):
    screen = kiosk.screen()
    before = talk(screen)
    if how == "killed":
        kiosk.process.kill()
        kiosk.process.communicate()
    else:
        kiosk.stop()
    start_again(kiosk)
    screen.reconnect()
    state = screen.until_step("interrupted")
    assert (state["turns"], state["roleplay"]["name"]) == (1, "late-parcel")
    screen.send(type="resume", do="go on")
    after = screen.until_phase("listening", 1)["call"]
    for what in ("said", "heat", "mood"):
        assert after[what] == before[what]
    screen.send(type="say", text=SECOND)
    screen.until_phase("listening", 2)
    screen.send(type="end call")
    assert screen.until_step("debrief")["debrief"]["turns"] == 2
    store = RecordStore(kiosk.data)
    (call,) = store.list()
    record = store.load(call.id)
    assert [turn.reply.text for turn in record.turns] == [FIRST, SECOND]
    first, second = record.turns
    assert first.times.reply_end <= second.times.customer_start < second.times.customer_end <= record.seconds
    assert read_wav(store.audio(call.id)).seconds == pytest.approx(record.seconds, abs=0.01)
    store.close()


def test_after_a_restart_the_debrief_so_far_can_be_seen(kiosk, start_again):
    screen = kiosk.screen()
    talk(screen)
    kiosk.process.kill()
    kiosk.process.communicate()
    start_again(kiosk)
    screen.reconnect()
    screen.until_step("interrupted")
    screen.send(type="resume", do="debrief")
    assert screen.until_step("debrief")["debrief"]["ending"]["outcome"] == "unfinished"


def test_only_the_learner_comes_back_to_the_call_and_only_once(kiosk, start_again):
    screen = kiosk.screen()
    talk(screen)
    kiosk.process.kill()
    kiosk.process.communicate()
    again = start_again(kiosk)
    other = again.screen()
    other.until_step("attract")
    screen.reconnect()
    screen.until_step("interrupted")
    assert other.until_step("busy")
    screen.send(type="resume", do="again")
    screen.until_step("brief")
    screen.send(type="leave")
    screen.until_step("attract")
    screen.reconnect()
    screen.until_step("attract")
    screen.send(type="begin")
    screen.until_step("choose")


def speak(screen, clip):
    """Say it into the browser's microphone, one frame of the meter at a time, as far as it is listened to."""
    samples, step = to_rate(clip.samples, clip.rate, RATE).astype("<i2"), RATE // FRAMES_A_SECOND
    for at in range(0, len(samples) - step, step):
        screen.socket.send(samples[at : at + step].tobytes())
        while (told := screen.next())["type"] != "level":
            if told["type"] == "state" and told["step"] == "check" and told["check"]["state"] == "taken":
                return


def test_the_normal_voice_is_kept_over_a_restart_and_forgotten_with_the_learner(kiosk, start_again, line_cache):
    with new_speaker(Settings(cache=line_cache)) as speaker:
        voice = speaker.render(READ, "learner", "neutral")
    screen = kiosk.screen()
    screen.begin_call("flooded-kitchen", replies="spoken")
    screen.until(lambda state: (state.get("check") or {}).get("state") == "listening")
    while screen.state["check"]["state"] != "taken":
        speak(screen, voice)
    screen.send(type="check", do="go on")
    screen.until_phase("listening")
    screen.send(type="say", text="i'm so sorry about this")
    screen.until_phase("listening", 1)
    kiosk.process.kill()
    kiosk.process.communicate()
    start_again(kiosk)
    screen.reconnect()
    screen.until_step("interrupted")
    screen.send(type="resume", do="go on")
    screen.until_phase("listening", 1)
    speak(screen, voice)
    screen.send(type="finished")
    call = screen.until_phase("listening", 2)
    screen.send(type="end call")
    screen.until_step("debrief")
    store = RecordStore(kiosk.data)
    (held,) = store.list()
    measures = store.load(held.id).turns[1].reply.measures
    store.close()
    assert call["call"]["turns"] == 2
    assert measures.level_db == pytest.approx(0, abs=3)
    assert 0.3 < call["call"]["usual"] < 0.9, "the meter marks it"
    assert not (kiosk.data / NAME).exists(), "nothing is kept of the voice once the call is over"


def test_what_a_trainer_led_since_the_last_reply_holds_after_a_restart(start_kiosk):
    kiosk = start_kiosk("--browser-microphone", KIOSK_PIN=PIN)
    room = Room(kiosk)
    room.begin_call()
    room.say(FIRST, 1)
    remote = room.join("remote", PIN)
    now = remote.until_phase("listening", 1)
    stage, heated = now["stages"][-1], now["heat"][-1] + 10
    remote.send(type="nudge", by=10)
    remote.send(type="jump to", stage=stage)
    # The jump is done at once, the nudge when nobody speaks.
    remote.until(lambda state: state["call"]["stage"] == stage and state["call"]["heat"][-1] == heated)
    before = remote.until_phase("listening", 1)
    kiosk.process.kill()
    kiosk.process.communicate()
    remote.close()
    start_kiosk("--browser-microphone", "--port", kiosk.url.rpartition(":")[2], KIOSK_PIN=PIN)
    room.learner.reconnect()
    room.learner.until_step("interrupted")
    room.learner.send(type="resume", do="go on")
    line, heat = before["said"][-1], before["heat"]
    room.learner.until(lambda state: state.get("call") is not None and state["call"]["said"][-1] == line)
    assert room.learner.until_phase("listening", 1)["call"]["heat"] == heat
    room.say(SECOND, 2)
    room.learner.send(type="end call")
    led = room.learner.until_step("debrief")["debrief"]["led"]
    assert led == [
        f"Led by the trainer: moved on to stage “{stage}” before turn 2.",
        "Led by the trainer: raised heat by 10 before turn 2.",
    ]


def test_the_next_learner_after_a_restart_begins_a_call_of_their_own(start_kiosk):
    kiosk = start_kiosk("--browser-microphone", KIOSK_PIN=PIN)
    room = Room(kiosk)
    room.begin_call()
    room.say(FIRST, 1)
    kiosk.process.kill()
    kiosk.process.communicate()
    start_kiosk("--browser-microphone", "--port", kiosk.url.rpartition(":")[2], KIOSK_PIN=PIN)
    room.learner.reconnect()
    room.learner.until_step("interrupted")
    room.learner.send(type="resume", do="go on")
    room.learner.until_phase("listening", 1)
    remote = room.join("remote", PIN)
    remote.send(type="next learner", check=False)
    call = room.learner.until(lambda state: (state.get("call") or {}).get("turns") == 0)["call"]
    assert "you" not in {line["who"] for line in call["said"]}
    remote.close()


def bookmark():
    normal = Baseline(-24.5, 180.0, 4.2, None, 8.0)
    return Bookmark("call-1", "late-parcel", hashed("secret"), True, "browser", Adjustments(slower=True), normal)


def test_a_bookmark_of_a_learner_who_typed_holds_no_voice(tmp_path):
    written = replace(bookmark(), baseline=None)
    Bookmarks(tmp_path).put(written)
    assert Bookmarks(tmp_path).take() == written


def test_a_bookmark_is_found_once_and_tells_its_browser_from_others(tmp_path):
    Bookmarks(tmp_path).put(bookmark())
    found = Bookmarks(tmp_path).take()
    assert found == bookmark()
    assert found.belongs_to("secret")
    assert not found.belongs_to("other")
    assert b"secret" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert Bookmarks(tmp_path).take() is None


@pytest.mark.parametrize("text", [b"", b"{}", b"\xff", b"[1]", b'{"call": 7}'])
def test_a_damaged_bookmark_counts_as_none(tmp_path, text):
    Bookmarks(tmp_path).put(bookmark())
    (file,) = tmp_path.iterdir()
    file.write_bytes(text)
    assert Bookmarks(tmp_path).take() is None


def test_a_bookmark_of_long_ago_counts_as_none(tmp_path):
    Bookmarks(tmp_path).put(bookmark())
    (file,) = tmp_path.iterdir()
    old = time.time() - KEPT - 1
    os.utime(file, (old, old))
    assert Bookmarks(tmp_path).take() is None
