"""The bounded queue between whoever captures sound and whoever listens to it."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.errors import KioskError
from kiosk.sound.audio import BLOCK, RATE, AudioChunk, Samples
from kiosk.sound.resample import StreamResampler

QUEUE_SECONDS: Final = 5.0
"""How far a listener may fall behind before sound is dropped: a slow disk or a busy recogniser catches up
within this, and it costs 160 kB."""


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    sound: npt.NDArray[np.int16]
    rate: int
    missing: int | None = None
    """Samples at RATE dropped before this: None where nothing was, 0 where nobody knows how many."""

    @property
    def length(self) -> int:
        """Samples at RATE."""
        return round(len(self.sound) * RATE / self.rate)


class Intake:
    """Takes captured pieces from one thread and gives them to a listener as chunks of BLOCK at RATE.

    `put` only appends; mixing and resampling happen on the listener's thread. One listener at a time: a
    second `listen` ends the first.
    """

    def __init__(self, seconds: float = QUEUE_SECONDS) -> None:
        """Hold at most `seconds` of sound."""
        self._room = round(seconds * RATE)
        self._changed = threading.Condition()
        self._pieces: deque[_Piece] = deque()
        self._queued = 0
        self._missing: int | None = None
        self._finish = False
        self._closed = False
        self._failure: KioskError | None = None
        self._listener = 0
        self._listening = False

    def put(self, sound: npt.NDArray[np.int16], rate: int, lost: bool = False) -> None:
        """Queue `sound`, shape (n,) or (n, channels), at `rate` Hz; `lost`: something before it is missing.

        Dropped where nobody listens, or where the queue is full; then the next chunk is marked `lost`.
        """
        with self._changed:
            if not self._listening:
                return
            if lost:
                self._missing = self._missing or 0
            piece = _Piece(sound, rate, self._missing)
            if self._queued + piece.length > self._room:
                self._missing = (self._missing or 0) + piece.length
                return
            self._missing = None
            self._pieces.append(piece)
            self._queued += piece.length
            self._changed.notify_all()

    def mark_lost(self) -> None:
        """Mark the next chunk `lost`: sound is missing before it."""
        with self._changed:
            self._missing = self._missing or 0

    def finish(self) -> None:
        """Mark the next chunk `finished`; it comes at once, even if there is no sound to put in it."""
        with self._changed:
            self._finish = True
            self._changed.notify_all()

    def fail(self, failure: KioskError | None) -> None:
        """Let running and later listeners end with `failure`; None lets them listen again."""
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    def close(self) -> None:
        """End a running `listen`, and every later one at once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def listen(self) -> Iterator[AudioChunk]:
        """Yield what is put from now on; what came in before is thrown away."""
        with self._changed:
            self._listener += 1
            self._pieces.clear()
            self._queued = 0
            self._missing = None
            self._finish = False
            self._listening = True
            return self._chunks(self._listener)

    def _chunks(self, listener: int) -> Iterator[AudioChunk]:
        cutter = _Cutter()
        try:
            while (taken := self._take(listener)) is not None:
                pieces, finish = taken
                for piece in pieces:
                    yield from cutter.chunks(piece)
                if finish:
                    yield cutter.last()
        finally:
            with self._changed:
                if listener == self._listener:
                    self._listening = False

    def _take(self, listener: int) -> tuple[list[_Piece], bool] | None:
        """Wait for something to happen; None when `listener` shall end."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._pieces or self._finish or self._closed or self._failure or listener != self._listener
            )
            if self._closed or listener != self._listener:
                return None
            if self._failure is not None and not self._pieces:
                raise self._failure
            if self._finish and self._missing is not None:
                self._pieces.append(_Piece(np.zeros(0, np.int16), RATE, self._missing))
                self._missing = None
            taken = list(self._pieces), self._finish
            self._pieces.clear()
            self._queued = 0
            self._finish = False
            return taken


class _Cutter:
    """Mixes, resamples and cuts pieces of any length and rate into chunks of BLOCK."""

    def __init__(self) -> None:
        self._resampler = StreamResampler(RATE, RATE)
        self._rest: Samples = np.zeros(0, np.int16)
        self._start = 0
        self._lost = False

    def chunks(self, piece: _Piece) -> Iterator[AudioChunk]:
        if piece.missing is not None:
            if len(self._rest):
                yield self._cut(len(self._rest))
            self._start += piece.missing
            self._lost = True
        if piece.rate != self._resampler.rate_in:
            self._resampler = StreamResampler(piece.rate, RATE)
        self._rest = np.concatenate([self._rest, self._resampler.push(_mono(piece.sound))])
        while len(self._rest) >= BLOCK:
            yield self._cut(BLOCK)

    def last(self) -> AudioChunk:
        """What is left, marked `finished`."""
        return self._cut(len(self._rest), finished=True)

    def _cut(self, length: int, finished: bool = False) -> AudioChunk:
        chunk = AudioChunk(self._rest[:length], self._start, finished=finished, lost=self._lost)
        self._rest = self._rest[length:]
        self._start += length
        self._lost = False
        return chunk


def _mono(sound: npt.NDArray[np.int16]) -> Samples:
    if sound.ndim == 1:
        return sound
    if sound.shape[1] == 1:
        return sound[:, 0]
    return np.rint(sound.mean(axis=1)).astype(np.int16)
