"""The browser as loudspeaker: clips are sent to a screen, which says when it has played them."""

import threading
import time
from collections.abc import Callable
from typing import Final

from kiosk.sound.audio import AudioClip

GRACE: Final = 1.5
"""Seconds past a clip's own length that the screen gets to say it has been heard: the way there and back,
decoding, and the browser's own buffer."""

_ASK_EVERY: Final = 0.04
"""Seconds between two looks at `stop`."""

Send = Callable[[int, AudioClip | None], None]
"""Given the number of a clip and the clip, or None where that clip is to fall silent. Must not block."""


class BrowserSink:
    """A sink that plays at a screen. Where the screen goes away, the clip goes on at the next one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._one_clip = threading.Lock()
        self._send: Send | None = None
        self._number = 0
        self._played = 0
        self._closed = False

    def attach(self, send: Send) -> None:
        """Play through `send` from now on; a clip that was under way elsewhere goes on here. Any thread."""
        with self._changed:
            self._send = send
            self._changed.notify_all()

    def detach(self) -> None:
        """The screen has gone; `play` waits for the next one. Any thread."""
        with self._changed:
            self._send = None
            self._changed.notify_all()

    def played(self, number: int) -> None:
        """The screen has played clip `number` to its end; any other number is out of date and ignored."""
        with self._changed:
            self._played = number
            self._changed.notify_all()

    def play(self, clip: AudioClip, stop: Callable[[], bool] = lambda: False) -> float:
        """Play `clip` and return, when the screen has played it, the seconds that were heard.

        `stop` is asked every 40 ms; as soon as it answers True the sound is cut. Where the screen does not answer,
        the clip counts as heard GRACE after its own length. Waits for a screen as long as there is none.
        """
        # Counted in samples: a rest of less than one would be sent for ever.
        at = 0
        cut = False

        def ended() -> bool:
            nonlocal cut
            cut = cut or self._closed or stop()
            return cut

        with self._one_clip:
            while at < len(clip.samples) and (send := self._screen(ended)) is not None:
                rest = AudioClip(clip.samples[at:], clip.rate)
                at += min(len(rest.samples), round(self._play_on(send, rest, ended) * clip.rate))
        return at / clip.rate

    def close(self) -> None:
        """End what is playing, and every later clip at once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _screen(self, ended: Callable[[], bool]) -> Send | None:
        """Wait for a screen; None where the sound is to end before."""
        with self._changed:
            while not ended():
                if self._send is not None:
                    return self._send
                self._changed.wait(_ASK_EVERY)
        return None

    def _play_on(self, send: Send, clip: AudioClip, ended: Callable[[], bool]) -> float:
        """Play at one screen until the end, until `ended`, or until it goes away; return the seconds played."""
        self._number += 1
        number, began = self._number, time.monotonic()
        send(number, clip)
        with self._changed:
            while (elapsed := time.monotonic() - began) < clip.seconds + GRACE:
                if self._played == number:
                    return clip.seconds
                if ended():
                    send(number, None)
                    return min(elapsed, clip.seconds)
                if self._send is not send:
                    return min(elapsed, clip.seconds)
                self._changed.wait(_ASK_EVERY)
        return clip.seconds
