"""Which engine speaks for a voice on this machine, and why."""

import platform
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final, Literal

from kiosk.errors import MissingPart
from kiosk.speaking.delivery import (
    Delivery,
    EspeakDelivery,
    PiperDelivery,
    SystemDelivery,
    espeak_delivery,
    words_a_minute,
)
from kiosk.speaking.piper_voices import PIPER_LICENCE, PiperVoice, installed_voice
from kiosk.speaking.voice import Style, Voice

EngineName = Literal["eSpeak NG", "Piper", "SAPI 5", "NSSpeech"]

ESPEAK_LICENCE: Final = "GPL-3.0-or-later"
_SYSTEM: Final[dict[str, tuple[EngineName, str]]] = {"win32": ("SAPI 5", "sapi5"), "darwin": ("NSSpeech", "nsss")}
"""sys.platform → the system's own engine and what pyttsx3 calls it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine for a voice."""

    engine: EngineName
    why: str
    """The reason as a few words."""
    language: str
    licence: str
    """The licence of the engine, and of the voice where it has one of its own."""


class Engines:
    """The engines of this machine. Installed voices are looked for each time, so that a new one is used at once."""

    def __init__(self, piper_voices: Path | None = None, *, system: bool = False) -> None:
        """`piper_voices`: where Piper's voices are installed. `system`: use the operating system's own speech.

        Raises MissingPart where the operating system has none that we know.
        """
        self._piper_voices = piper_voices
        self._system = _SYSTEM.get(sys.platform) if system else None
        if system and self._system is None:
            raise MissingPart(
                f"speech = 'system': there is no speech engine of its own on {platform.system() or sys.platform}, only "
                "on Windows and macOS: take 'speech' out of the settings"
            )

    def choose(self, voice: Voice) -> Choice:
        """The engine that speaks for `voice`."""
        if self._system is not None and (named := self._system_voice(voice)):
            engine, _ = self._system
            return Choice(engine, f"the settings ask for the system's own: {named}", "as the system has it", "system")
        installed, why = self._piper(voice)
        if installed is not None:
            language = installed.name.partition("-")[0]
            return Choice("Piper", why, language, f"{PIPER_LICENCE}, voice {installed.licence}")
        return Choice("eSpeak NG", why, voice.language.rpartition("/")[2], ESPEAK_LICENCE)

    def deliver(self, voice: Voice, style: Style) -> Delivery:
        """What the chosen engine needs to speak in `style`."""
        if self._system is not None and (named := self._system_voice(voice)):
            return SystemDelivery(self._system[1], named, words_a_minute(voice, style))
        installed, _ = self._piper(voice)
        if installed is not None and voice.piper is not None:
            return PiperDelivery(str(installed.model), voice.piper.speaker, style.rate)
        return espeak_delivery(voice, style)

    def _system_voice(self, voice: Voice) -> str:
        return voice.sapi5 if sys.platform == "win32" else voice.nsspeech

    def _piper(self, voice: Voice) -> tuple[PiperVoice | None, str]:
        """The installed voice that Piper can speak with, and why there is one or none."""
        if voice.piper is None:
            return None, "the voice file names no other"
        name = voice.piper.model
        installed = installed_voice(name, self._piper_voices) if self._piper_voices else None
        if installed is None:
            return None, f"Piper's {name} is not installed"
        if not _version("piper-tts"):
            return None, f"{name} is there, but not Piper: pip install 'deescalation-kiosk[piper]'"
        return installed, f"{name} is installed"


def engine_of(delivery: Delivery) -> str:
    """Name, version and model of what renders `delivery`, for the key of the cache.

    Raises MissingPart when a part is not installed.
    """
    if isinstance(delivery, EspeakDelivery):
        return _versions("pyttsx3", "espeakng-loader")
    if isinstance(delivery, PiperDelivery):
        model = Path(delivery.model)
        return f"{_versions('piper-tts')}, {PiperVoice(model.stem, model, checked=False).fingerprint}"
    return f"{_versions('pyttsx3')}, {platform.platform()}"


def _versions(*parts: str) -> str:
    versions = {part: _version(part) for part in parts}
    for part, version in versions.items():
        if not version:
            raise MissingPart(f"speech engine: {part} is not installed: reinstall the kiosk")
    return ", ".join(f"{part} {version}" for part, version in versions.items())


@cache
def _version(part: str) -> str:
    """The installed version of a package; empty where it is not installed."""
    try:
        return metadata.version(part)
    except metadata.PackageNotFoundError:
        return ""
