"""The microphone check: half a minute at most in which the learner's normal voice is taken."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import measure
from kiosk.sound.audio import RATE, Samples
from kiosk.sound.detector import FRAME, SileroDetector
from kiosk.sound.ports import Source
from kiosk.sound.turn_end import SPEECH

ENOUGH: Final = 8.0
"""Seconds of speech after which the check ends by itself: some 30 syllables, and the pitch has settled."""
LEAST: Final = 3.0
"""Seconds of speech below which no baseline is taken."""
LONGEST: Final = 30.0
"""Seconds after which the check ends, whatever was heard."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check brought."""

    speech: float
    """Seconds of speech."""
    baseline: Baseline | None
    """None where too little was said."""


class VoiceCheck:
    """One check. `run` belongs to one thread, `stop` may be called by any."""

    def __init__(self, source: Source, on_sound: Callable[[Samples, float], None]) -> None:
        """`on_sound` gets each piece of sound and the seconds of speech so far, in the thread of `run`."""
        self._source = source
        self._on_sound = on_sound
        self._stopped = threading.Event()

    def run(self) -> Checked:
        """Listen until enough was said, or too long, or `stop`. Raises MissingPart when the device is gone."""
        detector = SileroDetector()
        rest: Samples = np.zeros(0, np.int16)
        kept: list[Samples] = []
        frames = heard = 0
        for chunk in self._source.listen():
            rest = np.concatenate([rest, chunk.samples])
            while len(rest) >= FRAME:
                frames += 1
                heard += detector.probability(rest[:FRAME]) >= SPEECH
                kept.append(rest[:FRAME])
                rest = rest[FRAME:]
            speech = heard * FRAME / RATE
            self._on_sound(chunk.samples, speech)
            if chunk.finished or self._stopped.is_set() or speech >= ENOUGH or frames * FRAME >= LONGEST * RATE:
                break
        return _checked(kept, heard * FRAME / RATE)

    def stop(self) -> None:
        """End the check with what was heard so far."""
        self._stopped.set()
        self._source.finish()


def _checked(kept: list[Samples], speech: float) -> Checked:
    if speech < LEAST:
        return Checked(speech, None)
    return Checked(speech, Baseline.of([measure(np.concatenate(kept))]))
