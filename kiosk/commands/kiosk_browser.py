"""The kiosk's screen on this machine: Chromium, Chrome or Edge, full screen, with nothing else to touch."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.errors import MissingPart

NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
)
"""What the browsers are called, the one we test with first."""
_WINDOWS: Final = (r"Chromium\Application\chrome.exe", r"Google\Chrome\Application\chrome.exe",
                   r"Microsoft\Edge\Application\msedge.exe")  # fmt: skip
_MACOS: Final = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome",
                 "Microsoft Edge.app/Contents/MacOS/Microsoft Edge")  # fmt: skip
FLAGS: Final = (
    "--kiosk",
    "--no-first-run",
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--password-store=basic",
    "--autoplay-policy=no-user-gesture-required",
)
"""As in docs/running-a-kiosk.md."""
_GOODBYE: Final = 5.0
"""Seconds that the browser gets to close."""


def find_browser(environment: Mapping[str, str] = os.environ) -> Path:
    """The browser's program. Raises MissingPart where there is none."""
    for name in NAMES:
        if found := shutil.which(name, path=environment.get("PATH")):
            return Path(found)
    for path in _usual_places(environment):
        if path.is_file():
            return path
    raise MissingPart(
        "--kiosk: found neither Chromium nor Chrome nor Edge: install one (Debian: apt install chromium), or start "
        "kiosk without --kiosk and open its address in any browser"
    )


def _usual_places(environment: Mapping[str, str]) -> Iterator[Path]:
    system: str = sys.platform
    if system == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData"):
            if folder := environment.get(variable):
                yield from (Path(folder) / path for path in _WINDOWS)
    if system == "darwin":
        yield from (Path("/Applications") / path for path in _MACOS)


@contextmanager
def full_screen(browser: Path, address: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Inside, `browser` shows `address` and nothing else, with a profile of its own that is thrown away after it."""
    with tempfile.TemporaryDirectory(prefix="kiosk-screen-", ignore_cleanup_errors=True) as profile:
        command = [str(browser), *FLAGS, f"--user-data-dir={profile}", address]
        try:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError as error:
            raise MissingPart(f"--kiosk: {browser}: cannot be started ({error.strerror}): install it again") from error
        try:
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_GOODBYE)
            if process.poll() is None:
                process.kill()
                process.wait()
