"""`kiosk --kiosk`: a browser is found and shows the address, or one line says what is missing."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.commands.kiosk_browser import FLAGS, NAMES, find_browser, full_screen
from kiosk.errors import MissingPart

NO_OTHER = {"PATH": ""}


@pytest.fixture
def browser(tmp_path):
    """A program called chromium that writes down how it was started, and goes on until it is told to end."""
    file = tmp_path / "chromium"
    file.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/given"\nexec cat "{tmp_path}/wait"\n', "utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    os.mkfifo(tmp_path / "wait")
    return file


@pytest.mark.parametrize("name", NAMES)
def test_every_browser_of_the_family_is_found_by_its_name(tmp_path, name):
    file = tmp_path / name
    file.write_text("#!/bin/sh\n", "utf-8")
    file.chmod(0o755)
    assert find_browser({"PATH": str(tmp_path)}) == file


def test_without_a_browser_one_line_says_what_to_install(tmp_path):
    with pytest.raises(MissingPart, match="install one") as error:
        find_browser({"PATH": str(tmp_path)})
    assert "\n" not in str(error.value)


def test_the_browser_gets_the_address_the_flags_and_a_profile_that_is_thrown_away(browser, tmp_path):
    with full_screen(browser, "http://127.0.0.1:8765") as process:
        with (tmp_path / "wait").open("w"):  # Opens as soon as the browser reads.
            given = (tmp_path / "given").read_text("utf-8").split("\n")
        assert process.wait(20) == 0
    assert given[: len(FLAGS)] == list(FLAGS)
    profile, address = given[len(FLAGS) : len(FLAGS) + 2]
    assert address == "http://127.0.0.1:8765"
    assert not Path(profile.partition("=")[2]).exists()


def kiosk(tmp_path, path, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", "--port", "0", "--browser-microphone", *options],
        env={**os.environ, "PATH": path, "KIOSK_DATA": str(tmp_path / "data"), "KIOSK_CACHE": str(tmp_path / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_kiosk_ends_with_its_browser(browser, tmp_path):
    process = kiosk(tmp_path, f"{tmp_path}:{os.environ['PATH']}", "--kiosk")
    with (tmp_path / "wait").open("w"):
        address = process.stdout.readline().strip()
        assert address in (tmp_path / "given").read_text("utf-8").split("\n")
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")


def test_stopping_the_kiosk_ends_its_browser(browser, tmp_path):
    process = kiosk(tmp_path, f"{tmp_path}:{os.environ['PATH']}", "--kiosk")
    browser_reads = os.open(tmp_path / "wait", os.O_WRONLY)
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[1].strip() == "stopped"
    with pytest.raises(BrokenPipeError):
        os.write(browser_reads, b"x")
    os.close(browser_reads)


def test_without_a_browser_the_kiosk_does_not_start_and_says_so(tmp_path):
    process = kiosk(tmp_path, str(tmp_path), "--kiosk")
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (3, "")
    assert errors.startswith("--kiosk: found neither Chromium")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--lan"], "--lan: no PIN is set"),
        (["--lan", "--host", "127.0.0.1"], "--lan --host 127.0.0.1: choose one"),
    ],
)
def test_the_network_is_not_let_in_by_halves(tmp_path, options, says):
    process = kiosk(tmp_path, os.environ["PATH"], *options)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert errors.startswith(says)
    assert errors.count("\n") == 1
