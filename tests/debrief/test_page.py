"""The page, in a real browser and without one: self-contained, inert, readable, printable."""

import html
import io
import re
import shutil
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from debrief.calls import FIRST_TWO, PARCEL, call, rehearsed, said, scenario_of

from kiosk.debrief.chart import LANE_GAP, chart, clock
from kiosk.debrief.debrief import make_debrief
from kiosk.debrief.page import render_page
from kiosk.hearing.utterance import typed
from kiosk.judging.tone import ToneCue, ToneMeasures
from kiosk.roleplay.turns import CallRecord, Spoken

HOSTILE = "</script></style><script>window.ran=1</script>\"'><img src=x onerror=window.ran=1> javascript:ran=1"
ODD = replace(call(said("right", customer=HOSTILE)), title=HOSTILE, reflection=HOSTILE, engine=HOSTILE, id=HOSTILE)


def wav(seconds: float) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        out.writeframes(bytes(2 * round(seconds * 16000)))
    return file.getvalue()


def spoken_call() -> CallRecord:
    """Three replies with sound: one good, one harmful and louder, one not heard."""
    louder = ToneCue("raised_voice", 7.2, "dB", "7 dB above your own baseline")
    turns = call(
        said("oh i can see why you're upset", acknowledge="i can see why", timed=True),
        said("it's only a bike", dismiss="it's only a", tone=[louder], measures=ToneMeasures(7.2), timed=True),
        said("mumble mumble", heard="not heard", timed=True),
    ).turns
    moved, at = [], 0.0
    for turn in turns:
        times = turn.times
        moved.append(
            replace(
                turn,
                times=replace(
                    times,
                    customer_start=at,
                    customer_end=at + times.customer_end,
                    reply_start=at + times.reply_start,
                    reply_end=at + times.reply_end,
                ),
            )
        )
        at += times.reply_end
    record = replace(call(*moved, ending="hung up"), seconds=at + 3, closing=(Spoken("Bye.", "furious", "ending"),))
    return replace(record, engine="vosk small")


def pages() -> dict[str, str]:
    """Every kind of page: with and without sound, good and bad, empty, hostile."""
    hostile = PARCEL.customer.model_copy(
        update={"name": HOSTILE, "facts": {HOSTILE: PARCEL.customer.facts["birthday"]}}
    )
    scenario = PARCEL.model_copy(update={"customer": hostile, "title": HOSTILE})
    words = said("right", customer=HOSTILE)
    words = replace(words, reply=replace(words.reply, words=typed(HOSTILE).words))
    found = {
        f"{name}.{script}": render_page(make_debrief(scenario_of(name), rehearsed(name, script)))
        for name, script in FIRST_TWO
    }
    return found | {
        "spoken": render_page(make_debrief(PARCEL, spoken_call()), wav(spoken_call().seconds), "call.wav"),
        "sound beside it": render_page(make_debrief(PARCEL, spoken_call()), None, "call.wav"),
        "no reply": render_page(make_debrief(PARCEL, call(ending=None))),
        "hostile": render_page(make_debrief(scenario, replace(ODD, turns=(words,))), wav(1.0), "call.wav"),
    }


PAGES = pages()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield started
        started.close()


