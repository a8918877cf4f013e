"""Whole calls in a real browser, as a learner holds them."""

import base64
import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect
from screens.learner_page import LINES_IN_NO_TIME

from kiosk.roleplay.rehearsal import load_rehearsal
from kiosk.roleplay.staging import new_speaker, stage_scenario
from kiosk.settings import Settings
from kiosk.sound.audio import AudioClip
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import write_wav

pytestmark = pytest.mark.timeout(600)
"""Calls take the time that talking takes."""

MICROPHONE = """
// A microphone into which the test speaks: `speak(base64 of 48 kHz mono 16-bit)`.
(() => {
  const context = new AudioContext({ sampleRate: 48000 });
  const mouth = context.createMediaStreamDestination();
  navigator.mediaDevices.getUserMedia = async () => mouth.stream.clone();
  window.speak = async (sound) => {
    await context.resume();
    const samples = new Int16Array(Uint8Array.from(atob(sound), (letter) => letter.charCodeAt(0)).buffer);
    const buffer = context.createBuffer(1, samples.length, 48000);
    buffer.getChannelData(0).set(Float32Array.from(samples, (value) => value / 32768));
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(mouth);
    await new Promise((ended) => { source.onended = ended; source.start(); });
  };
})();
"""


@pytest.fixture(scope="module")
def learner(line_cache):
    """Says a text in the learner's voice."""
    with new_speaker(Settings(cache=line_cache)) as speaker:
        yield lambda text: speaker.render(text, "learner", "neutral")


def begin(page, title="The parcel for Saturday"):
    page.get_by_role("button", name="Touch to begin").click()
    page.get_by_role("button", name=re.compile(title)).click()


def answer(page):
    page.get_by_role("button", name="Answer").click()


def skip_notes(page):
    page.get_by_role("heading", name="Log the complaint").wait_for()
    page.get_by_role("button", name="Skip").click()


def heard(page):
    """The captions of the learner's replies so far."""
    return page.locator(".log .caption.you > span:not(.speaker)").all_inner_texts()


def test_a_whole_typed_call_by_keyboard_alone(kiosk, open_page):
    page = open_page(kiosk.url)

    def press(name):
        """Tab to the control of this name, and press it."""
        expect(page.get_by_role("button", name=name).last).to_be_visible()
        for _ in range(30):
            page.keyboard.press("Tab")
            if re.search(name, page.evaluate("document.querySelector('button:focus')?.innerText ?? ''")):
                page.keyboard.press("Enter")
                return
        pytest.fail(f"the keyboard does not reach {name}")

    press("Touch to begin")
    press("The machine that flooded")
    press("Type your replies")
    for reply in ("That's not our problem, you should have read the manual.", "Calm down.", "Don't be ridiculous."):
        page.get_by_text("Your turn: type").or_(page.get_by_role("button", name="Go on")).wait_for()
        if page.get_by_role("button", name="Go on").is_visible():
            break
        expect(page.get_by_label("Type your reply")).to_be_focused()
        page.keyboard.type(reply)
        page.keyboard.press("Enter")
        expect(page.locator("main.call[data-phase=listening]")).to_have_count(0)
    if not page.get_by_role("button", name="Go on").is_visible():
        page.get_by_text("Your turn: type").or_(page.get_by_role("button", name="Go on")).wait_for()
    if page.get_by_text("Your turn: type").is_visible():
        page.keyboard.press("Escape")
        press("End the call")
    expect(page.get_by_text("What the course asks for")).to_be_visible()
    press("See the whole debrief")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Simulated, formative", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    press("Go on")
    expect(page.get_by_role("heading", name="What do you make of it?")).to_be_focused()
    page.get_by_role("textbox").fill("I would listen first.")
    press("Keep this")
    press("Leave")
    expect(page.get_by_role("button", name="Touch to begin")).to_be_visible()


def test_a_dead_microphone_is_noticed_while_it_is_checked(kiosk, open_page):
    page = open_page(kiosk.url, init=MICROPHONE)
    begin(page)
    page.get_by_role("button", name="Speak your replies").click()
    expect(page.get_by_role("status").get_by_text("Nothing at all comes from the microphone.")).to_be_visible()


