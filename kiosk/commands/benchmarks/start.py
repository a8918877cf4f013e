"""How soon the kiosk's first screen is there, and how soon the telephone rings."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.settings import Settings

_WHAT: Final = "kiosk to first screen"
_RING: Final = "tap to ring (lines cached)"
_LONGEST_S: Final = 30.0
_LONGEST_RENDERING_S: Final = 300.0


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Start a kiosk on a free port, wait for its page, and begin a role-play on the telephone twice."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "KIOSK_DATA": folder, "KIOSK_PORT": str(port), "KIOSK_HOST": "127.0.0.1"}
        began = time.perf_counter()
        kiosk = subprocess.Popen([sys.executable, "-m", "kiosk"], env=environment, stdout=subprocess.DEVNULL)
        try:
            there = _page(f"http://127.0.0.1:{port}/", began)
            if there is None:
                yield needs(_WHAT, f"a page within {_LONGEST_S:.0f} s", 2, "s")
                return
            yield Figure(_WHAT, there, "s", 2)
            _seconds_to_ring(port)
            yield Figure(_RING, _seconds_to_ring(port), "s", 1)
        finally:
            kiosk.terminate()
            kiosk.wait()


def _page(address: str, began: float) -> float | None:
    """Seconds until the page came."""
    while time.perf_counter() - began < _LONGEST_S:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                answer.read()
            return time.perf_counter() - began
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    return None


def _seconds_to_ring(port: int) -> float:
    """From the tap on *Type your replies* to the ring, as a page of its own sees it; lines not cached are rendered."""
    from websockets.sync.client import connect

    address = f"127.0.0.1:{port}"
    with urllib.request.urlopen(f"http://{address}/", timeout=5) as answer:
        cookie = answer.headers["set-cookie"].partition(";")[0]
    headers = {"Cookie": cookie, "Origin": f"http://{address}"}
    with connect(f"ws://{address}/ws", additional_headers=headers, max_size=None) as page:

        def until(step: str, phase: str | None = None) -> None:
            while True:
                given = page.recv(timeout=_LONGEST_RENDERING_S)
                state = json.loads(given) if isinstance(given, str) else {}
                if state.get("step") == step and (phase is None or (state.get("call") or {}).get("phase") == phase):
                    return

        page.send(json.dumps({"type": "begin"}))
        until("choose")
        page.send(json.dumps({"type": "choose", "roleplay": "late-parcel"}))
        until("brief")
        began = time.perf_counter()
        page.send(json.dumps({"type": "start", "replies": "typed", "microphone": "browser"}))
        until("call", "ringing")
        seconds = time.perf_counter() - began
        page.send(json.dumps({"type": "leave"}))
        until("attract")
    return seconds
