"""What tests need that not every machine has. Each skip prints its reason."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("search")
settings.register_profile("same", derandomize=True)
# A change is not refused for what it has not done: new examples are looked for with --hypothesis-profile=search.
settings.load_profile("same")

REPOSITORY = Path(__file__).resolve().parent.parent
MEASUREMENT_DATA = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def measurement_data() -> Path:
    """The folder of recorded speech and labelled replies, where present."""
    if not (MEASUREMENT_DATA / "speech").is_dir():
        pytest.skip("needs the measurement data (recorded speech), which is not part of the project")
    return MEASUREMENT_DATA


@pytest.fixture(scope="session")
def sound_card() -> None:
    """A PulseAudio server with the sinks `virtmic` and `virtspk`."""
    if shutil.which("pactl") is None:
        pytest.skip("needs PulseAudio (Debian: pulseaudio pulseaudio-utils libasound2-plugins libportaudio2)")
    answer = subprocess.run(["pactl", "list", "short", "sinks"], capture_output=True, text=True, timeout=10)
    if "virtmic" not in answer.stdout:
        pytest.skip("needs a PulseAudio server with the virtual sound card running")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium (Debian: chromium)")
    return path
