"""How soon the kiosk's first screen is there."""

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
_LONGEST_S: Final = 30.0


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Start a kiosk on a free port, and wait for its page."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "KIOSK_DATA": folder, "KIOSK_PORT": str(port), "KIOSK_HOST": "127.0.0.1"}
        began = time.perf_counter()
        kiosk = subprocess.Popen([sys.executable, "-m", "kiosk"], env=environment, stdout=subprocess.DEVNULL)
        try:
            there = _page(f"http://127.0.0.1:{port}/", began)
        finally:
            kiosk.terminate()
            kiosk.wait()
    if there is None:
        yield needs(_WHAT, f"a page within {_LONGEST_S:.0f} s", 2, "s")
    else:
        yield Figure(_WHAT, there, "s", 2)


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
