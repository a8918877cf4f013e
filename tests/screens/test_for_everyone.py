"""Every screen as everybody can use it: axe finds nothing, the keyboard suffices, nothing depends on motion or size."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from screens.learner_page import LINES_IN_NO_TIME

pytestmark = pytest.mark.timeout(600)
PIN = "2468"
SIZES = {
    "320 px": (320, 640),
    "390 px": (390, 844),
    "upright": (1080, 1920),
    "4K": (3840, 2160),
    "full HD": (1920, 1080),
}
CROWDED = """
() => {
  const top = document.querySelector("dialog[open]") ?? document.body;
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".hush, noscript, .log");
  const box = (one) => one.getBoundingClientRect();
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className} ${one.innerText?.slice(0, 30) ?? ""}`;
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push("scrolls sideways");
  for (const one of top.querySelectorAll("h1, h2, p, button, input, textarea, label, li, blockquote, .bar, .phase")) {
    const { left, right, width } = box(one);
    if (width && seen(one) && (left < -1 || right > innerWidth + 1)) found.push(`leaves the window: ${name(one)}`);
  }
  for (const one of top.querySelectorAll("button")) {
    const cut = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
    if (seen(one) && cut) found.push(`cut off: ${name(one)}`);
  }
  scrollTo(0, document.documentElement.scrollHeight);
  const parts = "h1, button, input, textarea, .phase, .clock, .tip, .face, .captions, .group-code, .lead";
  const apart = [...top.querySelectorAll(parts)].filter(seen);
  apart.forEach((one, at) => apart.slice(at + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    const [a, b] = [box(one), box(other)];
    const meet = a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 1 && b.bottom > a.top + 1;
    if (a.width && b.width && meet) found.push(`one over the other: ${name(one)} / ${name(other)}`);
  }));
  scrollTo(0, 0);
  return found;
}
"""
"""What leaves the window, is cut off, or lies over something else."""
COLOURS = """
(places) => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(getComputedStyle(document.body).backgroundColor);
  return Object.fromEntries(Object.entries(places).map(([selector, property]) => {
    const one = [...document.querySelectorAll(selector)].find((each) => each.checkVisibility());
    if (!one) return [selector, "not there"];
    const own = luminance(getComputedStyle(one)[property]);
    return [selector, (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05)];
  }));
}
"""
"""Selector → contrast of one of its colours with the page's ground."""


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
    """What does not fit at which size, with text as usual and twice as large, and from right to left."""
    found = []
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{name}: {fault}" for fault in page.evaluate(CROWDED)]
        usual = page.evaluate("document.documentElement.dataset.text")
        page.evaluate("document.documentElement.dataset.text = 'large'")
        found += [f"{name}, large text: {fault}" for fault in page.evaluate(CROWDED)]
        page.evaluate("(usual) => { document.documentElement.dataset.text = usual; }", usual)
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.dir = 'rtl'")
    found += [f"right to left: {fault}" for fault in page.evaluate(CROWDED)]
    page.evaluate("document.documentElement.dir = ''")
    page.set_viewport_size({"width": 1280, "height": 720})
    return found


def test_axe_finds_nothing_on_any_screen_and_all_fit_every_window(kiosk, open_page):
    page = open_page(kiosk.url, viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    faults = {}

    def look(name):
        assert page.locator("h1").count() == 1, name
        found = violations(page)
        found += crowded(page)
        found += [f"moves: {one}" for one in page.evaluate("document.getAnimations().map((one) => one.animationName)")]
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


def test_in_forced_colours_every_state_can_be_told(kiosk, open_page):
    microphone = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    page = open_page(kiosk.url, *microphone, viewport={"width": 1280, "height": 720}, forced_colors="active")
    dull = {}

    def seen(name, **places):
        contrasts = page.evaluate(COLOURS, places)
        dull.update({f"{name}: {one}": how for one, how in contrasts.items() if how == "not there" or how < 3})

    page.get_by_role("button", name="Touch to begin").click()
    page.get_by_role("button", name=re.compile("The parcel for Saturday")).wait_for()
    seen("choose", **{".dots i.on": "backgroundColor", ".dots i:not(.on)": "borderTopColor", ".card": "borderTopColor"})
    page.get_by_role("button", name=re.compile("The parcel for Saturday")).click()
    page.get_by_label("Extended time").check()
    box = "getComputedStyle(document.querySelector('.adjustments input')).appearance"
    assert page.evaluate(box) == "auto", "a box of the system's own shows whether it is ticked"
    assert page.evaluate("getComputedStyle(document.querySelector('.page > .foot')).backgroundImage") == "none"
    page.get_by_label("Extended time").uncheck()
    page.get_by_role("button", name="Speak your replies").click()
    page.get_by_text("Listening. Ten").wait_for()
    seen("check", **{".meter > i": "backgroundColor", ".bar": "outlineColor"})
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Answer").click()
    page.get_by_text("Your turn: speak").wait_for()
    page.get_by_label("Type your reply").focus()
    field = ".typing input:focus-visible"
    seen("call", **{".heat-line": "stroke", ".phase": "borderTopColor", field: "outlineColor"})
    page.get_by_role("button", name="Hold").click()
    page.get_by_text("is on hold").wait_for()
    seen("hold", **{'[aria-pressed="true"]': "borderTopColor"})
    pressed = "getComputedStyle(document.querySelector('[aria-pressed=\"true\"]')).borderTopWidth"
    assert page.evaluate(pressed) == "3px"
    assert page.evaluate("getComputedStyle(document.querySelector('.captions')).opacity") == "1"
    page.get_by_role("button", name="Off hold").click()
    page.get_by_text("Your turn: speak").wait_for()
    page.get_by_label("Type your reply").fill("i'm so sorry i promise you everything")
    page.keyboard.press("Enter")
    page.locator(".log .caption.you").wait_for()
    page.get_by_role("button", name="Hang up").click()
    page.get_by_role("dialog").get_by_role("button", name="Hang up").click()
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Go on").wait_for()
    seen("debrief", **{".marks .sign": "color", ".heat-line": "stroke", ".moment.next": "borderTopColor"})
    assert set(page.locator(".marks .sign").all_inner_texts()) <= {"✓", "✗", "?"}
    assert dull == {}


def test_with_reduced_motion_not_even_the_mouth_moves(kiosk, open_page):
    page = open_page(kiosk.url, viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page.get_by_role("button", name="Touch to begin").click()
    page.get_by_role("button", name=re.compile("The machine that flooded")).click()
    page.get_by_role("button", name="Type your replies").click()
    page.get_by_text("is speaking").wait_for()
    page.evaluate(
        """() => {
          window.shapes = new Set();
          const face = document.querySelector(".call .face");
          const shape = () => window.shapes.add(face.innerHTML);
          new MutationObserver(shape).observe(face, { subtree: true, attributes: true });
        }"""
    )
    page.get_by_text("Your turn: type").wait_for()
    assert page.evaluate("window.shapes.size") <= 1


def test_text_at_twice_the_size_is_twice_the_size_and_fits(kiosk, open_page):
    page = open_page(kiosk.url, init=LINES_IN_NO_TIME, viewport={"width": 1280, "height": 720})
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
