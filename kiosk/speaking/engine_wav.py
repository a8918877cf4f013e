"""Reads the WAV file that an engine has just written."""

import wave
from pathlib import Path

import numpy as np

from kiosk.errors import MissingPart
from kiosk.sound.audio import AudioClip


def read_engine_wav(path: Path) -> AudioClip:
    """The sound in `path`, 16-bit mono. Raises MissingPart where there is no such file: the disk is full."""
    try:
        with wave.open(str(path), "rb") as wav:
            samples = np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2").astype(np.int16)
            return AudioClip(samples, wav.getframerate())
    except (OSError, EOFError, wave.Error) as error:
        raise MissingPart(f"speech engine: {path} not written ({error}): free some disk space") from None
