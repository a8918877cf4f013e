"""The microphone check: half a minute at most in which the learner's normal voice is taken."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import has_signal, measure
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
DEAD: Final = 3.0
"""Seconds without any signal after which the microphone is taken for a dead one."""

Trouble = Literal["", "no signal", "clipped", "automatic gain"]
"""What is wrong with the microphone: nothing, or why no level can be told."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check brought."""

    speech: float
    """Seconds of speech."""
    baseline: Baseline | None
    """None where too little was said."""

    @property
    def trouble(self) -> Trouble:
        """What was noticed of the microphone."""
        match self.baseline.unheard.get("level_db") if self.baseline else None:
            case "clipped":
                return "clipped"
            case "automatic gain":
                return "automatic gain"
        return ""


class VoiceCheck:
    """One check. `run` belongs to one thread, `stop` may be called by any."""

    def __init__(self, source: Source, on_sound: Callable[[Samples, float, Trouble], None]) -> None:
        """`on_sound` gets each piece of sound, the seconds of speech so far, and what is wrong, in `run`'s thread."""
        self._source = source
        self._on_sound = on_sound
        self._stopped = threading.Event()

    def run(self, on_open: Callable[[], None] = lambda: None) -> Checked:
        """Listen until enough was said, or too long, or `stop`. Raises MissingPart when the device is gone.

        `on_open` is told, in this thread, when one can begin to speak.
        """
        detector = SileroDetector()
        rest: Samples = np.zeros(0, np.int16)
        kept: list[Samples] = []
        frames = heard = last_signal = 0
        chunks = self._source.listen()
        on_open()
        for chunk in chunks:
            rest = np.concatenate([rest, chunk.samples])
            while len(rest) >= FRAME:
                frames += 1
                heard += detector.probability(rest[:FRAME]) >= SPEECH
                last_signal = frames if has_signal(rest[:FRAME]) else last_signal
                kept.append(rest[:FRAME])
                rest = rest[FRAME:]
            speech = heard * FRAME / RATE
            dead = (frames - last_signal) * FRAME >= DEAD * RATE
            self._on_sound(chunk.samples, speech, "no signal" if dead else "")
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
