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


Wait = Callable[[], float]
"""How long to wait in this silence (s), as far as it is known now."""


def hear_turn(
    source: Source,
    turn_end: TurnEnd,
    on_chunk: Callable[[Samples], None] = lambda _: None,
    on_stop: Callable[[TurnSound], Wait] | None = None,
    on_open: Callable[[], None] = lambda: None,
) -> TurnSound:
    """Listen to `source` until its turn is over, and return what was said; `on_open` is told when it can be heard.

    `on_chunk` gets the sound as it comes, from LEAD before the first speech on: put together, exactly the
    `samples` returned. Ends when `turn_end` finds the end, at a `finished` chunk, or when the source has
    no more to give. Raises MissingPart when the source's device is gone.

    `on_stop`, where given, is told of the turn so far when a stretch of speech has ended; what it returns is asked
    after every frame of the silence, and that pause ends the turn. Speech that goes on takes the turn back: the
    next silence is judged anew. Where only *finished* ends a turn (a pause of None) it is not asked.

    The same sound gives the same turn however it comes in chunks: all of this goes by the detector's frames.
    """
    turn_end.reset()
    ear = _Ear(on_chunk)
    patience = _Patience(turn_end, ear, on_stop)
    chunks = source.listen()
    on_open()
    rest: Samples = np.zeros(0, np.int16)
    try:
        for chunk in chunks:
            ear.lost(chunk.lost)
            *frames, rest = _frames(rest, chunk.samples)
            for frame in frames:
                events = turn_end.feed(frame)
                ear.take(frame, events)
                patience.consider(events)
                if turn_end.over:
                    break
            if turn_end.over or chunk.finished:
                break
    finally:
        patience.usual()
        if isinstance(chunks, Generator):
            chunks.close()
    if not turn_end.over:
        ear.take(rest, (*turn_end.feed(rest), *turn_end.finish()))
    return ear.result()


def _frames(rest: Samples, samples: Samples) -> list[Samples]:
    """Whole frames of the sound, and what is left of it."""
    sound = np.concatenate([rest, samples])
    return [sound[at : at + FRAME] for at in range(0, len(sound) - FRAME + 1, FRAME)] + [
        sound[len(sound) // FRAME * FRAME :]
    ]


class _Patience:
    """Sets the pause that ends the turn, in each silence after speech."""

    def __init__(self, turn_end: TurnEnd, ear: "_Ear", on_stop: Callable[[TurnSound], Wait] | None) -> None:
        self._turn_end, self._ear, self._usual = turn_end, ear, turn_end.pause
        self._on_stop = on_stop if turn_end.pause is not None else None
        self._wait: Wait | None = None

    def consider(self, events: tuple[TurnEvent, ...]) -> None:
        """Judge anew after a frame and what it made known."""
        if self._on_stop is None or self._turn_end.over:
            return
        for event in events:
            if isinstance(event, SpeechStarted):
                self._wait = None
                self.usual()
            elif isinstance(event, SpeechEnded):
                self._wait = self._on_stop(self._ear.result())
        if self._wait is not None:
            self._turn_end.pause = self._wait()

    def usual(self) -> None:
        """Go back to the pause that the turn began with."""
        self._turn_end.pause = self._usual


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

    def lost(self, lost: bool) -> None:
        """Mark the turn as cut where sound was `lost`."""
        self._cut |= lost

    def take(self, samples: Samples, events: tuple[TurnEvent, ...]) -> None:
        """Take some sound and what it made known."""
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
        """The turn as heard so far; while nobody speaks in it, or once it is over."""
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
