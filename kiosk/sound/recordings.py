"""Sound without devices: recorded replies in place of a microphone, silence in place of a loudspeaker."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from kiosk.sound.audio import BLOCK, RATE, AudioChunk, AudioClip, Samples
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import read_wav


class RecordedReplies:
    """A source that gives one recording a turn, as fast as it is taken."""

    def __init__(self, replies: Iterable[Path | str | AudioClip], pause_after: float | None = None) -> None:
        """Read all `replies` at once, so that a bad file is refused before the call begins.

        With `pause_after` each recording is followed by so many seconds of silence and the turn's end is
        left to be found; without it the last chunk is `finished`. Raises BadInput for an unusable file.
        """
        self._replies = deque(_at_rate(reply) for reply in replies)
        self._pause_after = pause_after
        self._finish = threading.Event()
        self._closed = threading.Event()

    @property
    def left(self) -> int:
        """How many recordings have not been asked for."""
        return len(self._replies)

    def listen(self) -> Iterator[AudioChunk]:
        """Yield the next recording in chunks of BLOCK, the last one shorter; nothing after the last one."""
        self._finish.clear()
        if not self._replies:
            return iter(())
        samples = self._replies.popleft()
        if self._pause_after is not None:
            samples = np.concatenate([samples, np.zeros(round(self._pause_after * RATE), np.int16)])
        return self._chunks(samples)

    def finish(self) -> None:
        """Mark the next chunk `finished`."""
        self._finish.set()

    def close(self) -> None:
        """End a running `listen`."""
        self._closed.set()

    def _chunks(self, samples: Samples) -> Iterator[AudioChunk]:
        last = max(0, len(samples) - 1) // BLOCK * BLOCK
        for start in range(0, last + 1, BLOCK):
            if self._closed.is_set():
                return
            ended = start == last and self._pause_after is None
            finished = ended or self._finish.is_set()
            self._finish.clear()
            yield AudioChunk(samples[start : start + BLOCK], start, finished=finished)


class SilentSink:
    """A sink that makes no sound and takes no time."""

    def play(self, clip: AudioClip, stop: Callable[[], bool] = lambda: False) -> float:
        """Return the clip's seconds at once, as if heard; 0 where `stop` already answers True."""
        return 0.0 if stop() else clip.seconds

    def close(self) -> None:
        """Nothing to give back."""


def _at_rate(reply: Path | str | AudioClip) -> Samples:
    clip = reply if isinstance(reply, AudioClip) else read_wav(reply)
    return to_rate(clip.samples, clip.rate, RATE)
