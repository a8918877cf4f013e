"""The loudspeaker: one output stream, open from beginning to end, silent between clips."""

import threading
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from kiosk.sound.audio import AudioClip, Samples
from kiosk.sound.devices import Stream, open_output
from kiosk.sound.lasting import LastingStream
from kiosk.sound.resample import to_rate

TAIL: Final = 0.3
"""Seconds of silence that must follow a sound before the stream may be closed: PortAudio drops the tail."""

_ASK_EVERY: Final = 0.01
"""Seconds between two looks at `stop`."""

_NO_SOUND: Final[Samples] = np.zeros(0, np.int16)


class Loudspeaker:
    """A sink that plays through an output device, and gets it back when it was lost."""

    def __init__(
        self,
        device: str | None = None,
        on_trouble: Callable[[str], None] = lambda _: None,
        patience: float = 10.0,
    ) -> None:
        """Open the output called `device` (None: the system's default).

        `on_trouble` gets one line when the device is lost and "" when it is back. After `patience` seconds
        away, `play` raises MissingPart.
        Raises BadInput for an unknown name, MissingPart where there is no output or no PortAudio.
        """
        what = f"loudspeaker {device!r}" if device else "loudspeaker"
        self._reel = _Reel()
        self._closing = threading.Event()
        self._pause = threading.Event()
        self._one_clip = threading.Lock()
        self._stream = LastingStream(what, lambda: open_output(device, self._reel.take), on_trouble, patience)

    def play(self, clip: AudioClip, stop: Callable[[], bool] = lambda: False) -> float:
        """Play `clip` and return, when its last sample has been heard, the seconds that were heard.

        `stop` is asked every 10 ms; as soon as it answers True the sound is cut. Where the device is lost in
        the middle, the clip goes on from there once it is back. Raises MissingPart when it stays away.
        """
        at = 0
        cut = False

        def ended() -> bool:
            nonlocal cut
            cut = cut or self._closing.is_set() or stop()
            return cut

        with self._one_clip:
            while at < len(clip.samples) and self._ready(ended):
                rest = AudioClip(clip.samples[at:], clip.rate)
                played = self._play_on(self._stream.stream, rest, ended)
                at += min(round(played * clip.rate), len(rest.samples))
        return at / clip.rate

    def close(self) -> None:
        """End what is playing, let its silence follow, and give the device back."""
        self._closing.set()
        with self._one_clip:
            quiet = time.monotonic() - self._reel.sounded
            if quiet < TAIL and self._stream.stream.alive:
                self._pause.wait(TAIL - quiet)
            self._stream.stream.close()

    def _ready(self, ended: Callable[[], bool]) -> bool:
        """Wait for a living stream; False where the sound is to end before."""
        while not ended():
            if self._stream.alive:
                return True
            back = self._stream.try_again(ended)
            if not back and self._stream.failure is not None:
                raise self._stream.failure
        return False

    def _play_on(self, stream: Stream, clip: AudioClip, ended: Callable[[], bool]) -> float:
        """Play until the end, until `ended`, or until the device is lost; return the seconds played."""
        latency = stream.latency
        stream.busy = True
        self._reel.load(to_rate(clip.samples, clip.rate, stream.rate))
        # A stream that has just been opened takes its first blocks faster than it plays them.
        soonest = time.monotonic() + clip.seconds
        try:
            while stream.alive:
                if ended():
                    taken = self._reel.stop()
                    stream.drop()
                    return max(0.0, taken / stream.rate - latency)
                if self._reel.empty and time.monotonic() >= max(self._reel.sounded, soonest) + latency:
                    return clip.seconds
                self._pause.wait(_ASK_EVERY)
            return max(0.0, self._reel.stop() / stream.rate - latency)
        finally:
            stream.busy = False


class _Reel:
    """The sound being played: loaded by `play`, taken by the stream's callback."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sound = _NO_SOUND
        self.taken = 0
        """Samples given out since the last `load`."""
        self.sounded = 0.0
        """When the last of them were taken, on the monotonic clock."""

    @property
    def empty(self) -> bool:
        return self.taken >= len(self._sound)

    def load(self, sound: Samples) -> None:
        with self._lock:
            self._sound = sound
            self.taken = 0

    def stop(self) -> int:
        """Give out nothing more; return how many samples were taken."""
        with self._lock:
            self._sound = self._sound[: self.taken]
            return self.taken

    def take(self, frames: int) -> Samples:
        """The next samples, at most `frames`."""
        with self._lock:
            sound = self._sound[self.taken : self.taken + frames]
            self.taken += len(sound)
            if len(sound):
                self.sounded = time.monotonic()
            return sound
