"""The page of a call: its keys, and its microphone."""

import json

import pytest
from screens.learner_page import LINES_IN_NO_TIME
from screens.test_browser import MICROPHONE, answer, begin

pytestmark = pytest.mark.timeout(600)


def sent(page):
    """What the page will have said to the kiosk."""
    said = []

    def keep(frame):
        if isinstance(frame, str):
            said.append(json.loads(frame))

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    page.reload()
    return said


def test_a_letter_presses_nothing_and_with_alt_once_however_long_it_is_held(kiosk, open_page):
    page = open_page(kiosk.url, init=LINES_IN_NO_TIME)
    said = sent(page)
    begin(page)
    page.get_by_role("button", name="Type your replies").click()
    answer(page)
    page.get_by_text("Your turn: type").wait_for()
    page.get_by_role("heading").first.focus()
    page.keyboard.press("h")
    page.get_by_label("Type your reply").focus()
    page.keyboard.down("Alt")
    page.keyboard.down("h")
    page.get_by_text("is on hold").wait_for()
    page.keyboard.down("h")
    page.keyboard.up("h")
    page.keyboard.up("Alt")
    page.get_by_role("button", name="Off hold").click()
    page.get_by_text("Your turn: type").wait_for()
    assert [message["on"] for message in said if message["type"] == "hold"] == [True, False]


def test_a_learner_who_is_muted_keeps_the_customer_waiting(start_kiosk, open_page):
    kiosk = start_kiosk("--browser-microphone", KIOSK_SILENCE="2")
    page = open_page(kiosk.url, init=MICROPHONE + LINES_IN_NO_TIME)
    begin(page)
    page.get_by_role("button", name="Speak your replies").click()
    page.get_by_role("button", name="Skip").click()
    answer(page)
    page.get_by_role("button", name="Mute").click()
    page.get_by_text("(nothing was said)").first.wait_for()


def test_a_microphone_that_is_pulled_out_leaves_the_typed_reply(kiosk, open_page):
    pulled = """
    const open = navigator.mediaDevices.getUserMedia;
    navigator.mediaDevices.getUserMedia = async (asked) => {
      const stream = await open(asked);
      window.pull = () => {
        const [track] = stream.getTracks();
        track.stop();
        track.dispatchEvent(new Event("ended"));
      };
      return stream;
    };
    """
    page = open_page(kiosk.url, init=MICROPHONE + LINES_IN_NO_TIME + pulled)
    begin(page)
    page.get_by_role("button", name="Speak your replies").click()
    page.get_by_role("button", name="Skip").click()
    answer(page)
    page.get_by_text("Your turn: speak").wait_for()
    page.evaluate("pull()")
    page.get_by_text("Your turn: type").wait_for()
    page.get_by_text("The microphone is gone. You can type your replies.").wait_for()


def test_the_last_screen_says_how_long_it_waits_for_this_learner(kiosk, open_page):
    page = open_page(kiosk.url)
    text = """async (time) => {
      const { done } = await import("/static/screens/reflect.js");
      return done({ keepDays: 30, how: { time } }, () => {}).element.innerText;
    }"""
    assert "two minutes" in page.evaluate(text, False)
    assert "four minutes" in page.evaluate(text, True)