def test_a_whole_spoken_call_is_heard_through_the_browser_and_ends_well(kiosk, open_page, learner):
    page = open_page(kiosk.url, init=MICROPHONE)
    staged = stage_scenario("late-parcel", Settings())
    replies = [turn.say for turn in load_rehearsal(staged.file, "good", staged.scenario).script.turns]

    def speak(text):
        clip = learner(text)
        sound = to_rate(clip.samples, clip.rate, 48_000).astype("<i2").tobytes()
        page.evaluate("(sound) => { window.speak(sound); }", base64.b64encode(sound).decode())

    begin(page)
    page.get_by_role("button", name="Speak your replies").click()
    expect(page.get_by_text("Listening.")).to_be_visible()
    speak(" ".join(["this is how i speak when i am at ease and reading something out to a friend"] * 3))
    page.get_by_role("button", name="Start the call").click()
    answer(page)
    for turn, reply in enumerate(replies):
        expect(page.locator("main.call[data-phase=listening]")).to_be_visible()
        assert len(heard(page)) == turn
        speak(reply)
        expect(page.locator(".log .caption.you")).to_have_count(turn + 1)
    skip_notes(page)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("She will stay a customer")
    assert page.locator(".moment.well").count() == 2


def test_the_browsers_own_microphone_is_checked_heard_and_met(kiosk, open_page, learner, tmp_path):
    """The fake device plays its file over and over, so what is heard of it begins anywhere."""
    said = learner("i'm so sorry about this that is not good enough i can see why you're upset about the birthday")
    pause = np.zeros(said.rate * 2, np.int16)
    file = tmp_path / "learner.wav"
    write_wav(file, AudioClip(np.concatenate([said.samples, pause]), said.rate))
    page = open_page(
        kiosk.url,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={file}",
    )
    begin(page)
    page.get_by_role("button", name="Speak your replies").click()
    page.get_by_role("button", name="Start the call").click()
    answer(page)
    expect(page.locator(".log .caption.you")).to_have_count(1)
    assert re.search("sorry|good enough|upset|birthday", " ".join(heard(page)))
    page.get_by_role("button", name="Hang up").click()
    page.get_by_role("dialog").get_by_role("button", name="Hang up").click()
    skip_notes(page)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def test_a_microphone_that_is_refused_is_said_and_the_learner_types(kiosk, open_page):
    refuse = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };"
    page = open_page(kiosk.url, init=refuse + LINES_IN_NO_TIME)
    begin(page)
    page.get_by_role("button", name="Speak your replies").click()
    expect(page.get_by_role("alert")).to_have_text("The browser may not use the microphone. You can type your replies.")
    answer(page)
    expect(page.get_by_label("Type your reply")).to_be_focused()


def test_a_reload_in_mid_call_keeps_the_call_and_the_face_speaks_on(kiosk, open_page):
    page = open_page(kiosk.url)
    begin(page)
    page.get_by_role("button", name="Type your replies").click()
    answer(page)
    page.get_by_text("Your turn: type").wait_for()
    page.get_by_label("Type your reply").fill("I'm so sorry about this.")
    page.keyboard.press("Enter")
    page.get_by_text("Danuta is speaking").wait_for()
    page.reload()
    expect(page.locator(".log .caption.you")).to_have_text(re.compile("i'm so sorry about this"))
    expect(page.locator("[data-part=tongue]")).to_have_attribute("opacity", "1")
    expect(page.get_by_text("Your turn: type")).to_be_visible()


def test_a_connection_that_breaks_is_said_and_comes_back_by_itself(kiosk, open_page):
    page = open_page(kiosk.url, init=WIRES + LINES_IN_NO_TIME)
    begin(page)
    expect(page.get_by_role("button", name="Type your replies")).to_be_visible()
    page.evaluate("window.wires.at(-1).close()")
    expect(page.get_by_text("The connection is gone")).to_be_visible()
    expect(page.get_by_text("The connection is gone")).to_be_hidden()
    page.get_by_role("button", name="Type your replies").click()
    answer(page)
    page.get_by_text("Your turn: type").wait_for()


WIRES = """
window.wires = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); window.wires.push(this); }
};
"""
HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


def test_markup_in_a_role_play_stays_text(start_kiosk, open_page, tmp_path):
    staged = stage_scenario("late-parcel", Settings())
    text = staged.file.read_text("utf-8").replace("title: The parcel for Saturday", f"title: {json.dumps(HOSTILE)}")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "hostile.yaml").write_text(text, "utf-8")
    kiosk = start_kiosk("--browser-microphone", KIOSK_SCENARIOS=str(tmp_path / "mine"))
    page = open_page(kiosk.url)
    page.get_by_role("button", name="Touch to begin").click()
    page.get_by_text(HOSTILE).click()
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert page.title() == "De-escalation kiosk"
    assert page.locator("img").count() == 0
