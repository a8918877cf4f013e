"""What the call asks of anything it hears through (a source) and speaks through (a sink)."""

from collections.abc import Callable, Iterator
from typing import Protocol

from kiosk.sound.audio import AudioChunk, AudioClip


class Source(Protocol):
    """Where the learner's voice comes from: microphone, browser or recordings."""

    def listen(self) -> Iterator[AudioChunk]:
        """Yield the sound of one turn from now on; what came in before is thrown away.

        `start` counts from 0 in each turn. The iterator ends by itself when the source has nothing more to
        give (a recording has ended); a live source goes on until the iterator is closed.
        Raises MissingPart when a device has gone and does not come back.
        """
        ...

    def finish(self) -> None:
        """Mark the next chunk `finished`: the learner says that the turn is over. Any thread may call it."""
        ...

    def close(self) -> None:
        """Give the device back. Any thread may call it; a running `listen` then ends."""
        ...


class Sink(Protocol):
    """Where the customer's voice goes: loudspeaker, browser or nowhere but the record."""

    def play(self, clip: AudioClip, stop: Callable[[], bool] = lambda: False) -> float:
        """Play `clip` and return when its last sample has been heard.

        `stop` is asked at least every 50 ms; as soon as it answers True the sound is cut.
        Returns the seconds that were heard. Raises MissingPart when the device is gone.
        """
        ...

    def close(self) -> None:
        """Give the device back."""
        ...
