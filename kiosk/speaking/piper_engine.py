"""Piper, which speaks with installed voices: runs only in a worker process, and never in one with another eSpeak NG.

Piper brings its own eSpeak NG to find the phonemes; two of them in one process spoil each other.
"""

import logging
from pathlib import Path
from typing import Any, Final

import numpy as np

from kiosk.errors import BadInput, MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.speaking.delivery import PiperDelivery
from kiosk.speaking.plausible import fault_of

_VOLUME: Final = 0.9
"""Peak of each sentence, of full scale: Piper brings all of them to the same."""
_FIXED_SHARE: Final = 0.38
"""Share of a line's length that does not scale, since each sound is rounded up to whole frames (en_US-joe-medium)."""
_LEAST_SCALE: Final = 0.3
"""Below it, which is at rates over 1.8, sounds are lost."""


class PiperEngine:
    """One Piper voice at a time: a model takes some 100 MB of memory."""

    def __init__(self) -> None:
        """Raises MissingPart when piper-tts is not installed or does not start."""
        try:
            import piper
        except (ImportError, OSError) as error:
            raise MissingPart(
                f"speech engine: Piper does not start ({error}): pip install 'deescalation-kiosk[piper]'"
            ) from None
        # Of a sign that a voice has no sound for, it would write a line for every line.
        logging.getLogger("piper").setLevel(logging.ERROR)
        self._piper: Any = piper
        self._voice: Any = None
        self._model = ""

    def render(self, text: str, delivery: PiperDelivery) -> AudioClip:
        """See `Engine`. About 0.14 s for a second of speech, and 1 to 2 s more for the first line of a voice."""
        if delivery.model != self._model:
            self._load(delivery.model)
        speakers = self._voice.config.num_speakers
        if delivery.speaker >= max(1, speakers):
            name = Path(delivery.model).stem
            raise BadInput(
                f"piper: speaker {delivery.speaker}: {name} has {speakers}, counted from 0: name one of them"
            )
        settings = self._piper.SynthesisConfig(
            speaker_id=delivery.speaker,
            length_scale=self._voice.config.length_scale * _scale(delivery.rate),
            volume=_VOLUME,
        )
        try:
            # Between double square brackets Piper reads phonemes, but nobody's line has any.
            chunks = list(self._voice.synthesize(text.replace("[[", "[ ["), settings))
        except Exception as error:  # noqa: BLE001 - onnxruntime has its own, and a wrong graph may raise any.
            raise MissingPart(f"{_named(delivery.model)}: cannot speak ({_line(error)}): install it again") from None
        samples = [np.asarray(chunk.audio_int16_array, np.int16) for chunk in chunks]
        clip = AudioClip(np.concatenate([np.zeros(0, np.int16), *samples]), self._voice.config.sample_rate)
        if fault := fault_of(clip, text):
            raise MissingPart(f"{_named(delivery.model)}: {fault} for {text[:40]!r}: reword the line")
        return clip

    def _load(self, model: str) -> None:
        self._voice, self._model = None, ""  # The old one goes before the new one comes.
        try:
            self._voice = self._piper.PiperVoice.load(model)
        except Exception as error:  # noqa: BLE001 - a damaged file may raise any.
            raise MissingPart(f"{_named(model)}: cannot be loaded ({_line(error)}): install it again") from None
        self._model = model


def _scale(rate: float) -> float:
    """Factor on the lengths of the sounds that makes a line as fast as `rate` asks for."""
    return max(_LEAST_SCALE, (1 / rate - _FIXED_SHARE) / (1 - _FIXED_SHARE))


def _named(model: str) -> str:
    return f"Piper voice {Path(model).stem}"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
