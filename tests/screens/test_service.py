"""What systemd is told, as systemd would hear it."""

import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest


@pytest.fixture(params=["path", "abstract"])
def systemd(request, tmp_path):
    """A socket to be notified at, and the name it has in NOTIFY_SOCKET."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listening:
        name = str(tmp_path / "notify") if request.param == "path" else f"@kiosk-test-{tmp_path.name}"
        listening.bind(name.replace("@", "\0", 1))
        listening.settimeout(60)
        yield listening, name


def test_systemd_hears_that_the_kiosk_is_ready_that_it_lives_and_that_it_stops(systemd, environment):
    listening, name = systemd
    told = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "300000"}
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "--port", "0", "--browser-microphone"],
        env={**environment, **told},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert [listening.recv(100) for _ in range(4)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        process.send_signal(signal.SIGTERM)
        heard = listening.recv(100)
        while heard == b"WATCHDOG=1":
            heard = listening.recv(100)
        assert heard == b"STOPPING=1"
    finally:
        process.terminate()
        process.wait(60)


def test_a_watchdog_meant_for_another_process_is_left_alone(systemd, environment):
    listening, name = systemd
    told = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "300000", "WATCHDOG_PID": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "--port", "0", "--browser-microphone"],
        env={**environment, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert listening.recv(100) == b"READY=1"
        process.terminate()
        assert listening.recv(100) == b"STOPPING=1"
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()
