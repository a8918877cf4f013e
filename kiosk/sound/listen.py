"""One turn of listening: from a source's chunks to the sound of one reply."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.sound.audio import RATE, Samples
from kiosk.sound.detector import FRAME
from kiosk.sound.ports import Source
from kiosk.sound.turn_end import (
    START_WINDOW,
    NothingSaid,
    SpeechEnded,
    SpeechStarted,
    TurnEnd,
    TurnEvent,
    TurnOver,
)

LEAD: Final = RATE // 2
"""Samples kept from before the first speech: 0.5 s, for soft first sounds and the recogniser's run-up."""

_HELD: Final = LEAD + (START_WINDOW + 1) * FRAME
"""Samples held back while nothing is said: the lead, and the frames it takes to be sure of a start."""


@dataclass(frozen=True, slots=True, eq=False)
class TurnSound:
    """What one turn of listening brought. Times are seconds from the first of `samples`."""

    samples: Samples
    """From LEAD before the first speech to the end of the turn, at RATE; empty where nothing was said."""
    speech_start: float | None
    """Where the first speech begins; None where nothing was said."""
    speech_end: float | None
    """Where the last speech ends."""
    segments: tuple[tuple[float, float], ...]
    """(start, end) of each stretch of speech."""
    waited: float
    """Seconds from the beginning of listening to the first speech, or to the end where there was none."""
    cut: bool
    """Sound was lost on the way."""
    stopped: bool
    """The turn was ended for its length."""


def hear_turn(source: Source, turn_end: TurnEnd, on_chunk: Callable[[Samples], None] = lambda _: None) -> TurnSound:
    """Listen to `source` until its turn is over, and return what was said.

    `on_chunk` gets the sound as it comes, from LEAD before the first speech on: put together, exactly the
    `samples` returned. Ends when `turn_end` finds the end, at a `finished` chunk, or when the source has
    no more to give. Raises MissingPart when the source's device is gone.
    """
    turn_end.reset()
    ear = _Ear(on_chunk)
    chunks = source.listen()
    try:
        for chunk in chunks:
            ear.take(chunk.samples, turn_end.feed(chunk.samples), chunk.lost)
            if turn_end.over or chunk.finished:
                break
    finally:
        if isinstance(chunks, Generator):
            chunks.close()
    ear.take(np.zeros(0, np.int16), turn_end.finish(), lost=False)
    return ear.result()


class _Ear:
    """Holds sound back until speech begins, passes it on from there, and keeps what was passed on."""

    def __init__(self, on_chunk: Callable[[Samples], None]) -> None:
        self._on_chunk = on_chunk
        self._held: Samples = np.zeros(0, np.int16)
        self._taken = 0
        self._begin: int | None = None
        self._kept: list[Samples] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._cut = False
        self._stopped = False

    def take(self, samples: Samples, events: tuple[TurnEvent, ...], lost: bool) -> None:
        """Take a chunk and what it made known."""
        self._cut |= lost
        self._taken += len(samples)
        self._held = np.concatenate([self._held, samples])
        end = self._taken
        for event in events:
            match event:
                case SpeechStarted(at):
                    self._start(at)
                case SpeechEnded(at):
                    self._ends.append(at)
                case TurnOver(at, too_long):
                    self._stopped |= too_long
                    end = at
                case NothingSaid(at):
                    end = at
        self._pass_on(end)

    def _start(self, at: int) -> None:
        self._starts.append(at)
        if self._begin is None:
            self._begin = max(0, at - LEAD)
            self._held = self._held[len(self._held) - (self._taken - self._begin) :]

    def _pass_on(self, end: int) -> None:
        ready = self._held[: len(self._held) - (self._taken - end)]
        self._taken = end
        if self._begin is None:
            self._held = ready[-_HELD:]
            return
        self._held = ready[:0]
        if len(ready):
            self._kept.append(ready)
            self._on_chunk(ready)

    def result(self) -> TurnSound:
        """The turn as heard so far, once it is over."""
        if self._begin is None:
            return TurnSound(np.zeros(0, np.int16), None, None, (), self._taken / RATE, self._cut, False)
        begin = self._begin
        starts = [(at - begin) / RATE for at in self._starts]
        ends = [(at - begin) / RATE for at in self._ends]
        return TurnSound(
            samples=np.concatenate(self._kept),
            speech_start=starts[0],
            speech_end=ends[-1],
            segments=tuple(zip(starts, ends, strict=True)),
            waited=self._starts[0] / RATE,
            cut=self._cut,
            stopped=self._stopped,
        )
