"""The group's pages in real browsers: kiosk with projector, remote, and an observer's phone, through a whole call."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from screens.learner_page import LINES_IN_NO_TIME

pytestmark = pytest.mark.timeout(600)
PIN = "4711"
GOOD = "i'm so sorry about this that is not good enough i can see why you're upset"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def kiosk(start_kiosk):
    return start_kiosk("--browser-microphone", KIOSK_PIN=PIN)


@pytest.fixture
def open_device(open_browser):
    """Opens a page in a browser context of its own; what it complains of on its console fails the test."""
    complaints = []
    browser = open_browser()
    expect.set_options(timeout=180_000)

    def open_(url, width, height, context=None, init=""):
        context = context or browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.set_default_timeout(180_000)
        page.add_init_script(init)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield open_
    refused = "Failed to load resource: the server responded with a status of 403 (Forbidden)"
    assert [text for text in complaints if text != refused] == []  # A wrong code is refused in so many words.


def check(page):
    """What axe finds, and whether the page can be read without scrolling sideways."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]] == []
    for way in ("rtl", ""):
        page.evaluate("(way) => { document.documentElement.dir = way; }", way)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"scrolls sideways {way}"
    assert page.locator("h1").count() == 1


def smallest_type(page):
    """The smallest type on the page, as a share of its height."""
    return page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("#stage *")]
        .filter((one) => one.checkVisibility())
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
        .map((one) => parseFloat(getComputedStyle(one).fontSize))) / innerHeight"""
    )


def join(page, role, code=None, pin=""):
    if code:
        page.get_by_label("Code").fill(code)
    page.get_by_role("radio", name=role).check()
    if pin:
        page.get_by_label("Trainer's PIN").fill(pin)
    page.get_by_role("button", name="Join").click()


def begin(kiosk, open_device):
    """The learner has chosen a role-play, and the projector shows the code to join by."""
    learner = open_device(kiosk.url, 1280, 800, init=LINES_IN_NO_TIME)
    projector = open_device(kiosk.url + "/projector", 1920, 1080, learner.context)
    projector.set_viewport_size({"width": 1920, "height": 1080})
    expect(projector.get_by_role("heading", name="Nobody is at the kiosk")).to_be_visible()
    learner.bring_to_front()
    learner.get_by_role("button", name="Touch to begin").click()
    learner.get_by_role("button", name=re.compile("The machine that flooded")).click()
    expect(projector.locator(".joining .code")).to_have_text(re.compile(r"^[A-Z0-9]{3} [A-Z0-9]{3}$"))
    code = projector.locator(".joining .code").inner_text()
    expect(learner.locator(".group-code")).to_contain_text(code)
    check(projector)
    return learner, projector, code


def join_both(kiosk, open_device, code):
    """A trainer's remote and an observer's phone, joined by the code."""
    remote = open_device(kiosk.url + "/remote", 390, 844)
    check(remote)
    join(remote, "I lead", "ZZZZZZ", "1234")
    expect(remote.get_by_role("alert")).to_contain_text("not the code")
    join(remote, "I lead", code, PIN)
    expect(remote.get_by_role("heading", name="Waiting for the call")).to_be_visible()
    observer = open_device(f"{kiosk.url}/join?code={code.replace(' ', '')}", 320, 568)
    check(observer)
    join(observer, "I listen and mark")
    expect(observer.get_by_role("heading", name="You are in")).to_be_visible()
    check(observer)
    return remote, observer


def pause_and_jump(learner, projector, remote, observer):
    """The call begins, an observer marks, and the trainer pauses it and moves it on."""
    learner.get_by_role("button", name="Type your replies").click()
    expect(learner.locator("main.call[data-phase=listening]")).to_be_visible()
    expect(projector.get_by_text("Learner's turn")).to_be_visible()
    observer.get_by_role("button", name="Apology").click()
    observer.get_by_role("button", name="Blame").click()
    expect(observer.get_by_role("button", name="Apology")).to_have_attribute("aria-pressed", "true")
    check(observer)
    remote.get_by_role("button", name="Pause").click()
    expect(learner.get_by_text("Paused by the trainer")).to_be_visible()
    expect(projector.get_by_text("Paused by the trainer")).to_be_visible()
    remote.get_by_role("button", name="Go on").click()
    expect(learner.locator("main.call[data-phase=listening]")).to_be_visible()
    line = learner.locator(".log .caption > span:not(.speaker)").last
    opening = line.inner_text()
    remote.get_by_role("button", name="The kitchen").click()
    expect(remote.get_by_role("button", name="The kitchen")).to_have_attribute("aria-current", "step")
    expect(learner.locator("main.call[data-phase=listening]")).to_be_visible()
    expect(line).not_to_have_text(opening)


def reply(learner, projector, remote, observer):
    """A reply is seen by all, and the projector can be read at every size."""
    learner.get_by_label("Type your reply").fill(GOOD)
    learner.keyboard.press("Enter")
    expect(projector.get_by_text(GOOD)).to_be_visible()
    expect(observer.get_by_role("heading", name="Reply 1")).to_be_visible()
    expect(learner.locator("main.call[data-phase=listening]")).to_be_visible()
    for page in (projector, remote):
        check(page)
    assert smallest_type(projector) >= 1 / 36 - 0.0005
    projector.set_viewport_size({"width": 3840, "height": 2160})
    assert smallest_type(projector) >= 1 / 36 - 0.0005
    expect(projector.locator(".saying")).to_be_in_viewport()
    projector.set_viewport_size({"width": 1080, "height": 1920})
    face, words = (projector.locator(place).bounding_box() for place in (".who .face", ".words"))
    assert face["y"] + face["height"] <= words["y"], "upright, the words stand below the face"
    projector.set_viewport_size({"width": 1920, "height": 1080})


def end_and_vote(learner, projector, remote, observer):
    """The call is over, the room marks it, and nobody sees a mark of the machine."""
    remote.get_by_role("button", name="End the call").click()
    remote.get_by_role("dialog").get_by_role("button", name="End the call").click()
    expect(learner.get_by_text("when the trainer reveals the marks")).to_be_visible()
    expect(projector.get_by_role("heading", name="What did you hear?")).to_be_visible()
    observer.get_by_role("button", name="Met", exact=True).first.click()
    for page in (observer, remote, projector):
        check(page)
        expect(page.locator(".beside")).to_have_count(0)


def reveal(learner, projector, remote, observer):
    """Room and machine stand side by side."""
    remote.get_by_role("button", name="Reveal the marks").click()
    for page in (projector, remote):
        expect(page.locator(".beside tbody tr").first).to_contain_text("1 met, 0 not met")
        check(page)
    assert projector.evaluate(
        "document.querySelector('.table').scrollHeight <= document.querySelector('.table').clientHeight"
    )
    expect(learner.get_by_text("What the course asks for")).to_be_visible()
    expect(observer.get_by_role("heading", name="Your marks")).to_be_visible()
    expect(observer.get_by_role("button", name="Apology")).to_be_disabled()
    check(observer)
    remote.get_by_role("button", name="Next", exact=True).click()
    expect(projector.locator(".beside tbody tr", has_text="Apology")).to_contain_text(re.compile("1 of 1.*Found"))
    check(projector)
    expect(projector.locator(".beside tbody tr", has_text="Blame")).to_contain_text("▼ Blame, makes it harder")
    projector.emulate_media(forced_colors="active")
    colour = "(one) => getComputedStyle(one).backgroundColor"
    fills = {projector.locator(f".share.{kind} i").first.evaluate(colour) for kind in ("good", "bad")}
    assert len(fills) == 1, "in forced colours every bar has the system's own colour"
    remote.set_viewport_size({"width": 320, "height": 568})
    check(remote)


def test_a_group_follows_leads_and_marks_a_call_through_to_the_reveal(kiosk, open_device):
    learner, projector, code = begin(kiosk, open_device)
    room = (learner, projector, *join_both(kiosk, open_device, code))
    pause_and_jump(*room)
    reply(*room)
    end_and_vote(*room)
    reveal(*room)


def test_the_remote_can_be_worked_by_keyboard_alone(kiosk, open_device):
    learner = open_device(kiosk.url, 1280, 800, init=LINES_IN_NO_TIME)
    learner.get_by_role("button", name="Touch to begin").click()
    learner.get_by_role("button", name=re.compile("The machine that flooded")).click()
    code = learner.locator(".group-code b").inner_text()
    remote = open_device(kiosk.url + "/remote", 390, 844)
    expect(remote.get_by_label("Code")).to_be_focused()
    remote.keyboard.type(code)
    remote.keyboard.press("Tab")
    expect(remote.get_by_role("radio", name="I lead")).to_be_focused()
    remote.keyboard.press("Tab")
    remote.keyboard.type(PIN)
    remote.keyboard.press("Enter")
    expect(remote.get_by_role("heading", name="Waiting for the call")).to_be_visible()
    learner.get_by_role("button", name="Type your replies").click()
    expect(learner.locator("main.call[data-phase=listening]")).to_be_visible()

    def press(name):
        expect(remote.get_by_role("button", name=name, exact=True)).to_be_enabled()
        for _ in range(30):
            remote.keyboard.press("Tab")
            if remote.evaluate("document.activeElement.innerText") == name:
                remote.keyboard.press("Enter")
                return
        pytest.fail(f"the keyboard does not reach {name}")

    press("Pause")
    expect(learner.get_by_text("Paused by the trainer")).to_be_visible()
    expect(remote.get_by_role("button", name="Go on")).to_be_focused()
    remote.keyboard.press("Enter")
    expect(learner.locator("main.call[data-phase=listening]")).to_be_visible()
    press("End the call")
    expect(remote.get_by_role("dialog")).to_be_visible()
    press("No")
    expect(remote.get_by_role("dialog")).to_be_hidden()
    expect(learner.locator("main.call[data-phase=listening]")).to_be_visible()
