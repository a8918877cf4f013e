"""Vosk: the recogniser for people. The only file that imports vosk."""

import json
from pathlib import Path
from typing import Any, Final

from kiosk.errors import BadInput
from kiosk.hearing.models import check_model
from kiosk.hearing.recogniser import StreamGuard
from kiosk.hearing.utterance import Word
from kiosk.sound.audio import RATE, Samples

VOSK_FLOOR: Final = 0.5
"""A word that Vosk itself thinks more likely wrong than right is not taken as heard.

Vosk's confidence is the word's posterior probability in its lattice.
"""

UNKNOWN: Final = "[unk]"
"""What Vosk writes where no word of its list fits. It is no word, so it is left out."""


class VoskRecogniser:
    """Recognises with the Vosk model in a folder."""

    basic = False
    confidence_floor = VOSK_FLOOR

    def __init__(self, model_dir: Path) -> None:
        """Load the model (0.3 to 1 s for a small one).

        Raises MissingPart when the folder is not there, BadInput when it holds no model that Vosk can load.
        """
        check_model(model_dir)
        import vosk

        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(str(model_dir))
        except Exception as error:  # vosk raises a bare Exception for every fault of a model
            raise BadInput(
                f"Vosk model {model_dir}: Vosk cannot load it ({error}); install it again with `kiosk models`"
            ) from error
        self._open = vosk.KaldiRecognizer
        self.name = f"vosk {model_dir.resolve().name}"

    def stream(self) -> "VoskStream":
        """Begin a new utterance."""
        recogniser = self._open(self._model, RATE)
        recogniser.SetWords(True)
        return VoskStream(recogniser)


class VoskStream:
    """One utterance on its way through Vosk."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._guard = StreamGuard("vosk")
        self._words: list[Word] = []

    def accept(self, samples: Samples) -> None:
        """Take the next stretch of sound: int16, mono, 16 kHz."""
        self._guard.enter()
        # Vosk takes nothing but bytes. When it answers true it has found a pause: what it heard before the
        # pause must be fetched now, the final result will not repeat it.
        if self._recogniser.AcceptWaveform(samples.astype("<i2", copy=False).tobytes()):
            self._words += _words(self._recogniser.Result())

    def partial(self) -> str:
        """All the words heard up to now."""
        self._guard.enter()
        # Before any sound the answer has no "partial" at all.
        running = json.loads(self._recogniser.PartialResult()).get("partial", "")
        heard = [word.text for word in self._words]
        return " ".join(heard + [text for text in running.split() if text != UNKNOWN])

    def finish(self) -> tuple[Word, ...]:
        """End the utterance and return every word of it."""
        self._guard.enter()
        self._guard.end()
        self._words += _words(self._recogniser.FinalResult())
        return tuple(self._words)


def _words(result: str) -> list[Word]:
    return [
        Word(heard["word"], heard["start"], heard["end"], heard["conf"])
        for heard in json.loads(result).get("result", [])
        if heard["word"] != UNKNOWN
    ]
