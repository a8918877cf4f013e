"""How light the screen is: what the first page weighs, what a live meter costs, and what calls leave behind."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

METER_S: Final = 10.0
"""Seconds for which the meter is watched."""
CALLS: Final = 200
"""Calls after which nothing may be left behind."""
_SETTLED: Final = 20
"""Calls after which memory is first read: by then every cache is filled."""
_PAINTED: Final = """
() => new Promise((done) => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") done(entry.startTime);
}).observe({ type: "paint", buffered: true }))
"""
_IN_NO_TIME: Final = """
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () { start.call(this, 0, Math.max(0, this.buffer.duration - 0.01)); };
"""
"""The customer's lines end as soon as they begin: what a call holds on to does not depend on how long it is."""
_HELD: Final = (
    ("the page's memory", "MB", 2.0),
    ("the page's nodes", "", 200.0),
    ("the kiosk's memory", "MB", 20.0),
    ("the kiosk's threads", "", 2.0),
    ("the kiosk's open files", "", 2.0),
)
"""(what is held on to, unit, the most it may grow): less than any leak of 0.1 MB a call would make of them."""
_FLAGS: Final = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
_ALL: Final = "the screen"


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Drive a kiosk of its own with a real browser."""
    if lacking := _lacking():
        yield needs(_ALL, lacking)
        return
    with _kiosk() as (process, address), _browser() as page:
        yield from _first_page(page, address)
        yield from _meter(page, process)
        yield from _calls(page, process)


def _lacking() -> str:
    if not Path("/proc/self/stat").exists():
        return "Linux: times and memory are read from /proc"
    if not _chromium():
        return "Chromium (Debian: apt install chromium)"
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "playwright: pip install '.[test]'"
    return ""


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def _kiosk() -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A running kiosk that uses the browser's microphone, and its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "KIOSK_DATA": folder, "KIOSK_MODEL": "demo"}
        command = [sys.executable, "-m", "kiosk", "--port", "0", "--browser-microphone"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait()


@contextmanager
def _browser() -> Iterator["Page"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_FLAGS))
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.set_default_timeout(120_000)
        yield page
        browser.close()


def _first_page(page: "Page", address: str) -> Iterator[Figure]:
    taken: list[int] = []
    page.on("response", lambda answer: taken.append(len(answer.body())))
    page.goto(address)
    page.get_by_role("button", name="Touch to begin").wait_for()
    yield Figure("first contentful paint", page.evaluate(_PAINTED) / 1000, "s", 0.5)
    yield Figure("first page, everything it loads", sum(taken) / 1000, "kB", 150, digits=0)


def _meter(page: "Page", kiosk: "subprocess.Popen[str]") -> Iterator[Figure]:
    """The microphone check, which is nothing but the meter; Chromium's own test sound is the voice."""
    levels = [0]

    def count(message: str | bytes) -> None:
        levels[0] += isinstance(message, str) and '"level"' in message

    page.on("websocket", lambda socket: socket.on("framereceived", count))
    page.reload()
    page.get_by_role("button", name="Touch to begin").click()
    page.get_by_role("button", name="The parcel for Saturday").click()
    page.get_by_role("button", name="Speak your replies").click()
    page.get_by_text("Listening.").wait_for()
    browser = _descendants(os.getpid()) - _descendants(kiosk.pid) - {kiosk.pid}
    before, began = levels[0], time.monotonic()
    server = Path(f"/proc/{kiosk.pid}/task/{kiosk.pid}")
    of_browser, of_server, of_kiosk = _processor_s(*browser), _seconds(server), _processor_s(kiosk.pid)
    page.wait_for_timeout(METER_S * 1000)
    seconds = time.monotonic() - began
    yield Figure("meter frames a second", (levels[0] - before) / seconds, "", 20, at_least=True, digits=1)
    share = 100 * (_processor_s(*browser) - of_browser) / seconds
    yield Figure("browser's processor use with the meter, of one core", share, "%", 35, digits=1)
    share = 100 * (_seconds(server) - of_server) / seconds
    yield Figure("server's processor use with the meter, of one core", share, "%", 3, digits=1)
    share = 100 * (_processor_s(kiosk.pid) - of_kiosk) / seconds
    yield Figure("the same, with the listening", share, "%", digits=1)
    for name in ("Back", "Leave"):
        page.get_by_role("button", name=name).click()


def _descendants(pid: int) -> set[int]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    new = {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def _processor_s(*pids: int) -> float:
    """Seconds of processor time these processes have had, as far as they still run."""
    return sum(_seconds(Path(f"/proc/{pid}")) for pid in pids)


def _seconds(process: Path) -> float:
    """Seconds of processor time of the process, or the thread, with this folder in /proc."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _calls(page: "Page", kiosk: "subprocess.Popen[str]") -> Iterator[Figure]:
    """Hold CALLS calls with one reply each in one page, and see what has grown between the first and the last."""
    page.add_init_script(_IN_NO_TIME)
    page.reload()
    inspector = page.context.new_cdp_session(page)
    inspector.send("Performance.enable")
    early: dict[str, float] = {}
    for number in range(CALLS):
        if number == _SETTLED:
            early = _held(inspector, kiosk.pid)
        _call(page)
    late = _held(inspector, kiosk.pid)
    remark = f"from call {_SETTLED} to {CALLS}"
    for what, unit, most in _HELD:
        yield Figure(f"growth of {what}", late[what] - early[what], unit, most, digits=1, remark=remark)


def _call(page: "Page") -> None:
    def press(name: str) -> None:
        page.get_by_role("button", name=name).last.click()

    press("Touch to begin")
    press("The machine that flooded the kitchen")
    press("Type your replies")
    page.get_by_label("Type your reply").fill("I'm so sorry, that must have been a shock. What happened?")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.log .caption').length >= 3")
    press("End the call")
    page.locator("dialog[open]").get_by_role("button", name="End the call").click()
    for name in ("Go on", "Skip", "Leave"):
        press(name)
    page.get_by_role("button", name="Touch to begin").wait_for()


def _held(inspector: "CDPSession", pid: int) -> dict[str, float]:
    """What the page and the kiosk hold on to once all rubbish is collected."""
    inspector.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in inspector.send("Performance.getMetrics")["metrics"]}
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {
        "the page's memory": metrics["JSHeapUsedSize"] / 1e6,
        "the page's nodes": metrics["Nodes"],
        "the kiosk's memory": int(status["VmRSS"].split()[0]) / 1e3,
        "the kiosk's threads": int(status["Threads"]),
        "the kiosk's open files": len(list(Path(f"/proc/{pid}/fd").iterdir())),
    }