def opened(browser: Any, folder: Path, name: str, width: int = 1280) -> tuple[Any, list[str]]:
    """The page shown in the browser, and everything that went wrong in it or left it."""
    file = folder / "debrief.html"
    file.write_text(PAGES[name], "utf-8")
    page, wrong = browser.new_page(viewport={"width": width, "height": 900}), list[str]()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None)
    page.add_init_script("addEventListener('securitypolicyviolation', e => console.log('refused', e.blockedURI))")
    page.goto(file.as_uri())
    return page, wrong


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_shows_without_a_fault_and_fits_the_screen(
    browser: Any, tmp_path: Path, name: str, width: int
) -> None:
    page, wrong = opened(browser, tmp_path, name, width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it would scroll sideways"
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_text("The machine drafts, a person decides.").first.is_visible()
    assert page.locator(".stamp").inner_text() == "Simulated, formative"
    assert wrong == []
    page.close()


def test_hostile_text_is_shown_and_does_nothing(browser: Any, tmp_path: Path) -> None:
    page, wrong = opened(browser, tmp_path, "hostile")
    assert page.evaluate("window.ran") is None
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert HOSTILE in page.locator("h1").inner_text()
    assert wrong == []
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_fetches_nothing(name: str) -> None:
    tags = re.findall(r"<[a-z][^>]*>", PAGES[name])
    sources = [found for tag in tags for found in re.findall(r'(?:src|href|srcset|action|data)="([^"]*)"', tag)]
    assert all(source.startswith(("#", "data:audio/wav;base64,")) or source == "call.wav" for source in sources)
    assert "url(" not in PAGES[name]
    policy = html.unescape(PAGES[name].split("<style>")[0])
    assert "default-src 'none'" in policy
    assert "unsafe-" not in policy


def test_a_mark_plays_its_own_seconds_and_stops(browser: Any, tmp_path: Path) -> None:
    page, wrong = opened(browser, tmp_path, "spoken")
    mark = page.locator(".plot a[data-from]").first
    start, end = float(mark.get_attribute("data-from")), float(mark.get_attribute("data-to"))
    stopped = mark.evaluate(
        """async mark => {
            const player = document.querySelector("audio");
            const over = new Promise(done => player.addEventListener("pause", done, {once: true}));
            mark.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
            await over;
            return player.currentTime;
        }"""
    )
    assert start < end <= stopped < end + 0.5
    assert wrong == []
    page.close()


def test_a_mark_can_be_reached_and_played_by_keyboard_and_says_what_it_is(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, "spoken")
    mark = page.get_by_role("link", name="Trouble recognised, reply 1, 0:02: “i can see why”")
    page.evaluate(
        """() => {
            window.playing = new Promise(done => document.querySelector("audio").addEventListener("play", done));
        }"""
    )
    mark.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.playing.then(() => true)")
    assert not page.url.endswith("#turn-1")
    page.close()


def test_without_sound_a_mark_leads_to_its_reply(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, "sound beside it")
    assert page.locator("button.play, audio, script").count() == 0
    assert page.get_by_role("link", name="call.wav").get_attribute("href") == "call.wav"
    page.locator(".plot a").first.click()
    assert page.url.endswith("#turn-1")
    page.close()


def test_good_and_bad_evidence_differ_by_more_than_colour(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, "spoken")
    style = "element => getComputedStyle(element).borderBottomStyle"
    assert page.locator(".line mark:not(.bad)").first.evaluate(style) == "solid"
    assert page.locator(".line mark.bad").first.evaluate(style) == "dashed"
    page.close()


def test_what_was_not_heard_is_said_to_be_no_fault(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, "spoken")
    turn = page.locator("#turn-3").inner_text()
    assert "not heard:" in turn
    assert "not marked against you" in turn
    page.close()


@pytest.mark.parametrize("name", ["late-parcel.good", "late-parcel.defensive", "spoken", "hostile"])
def test_every_printed_page_is_stamped_and_black_on_white(browser: Any, tmp_path: Path, name: str) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (Debian: poppler-utils)")
    page, _ = opened(browser, tmp_path, name)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert page.locator("audio, .play").filter(visible=True).count() == 0
    file = tmp_path / "debrief.pdf"
    page.pdf(path=str(file), prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    sheets = text.split("\f")[:-1]
    assert len(sheets) > 1
    assert [sheet for sheet in sheets if "simulated, formative" not in sheet.lower()] == []
    for line in ("Name", "Signature", "Date", "Learner’s reflection", "Assessor’s comment"):
        assert line in text
    page.close()


@pytest.mark.parametrize(("name", "script"), FIRST_TWO)
def test_marks_that_lie_in_one_lane_keep_their_distance(name: str, script: str) -> None:
    drawn = chart(make_debrief(scenario_of(name), rehearsed(name, script)).timeline)
    for lane in range(drawn.lanes):
        places = [mark.left for mark in drawn.marks if mark.lane == lane]
        assert all(after - before >= LANE_GAP for before, after in pairwise(places))
    assert all(0 <= mark.left <= 100 for mark in drawn.marks)


def test_a_time_is_written_as_minutes_and_seconds() -> None:
    assert [clock(seconds) for seconds in (0, 9.9, 60, 754.2)] == ["0:00", "0:09", "1:00", "12:34"]


def test_the_same_debrief_always_makes_the_same_page() -> None:
    assert pages()["spoken"] == PAGES["spoken"]
