"""What the rest of the program asks of anything that turns sound into words."""

import threading
from typing import Protocol

from kiosk.hearing.utterance import Word
from kiosk.sound.audio import Samples


class RecogniserStream(Protocol):
    """One utterance being recognised while it is spoken. It belongs to the thread that first uses it."""

    def accept(self, samples: Samples) -> None:
        """Take the next stretch of sound: int16, mono, 16 kHz, any length, none included."""
        ...

    def partial(self) -> str:
        """All the words heard up to now, the last of which may still change; empty when there are none."""
        ...

    def finish(self) -> tuple[Word, ...]:
        """End the utterance and return every word of it, in order, times in seconds from its first sample."""
        ...


class Recogniser(Protocol):
    """A loaded recogniser. Streams of it may run side by side, each in its own thread."""

    @property
    def name(self) -> str:
        """Engine and model, as it is written into records."""
        ...

    @property
    def basic(self) -> bool:
        """Whether the screen must say "basic recognition": this engine mishears much open speech."""
        ...

    @property
    def confidence_floor(self) -> float:
        """Confidence below which a word of this engine counts as not heard (0 to 1)."""
        ...

    def stream(self) -> RecogniserStream:
        """Begin a new utterance."""
        ...


class StreamGuard:
    """Holds a stream to one thread and to one end.

    The engines are C libraries: Vosk ends the whole process when a stream is used from two threads, and says
    nothing that a user could read. This says it before the library is reached.
    """

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._owner: int | None = None
        self._ended = False

    def enter(self) -> None:
        """Call first in every method of a stream.

        Raises RuntimeError from a second thread, and after the end.
        """
        here = threading.get_ident()
        if self._owner is None:
            self._owner = here
        if self._owner != here:
            raise RuntimeError(
                f"{self._engine}: a stream that belongs to thread {self._owner} was used from thread {here}; "
                "give every thread a stream of its own"
            )
        if self._ended:
            raise RuntimeError(f"{self._engine}: this stream has ended; begin a new one for the next utterance")

    def end(self) -> None:
        """Mark the utterance as ended."""
        self._ended = True
