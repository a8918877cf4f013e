"""What is said where there is no sound system or no device."""

import os
import subprocess
import sys

import pytest

from kiosk.errors import BadInput, KioskError, MissingPart
from kiosk.sound.devices import list_devices
from kiosk.sound.loudspeaker import Loudspeaker
from kiosk.sound.microphone import Microphone

TRY = """
import ctypes.util
{before}
from kiosk.errors import MissingPart
from kiosk.sound.microphone import Microphone
try:
    Microphone()
except MissingPart as missing:
    print(missing)
"""


def without_sound(before, tmp_path):
    """The line a new process says, with as little of the sound system as can be hidden."""
    quiet = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    quiet["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", TRY.format(before=before)],
        capture_output=True, text=True, timeout=60, check=True, env=quiet,
    )  # fmt: skip
    return done.stdout.strip()


def test_without_portaudio_the_remedy_is_named(tmp_path):
    if not sys.platform.startswith("linux"):
        pytest.skip("sounddevice brings its own PortAudio on this system")
    line = without_sound("ctypes.util.find_library = lambda name: None", tmp_path)
    assert line == "no PortAudio library: apt install libportaudio2, or use the browser's microphone"


def test_without_a_device_the_remedy_is_named(tmp_path):
    line = without_sound("", tmp_path)
    if not line or line.startswith("no PortAudio library"):
        pytest.skip(line or "this machine has a sound input that cannot be hidden")
    assert line == "no sound input on this machine: plug one in, or use the browser's microphone"


@pytest.mark.parametrize("kind", [Microphone, Loudspeaker])
def test_a_device_that_is_not_there_is_refused_in_one_line(kind):
    with pytest.raises((BadInput, MissingPart)) as refused:
        kind("a device nobody has")
    assert "\n" not in str(refused.value)


def test_listing_devices_works_or_says_what_is_missing():
    try:
        devices = list_devices()
    except KioskError as missing:
        assert "no PortAudio library" in str(missing)
    else:
        assert all(device.name and (device.inputs or device.outputs) for device in devices)
