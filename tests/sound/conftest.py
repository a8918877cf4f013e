"""What several tests of sound need: tones, and the virtual sound card where there is one."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from kiosk.sound.audio import AudioClip, Samples

# A busy machine is no fault of the code: pytest's own limit ends what hangs.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def make_tone(hertz: float, seconds: float, rate: int = 16_000, peak: float = 8_000) -> Samples:
    return np.rint(peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.int16)


@pytest.fixture
def tone():
    return make_tone


@pytest.fixture
def tone_clip():
    def make(hertz: float, seconds: float, rate: int = 16_000) -> AudioClip:
        return AudioClip(make_tone(hertz, seconds, rate), rate)

    return make


def pactl(*words: str) -> str:
    return subprocess.run(["pactl", *words], check=True, capture_output=True, text=True, timeout=10).stdout


@pytest.fixture
def sound_card():
    """Runs pactl on the virtual sound card; skips where there is none."""
    if shutil.which("pactl") is None:
        pytest.skip("no virtual sound card: pactl is not installed")
    asked = subprocess.run(["pactl", "list", "short", "sources"], capture_output=True, text=True, check=False)
    if asked.returncode or "kioskmic" not in asked.stdout:
        pytest.skip("no virtual sound card: run the tests inside virtual_audio.sh")
    return pactl


@pytest.fixture
def measurement_data() -> Path:
    folder = Path(__file__).parents[3] / "shared"
    if not folder.is_dir():
        pytest.skip("no measurement data beside this repository")
    return folder
