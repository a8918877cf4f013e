"""A source and a detector for tests in which the order of things is all that matters."""

import threading

import numpy as np

from kiosk.errors import MissingPart
from kiosk.sound.audio import BLOCK, RATE, AudioChunk

SILENT, LOUD = 0, 5_000


class Loudness:
    """A detector for tests: loud is speech."""

    def probability(self, frame):
        return float(np.abs(frame).mean() > 1_000)

    def reset(self):
        pass


class Said:
    """A source that gives what it is told to, and tells when all of it has been taken."""

    def __init__(self):
        self._changed = threading.Condition()
        self._given, self._taken, self._ends = [], 0, None
        self.listened_to = False

    def give(self, seconds, size, **how):
        """Give so much of a sound, and wait until it has been listened to."""
        blocks = round(seconds * RATE / BLOCK)
        with self._changed:
            self._given += [AudioChunk(np.full(BLOCK, size, np.int16), 0, **how) for _ in range(blocks)]
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._taken > len(self._given), timeout=30)

    def end(self, failure=None):
        with self._changed:
            self._ends = failure or StopIteration()
            self._changed.notify_all()

    def listen(self):
        with self._changed:
            self._given, self._taken, self.listened_to = [], 0, True
        return self._chunks()

    def _chunks(self):
        while True:
            with self._changed:
                self._taken += 1
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._taken <= len(self._given) or self._ends)
                if self._taken > len(self._given):
                    if isinstance(self._ends, MissingPart):
                        raise self._ends
                    return
                chunk = self._given[self._taken - 1]
            yield chunk

    def finish(self):
        pass

    def close(self):
        self.end()
