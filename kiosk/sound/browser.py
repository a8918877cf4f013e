"""The browser's microphone: sound that arrives in messages."""

import threading
from collections.abc import Iterator
from typing import Final

import numpy as np

from kiosk.errors import BadInput
from kiosk.sound.audio import RATE, AudioChunk
from kiosk.sound.intake import QUEUE_SECONDS, Intake

LONGEST_MESSAGE: Final = RATE * 2
"""Bytes taken in one message: one second. The page sends some 40 ms at a time."""


class BrowserSource:
    """A source fed from outside: `put` by whoever holds the connection, `listen` by the call."""

    def __init__(self, seconds: float = QUEUE_SECONDS) -> None:
        """Queue at most `seconds` of sound; where the listener falls behind, its next chunk is `lost`."""
        self._intake = Intake(seconds)
        self._half = b""
        self._order = threading.Lock()

    def put(self, message: bytes) -> None:
        """Take 16 kHz mono 16-bit little-endian PCM, of any length up to one second; any thread may call it.

        A sample may be split between two messages. Raises BadInput for a longer one.
        """
        if len(message) > LONGEST_MESSAGE:
            raise BadInput(
                f"browser microphone: a message of {len(message)} bytes: send at most {LONGEST_MESSAGE} (1 s)"
            )
        with self._order:
            sound = self._half + message
            whole = len(sound) // 2 * 2
            self._half = sound[whole:]
            if whole:
                self._intake.put(np.frombuffer(sound[:whole], "<i2").astype(np.int16), RATE)

    def mark_lost(self) -> None:
        """Mark the next chunk `lost`: the connection broke, and what follows begins with a whole sample."""
        with self._order:
            self._half = b""
            self._intake.mark_lost()

    def listen(self) -> Iterator[AudioChunk]:
        """Yield what is put from now on, in chunks of BLOCK, until closed."""
        return self._intake.listen()

    def finish(self) -> None:
        """Mark the next chunk `finished`; it comes at once."""
        self._intake.finish()

    def close(self) -> None:
        """End a running `listen`."""
        self._intake.close()
