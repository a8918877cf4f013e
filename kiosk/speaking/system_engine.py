"""The operating system's own speech: SAPI 5 on Windows, NSSpeechSynthesizer on macOS. Runs only in the worker process.

Opt-in, and written from the documentation: pyttsx3's drivers for both are known to hang, which the worker's time
limit turns into one line.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Protocol

from kiosk.errors import MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.speaking.delivery import SystemDelivery
from kiosk.speaking.engine_wav import read_engine_wav
from kiosk.speaking.plausible import fault_of
from kiosk.speaking.pyttsx3_driver import Pyttsx3Driver

_CONVERT: Final = ("/usr/bin/afconvert", "-f", "WAVE", "-d", "LEI16@22050", "-c", "1")
"""macOS writes AIFF whatever the file is called; this part of it makes a WAV of that."""


class SystemVoice(Protocol):
    """What pyttsx3 tells of a voice."""

    id: str
    name: str


class SystemEngine:
    """The engine of this operating system, kept for the life of the process."""

    def __init__(self, folder: Path, driver: str) -> None:
        """Start pyttsx3's `driver` (sapi5, nsss), with files in `folder`. Raises MissingPart where it is not there."""
        try:
            self._driver = Pyttsx3Driver(driver)
        except (ImportError, OSError, RuntimeError) as error:
            raise MissingPart(
                f"speech engine: the system's own ({driver}) does not start ({error}): take 'speech' out of kiosk.toml"
            ) from None
        self._name = driver
        self._file = folder / "line.wav"

    def render(self, text: str, delivery: SystemDelivery) -> AudioClip:
        """See `Engine`; may hang, so the caller sets the time limit."""
        engine: Any = self._driver.engine
        self._driver.errors.clear()
        engine.setProperty("voice", voice_id(engine.getProperty("voices"), delivery.voice))
        engine.setProperty("rate", delivery.rate)
        # SAPI's driver writes the file at once and reports nothing.
        fault = self._driver.save(text, self._file, reports=self._name != "sapi5")
        if not fault:
            clip = self._read()
            fault = fault_of(clip, text)
            if not fault:
                return clip
        raise MissingPart(f"speech engine: {self._name}: {fault} for {text[:40]!r}: take 'speech' out of kiosk.toml")

    def _read(self) -> AudioClip:
        if self._name != "nsss":
            return read_engine_wav(self._file)
        wav = self._file.with_suffix(".converted.wav")
        try:
            subprocess.run([*_CONVERT, self._file, wav], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise MissingPart(f"speech engine: {self._file} could not be read ({error}): see `kiosk doctor`") from None
        return read_engine_wav(wav)


def voice_id(voices: Iterable[SystemVoice], wanted: str) -> str:
    """The engine's own id of the voice whose name begins with `wanted`, in capitals or not.

    Raises MissingPart naming the voices there are.
    """
    there = list(voices)
    for voice in there:
        if voice.name.casefold().startswith(wanted.casefold()):
            return voice.id
    names = ", ".join(sorted(voice.name for voice in there)) or "none"
    raise MissingPart(
        f"voice {wanted!r}: this system does not have it, only {names}: "
        "add it in the system's speech settings, or name another in the voice file"
    )
