"""pyttsx3 with the eSpeak NG that `espeakng-loader` brings: runs only in the worker process.

pyttsx3's driver looks for the library in fixed places and has edges that hang or crash; what is done here
about each was measured over thousands of lines on pyttsx3 2.99 and eSpeak NG 1.52.
"""

import ctypes
import importlib
import threading
import time
import wave
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np

from kiosk.errors import BadInput, MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.speaking.espeak_data import copy_english, require_room, write_variant
from kiosk.speaking.plausible import fault_of
from kiosk.speaking.voice import Delivery

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
            import pyttsx3

            self._data = copy_english(Path(espeakng_loader.get_data_path()), folder)
            self._espeak = _bind(espeakng_loader.get_library_path(), self._data)
            # The reference is kept for ever: the engine's __del__ unhooks the callback.
            self._engine: Any = pyttsx3.init("espeak")
        except (ImportError, OSError, RuntimeError) as error:
            raise MissingPart(f"speech engine: eSpeak NG does not start ({error}): reinstall the kiosk") from None
        self._wav = folder / "line.wav"
        self._finished = threading.Event()
        self._completed: list[bool] = []
        self._errors: list[BaseException] = []
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)
        self._engine.runAndWait()  # The first one never waits: spend it on nothing.

    def _on_finished(self, name: str | None = None, completed: bool = False) -> None:
        self._completed.append(completed)
        self._finished.set()

    def _on_error(self, name: str | None = None, exception: BaseException | None = None) -> None:
        self._errors.append(exception or RuntimeError("unknown error"))

    def render(self, text: str, delivery: Delivery) -> AudioClip:
        """See `Engine`. About 13 ms for a sentence; may hang, so the caller sets the time limit."""
        require_room(self._wav.parent)
        fault = ""
        for _ in range(_ATTEMPTS):
            self._set(delivery)
            fault = self._speak(text)
            if not fault:
                clip = self._read()
                fault = fault_of(clip, text)
                if not fault:
                    return clip
        raise MissingPart(f"speech engine: {fault} for {text[:40]!r}, {_ATTEMPTS} times: reword the line")

    def _set(self, delivery: Delivery) -> None:
        voice = f"{delivery.language}+{write_variant(self._data, delivery)}"
        self._errors.clear()
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", delivery.rate)
        self._engine.setProperty("pitch", 50)  # The variant has the pitch, in Hz; 50 leaves it alone.
        self._engine.setProperty("volume", delivery.volume)
        self._espeak.SetParameter(self._espeak.RANGE, delivery.range, 0)
        if self._errors:
            raise BadInput(f"language {delivery.language!r}: eSpeak NG has no such English voice: see `kiosk voices`")
        # Each setting is a queued command in eSpeak's own thread. If one is still on its way, runAndWait sees
        # "playing" and cancels it and the text too: about 1 clip in 3,000 was empty, cut or at the old rate.
        end = time.monotonic() + _DRAIN_S
        while self._espeak.IsPlaying() or self._espeak.GetParameter(self._espeak.RATE) != delivery.rate:
            if time.monotonic() > end:
                raise MissingPart(f"speech engine: did not take the settings in {_DRAIN_S:g} s: try again")
            time.sleep(0.0005)
        self._engine.proxy._driver._stopping = False

    def _speak(self, text: str) -> str:
        self._wav.unlink(missing_ok=True)
        self._completed.clear()
        self._finished.clear()
        self._engine.save_to_file(text, str(self._wav))
        self._engine.runAndWait()
        if not self._finished.wait(1.0):
            return "the end was not reported"
        if self._errors:
            return f"an error ({self._errors[0]})"
        return "" if self._completed == [True] else "the line was cancelled"

    def _read(self) -> AudioClip:
        try:
            with wave.open(str(self._wav), "rb") as wav:
                samples = np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2").astype(np.int16)
                return AudioClip(samples, wav.getframerate())
        except (OSError, EOFError, wave.Error) as error:
            raise MissingPart(f"speech engine: {self._wav} not written ({error}): free some disk space") from None


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
