"""A real kiosk in a process of its own, and what talks to it: a plain WebSocket, or a browser."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from websockets.sync.client import ClientConnection, connect

WAIT = 180
"""Seconds until something that must happen counts as not happening: 300 lines are rendered first, in 20 on an idle
machine."""


class Screen:
    """A page of one browser, as far as the kiosk can tell: plays what it is given in no time at all."""

    def __init__(self, url: str, cookie: str) -> None:
        self.url, self.cookie = url, cookie
        self.state: dict[str, Any] = {}
        self.seen: list[dict[str, Any]] = []
        self.plays = self.answers = self.skips_notes = True
        self._open = ExitStack()
        self.socket = self._connect()

    def _connect(self) -> ClientConnection:
        address = self.url.replace("http", "ws") + "/ws"
        headers = {"Cookie": self.cookie}
        # With unread messages in a bounded queue, closing waits its ten seconds in vain.
        opening = connect(address, origin=self.url, additional_headers=headers, max_size=2**24, max_queue=None)
        return self._open.enter_context(opening)

    def send(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def next(self) -> dict[str, Any] | bytes:
        """The next message; a clip is reported as played at once."""
        given = self.socket.recv(timeout=WAIT)
        if isinstance(given, bytes):
            return given
        message = json.loads(given)
        self.seen.append(message)
        if message["type"] == "state":
            self.state = message
        if message["type"] == "voice" and message["number"] is not None and self.plays:
            self.send(type="played", number=message["number"])
        if message["type"] == "state":
            self._deal_with_the_telephone(message)
        return message

    def _deal_with_the_telephone(self, state: dict[str, Any]) -> None:
        """Answer it, and write nothing down afterwards."""
        if self.answers and state["step"] == "call" and (state["call"] or {}).get("phase") == "ringing":
            self.send(type="answer")
        if self.skips_notes and state["step"] == "notes":
            self.send(type="notes", reference="", summary="")

    def until(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read on until the state is such; returns it."""
        while not (self.state and holds(self.state)):
            self.next()
        return self.state

    def until_step(self, step: str) -> dict[str, Any]:
        return self.until(lambda state: state["step"] == step)

    def until_phase(self, phase: str, turns: int = 0) -> dict[str, Any]:
        """Read on until the call is in this phase after so many replies, or is over."""

        def there(state: dict[str, Any]) -> bool:
            call = state.get("call")
            return state["step"] == "call" and call is not None and call["phase"] == phase and call["turns"] >= turns

        return self.until(lambda state: there(state) or state["step"] in ("writing up", "debrief"))

    def next_of(self, kind: str) -> dict[str, Any]:
        """The next message of a type."""
        while True:
            message = self.next()
            if isinstance(message, dict) and message["type"] == kind:
                return message

    def begin_call(self, roleplay: str = "late-parcel", replies: str = "typed", microphone: str = "browser") -> None:
        self.send(type="begin")
        self.until_step("choose")
        self.send(type="choose", roleplay=roleplay)
        self.until_step("brief")
        self.send(type="start", replies=replies, microphone=microphone)

    def reconnect(self) -> None:
        self.close()
        self.state = {}
        self.socket = self._connect()

    def close(self) -> None:
        self._open.close()


@dataclass
class Kiosk:
    """A running kiosk."""

    process: subprocess.Popen[str]
    url: str
    data: Path
    screens: list[Screen] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body."""
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=WAIT) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()

    def new_cookie(self) -> str:
        """What a browser that was never here gets with the page."""
        return self.get("/")[1]["set-cookie"].partition(";")[0]

    def screen(self, cookie: str = "") -> Screen:
        screen = Screen(self.url, cookie or self.new_cookie())
        self.screens.append(screen)
        return screen

    def children(self) -> set[int]:
        return descendants(self.process.pid)

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; returns the exit status and what was written to standard error."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=WAIT)
        # ALSA itself writes there when a busy machine starves it; the kiosk has no say in that.
        lines = [line for line in errors.splitlines() if not line.startswith("ALSA lib")]
        return self.process.returncode, "\n".join(lines)


def descendants(pid: int) -> set[int]:
    """The processes below this one."""
    found: set[int] = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found |= {int(folder.name)} | descendants(int(folder.name))
    return found


def left_of(pids: set[int], within: float = 5.0) -> set[int]:
    """Those of the processes that have not ended within so many seconds."""
    return {pid for pid in pids if not _ends(pid, within)}


def _ends(pid: int, within: float) -> bool:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], within)[0])
    finally:
        os.close(process)


@pytest.fixture
def none_left() -> Callable[[set[int]], None]:
    """Fails where one of the processes goes on."""

    def check(pids: set[int]) -> None:
        assert not left_of(pids), "a process was left behind"

    return check


class Clock:
    """Tells the time that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def line_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rendered lines, kept from one test to the next as they are from one call to the next."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def environment(tmp_path: Path, line_cache: Path) -> dict[str, str]:
    return {
        **os.environ,
        "KIOSK_DATA": str(tmp_path / "data"),
        "KIOSK_CACHE": str(line_cache),
        "KIOSK_MODEL": "demo",
        "KIOSK_PORT": "8765",
    }


@pytest.fixture
def start_kiosk(environment: dict[str, str]) -> Iterator[Callable[..., Kiosk]]:
    """Starts a kiosk; it is stopped with Ctrl-C at the end of the test, and must go without a murmur."""
    running: list[Kiosk] = []

    def start(*options: str, **settings: str) -> Kiosk:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "--port", "0", *options],
            env={**environment, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url), process.communicate()
        kiosk = Kiosk(process, url, Path(environment["KIOSK_DATA"]))
        running.append(kiosk)
        return kiosk

    yield start
    for kiosk in running:
        for screen in kiosk.screens:
            screen.close()
        if kiosk.process.poll() is None:
            children = kiosk.children()
            status, errors = kiosk.stop()
            assert (status, errors.strip()) == (130, "stopped")
            assert not left_of(children), "a process was left behind"


@pytest.fixture
def kiosk(start_kiosk: Callable[..., Kiosk]) -> Kiosk:
    """A kiosk that uses the browser's microphone and sound."""
    return start_kiosk("--browser-microphone")


@pytest.fixture
def open_browser(chromium: str) -> Iterator[Callable[..., Browser]]:
    """Starts Chromium with further command line options."""
    with sync_playwright() as playwright:
        yield lambda *options: playwright.chromium.launch(
            executable_path=chromium, args=["--autoplay-policy=no-user-gesture-required", *options]
        )


@pytest.fixture
def open_page(open_browser: Callable[..., Browser]) -> Iterator[Callable[..., Page]]:
    """Opens a page; whatever it says on its console as a warning or an error fails the test."""
    complaints: list[str] = []
    expect.set_options(timeout=WAIT * 1000)

    def open_(url: str, *options: str, init: str = "", **settings: Any) -> Page:
        page = open_browser(*options).new_page(**settings)
        page.set_default_timeout(WAIT * 1000)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if init:
            page.add_init_script(init)
        page.goto(url)
        return page

    yield open_
    assert complaints == []
