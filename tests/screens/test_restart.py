"""The kiosk is killed or stopped in the middle of a call, and the learner's page stays."""

import os
import time

import pytest

from kiosk.records.store import RecordStore
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.bookmark import KEPT, Bookmark, Bookmarks, hashed
from kiosk.sound.wav import read_wav

FIRST = "i'm so sorry about this you've had a dreadful week and three calls with no answer is not good enough"
SECOND = (
    "your son's birthday on saturday and the card says number twelve i can see why you're upset "
    "can you give me your order number please"
)


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


def bookmark():
    return Bookmark("call-1", "late-parcel", hashed("secret"), True, "browser", Adjustments(slower=True))


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
