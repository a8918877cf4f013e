"""Every screen as everybody can use it: axe finds nothing, the keyboard suffices, nothing depends on motion or size."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(600)
PIN = "2468"
SIZES = {"320 px": (320, 640), "upright": (1080, 1920), "4K": (3840, 2160), "full HD": (1920, 1080)}
OVERLAP = """
() => {
  const face = document.querySelector(".call .face"), said = document.querySelector(".call .captions");
  if (!face || !said || document.querySelector("dialog[open]")) return false;
  const [a, b] = [face.getBoundingClientRect(), said.getBoundingClientRect()];
  const apart = a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  return a.width > 0 && !apart;
}
"""
"""Whether the customer's face lies under what is said."""


def violations(page):
    """What axe finds, in lines that say where."""
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:120]}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


@pytest.fixture
def kiosk(start_kiosk):
    return start_kiosk("--browser-microphone", KIOSK_PIN=PIN)


def walk(page, look):
    """Through every screen of a telephone call; `look` at each."""
    look("attract")
    page.get_by_role("button", name="Touch to begin").click()
    page.get_by_role("button", name=re.compile("The parcel for Saturday")).wait_for()
    look("choose")
    page.get_by_role("button", name=re.compile("The parcel for Saturday")).click()
    page.get_by_text("is ready.").wait_for()
    look("brief")
    page.get_by_role("button", name="Type your replies").click()
    page.get_by_role("button", name="Answer").wait_for()
    look("ringing")
    page.get_by_role("button", name="Answer").click()
    page.get_by_text("Your turn: type").wait_for()
    page.get_by_role("button", name="Tip").click()
    look("your turn, with a tip")
    page.get_by_role("button", name="Hold").click()
    page.get_by_text("is on hold").wait_for()
    look("on hold")
    page.get_by_role("button", name="Off hold").click()
    page.get_by_text("Your turn: type").wait_for()
    page.get_by_role("button", name="Transfer").click()
    look("transfer")
    page.get_by_role("dialog").get_by_role("textbox").fill("I'm so sorry, Priya may decide this and rings you today.")
    page.get_by_role("button", name="Send and transfer").click()
    page.get_by_text("transferring you to").wait_for()
    page.get_by_role("button", name="Hang up").click()
    look("hang up?")
    page.get_by_role("dialog").get_by_role("button", name="Hang up").click()
    page.get_by_role("heading", name="Log the complaint").wait_for()
    look("notes")
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Go on").wait_for()
    look("debrief")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Keep this").wait_for()
    look("reflect")
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Leave").wait_for()
    look("done")


def crowded(page):
    """At which sizes something leaves the window, or lies under something else."""
    found = []
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth") > width or page.evaluate(OVERLAP):
            found.append(name)
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.dir = 'rtl'")
    if page.evaluate("document.documentElement.scrollWidth") > 390:
        found.append("right to left")
    page.evaluate("document.documentElement.dir = ''")
    page.set_viewport_size({"width": 1280, "height": 720})
    return found


def test_axe_finds_nothing_on_any_screen_and_all_fit_every_window(kiosk, open_page):
    page = open_page(kiosk.url, viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    faults = {}

    def look(name):
        assert page.locator("h1").count() == 1, name
        found = violations(page)
        found += [f"does not fit: {size}" for size in crowded(page)]
        if found:
            faults[name] = found

    walk(page, look)
    other = page.context.browser.new_page()
    other.goto(kiosk.url)
    other.get_by_role("heading", name="Somebody is practising").wait_for()
    if found := violations(other):
        faults["busy"] = found
    assert faults == {}


def test_axe_finds_nothing_on_the_trainers_page_and_it_is_left_by_a_button(kiosk, open_page):
    page = open_page(f"{kiosk.url}/trainer")
    expect(page.get_by_label("PIN")).to_be_focused()
    assert violations(page) == []
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Calls kept on this machine")).to_be_focused()
    assert violations(page) == []
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Touch to begin").wait_for()
    assert page.request.get(f"{kiosk.url}/trainer/calls").status == 401


def test_text_at_twice_the_size_is_twice_the_size_and_fits(kiosk, open_page):
    page = open_page(kiosk.url, viewport={"width": 1280, "height": 720})
    page.get_by_role("button", name="Touch to begin").click()
    page.get_by_role("button", name=re.compile("The parcel for Saturday")).click()
    size = "parseFloat(getComputedStyle(document.querySelector('.lead')).fontSize)"
    page.get_by_label("Larger text").wait_for()
    usual = page.evaluate(size)
    page.get_by_label("Larger text").check()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    assert page.evaluate(size) > usual * 1.6
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.get_by_role("button", name="Type your replies").click()
    page.get_by_role("button", name="Answer").click()
    page.get_by_text("Your turn: type").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    expect(page.get_by_role("button", name="Hang up")).to_be_in_viewport()
    expect(page.get_by_label("Type your reply")).to_be_in_viewport()
