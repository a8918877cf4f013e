"""pyttsx3 with the eSpeak NG that `espeakng-loader` brings: runs only in the worker process.

pyttsx3's driver looks for the library in fixed places and has edges that hang or crash; what is done here
about each was measured over thousands of lines on pyttsx3 2.99 and eSpeak NG 1.52.
"""

import ctypes
import importlib
import time
from pathlib import Path
from types import ModuleType
from typing import Final

from kiosk.errors import BadInput, MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.speaking.delivery import EspeakDelivery
from kiosk.speaking.engine_wav import read_engine_wav
from kiosk.speaking.espeak_data import copy_english, require_room, write_variant
from kiosk.speaking.plausible import fault_of
from kiosk.speaking.pyttsx3_driver import Pyttsx3Driver

_RETRIEVE, _BUFFER_MS = 1, 1000
_DONT_EXIT: Final = 0x8000
"""espeak_Initialize's option to return an error for bad data instead of ending the process."""
_DRAIN_S: Final = 5.0
"""The longest wait for eSpeak's own thread to take over new settings (usually under 1 ms)."""
_ATTEMPTS: Final = 3


class EspeakEngine:
    """One eSpeak NG, kept for the life of the process: a second one would hang the first."""

    def __init__(self, folder: Path) -> None:
        """Start the engine with its data and temporary WAV in `folder`, which must exist and be private.

        Raises MissingPart when pyttsx3 or eSpeak NG is not installed or does not start.
        """
        try:
            import espeakng_loader

            self._data = copy_english(Path(espeakng_loader.get_data_path()), folder)
            self._espeak = _bind(espeakng_loader.get_library_path(), self._data)
            self._driver = Pyttsx3Driver("espeak")
        except (ImportError, OSError, RuntimeError) as error:
            raise MissingPart(f"speech engine: eSpeak NG does not start ({error}): reinstall the kiosk") from None
        self._wav = folder / "line.wav"
        self._driver.engine.runAndWait()  # The first one never waits: spend it on nothing.

    def render(self, text: str, delivery: EspeakDelivery) -> AudioClip:
        """See `Engine`. About 13 ms for a sentence; may hang, so the caller sets the time limit."""
        require_room(self._wav.parent)
        fault = ""
        for _ in range(_ATTEMPTS):
            self._set(delivery)
            fault = self._driver.save(text, self._wav)
            if not fault:
                clip = read_engine_wav(self._wav)
                fault = fault_of(clip, text)
                if not fault:
                    return clip
        raise MissingPart(f"speech engine: {fault} for {text[:40]!r}, {_ATTEMPTS} times: reword the line")

    def _set(self, delivery: EspeakDelivery) -> None:
        voice = f"{delivery.language}+{write_variant(self._data, delivery)}"
        engine = self._driver.engine
        self._driver.errors.clear()
        engine.setProperty("voice", voice)
        engine.setProperty("rate", delivery.rate)
        engine.setProperty("pitch", 50)  # The variant has the pitch, in Hz; 50 leaves it alone.
        engine.setProperty("volume", delivery.volume)
        self._espeak.SetParameter(self._espeak.RANGE, delivery.range, 0)
        if self._driver.errors:
            raise BadInput(f"language {delivery.language!r}: eSpeak NG has no such English voice: see `kiosk voices`")
        # Each setting is a queued command in eSpeak's own thread. If one is still on its way, runAndWait sees
        # "playing" and cancels it and the text too: about 1 clip in 3,000 was empty, cut or at the old rate.
        end = time.monotonic() + _DRAIN_S
        while self._espeak.IsPlaying() or self._espeak.GetParameter(self._espeak.RATE) != delivery.rate:
            if time.monotonic() > end:
                raise MissingPart(f"speech engine: did not take the settings in {_DRAIN_S:g} s: try again")
            time.sleep(0.0005)
        engine.proxy._driver._stopping = False


def _bind(library: str, data: Path) -> ModuleType:
    """Import pyttsx3's eSpeak binding on the given library and data, with its unsafe calls replaced."""
    load = ctypes.cdll.LoadLibrary
    # An attribute of the instance shadows the method while the binding looks for the library.
    ctypes.cdll.LoadLibrary = lambda name: ctypes.CDLL(library) if "espeak" in name.lower() else load(name)  # type: ignore[method-assign]
    try:
        espeak = importlib.import_module("pyttsx3.drivers._espeak")
    finally:
        del ctypes.cdll.LoadLibrary
    initialize = espeak.Initialize

    def start(output: int = _RETRIEVE, buffer_ms: int = _BUFFER_MS) -> int:
        return initialize(output, buffer_ms, str(data).encode(), _DONT_EXIT)

    def synth(text: bytes, flags: int = 0) -> int:
        # The original gives ten times the length as the size and so reads past the buffer. The flags are the
        # driver's own: without SSML or PHONEMES among them, markup in a line is only text.
        return espeak.cSynth(text, len(text) + 1, 0, espeak.POS_CHARACTER, 0, flags, None, None)

    espeak.Initialize, espeak.Synth = start, synth  # type: ignore[attr-defined]
    return espeak
