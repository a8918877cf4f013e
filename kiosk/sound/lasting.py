"""A stream that outlives its device: reopened by name when the device has gone and come back."""

import threading
import time
from collections.abc import Callable
from typing import Final

from kiosk.errors import KioskError, MissingPart
from kiosk.sound.devices import Stream, look_again

_FIRST_SOUND: Final = 1.0
"""Seconds a reopened device gets to bring steady sound before it is opened anew."""

_BETWEEN: Final = 0.5
"""Seconds between two attempts: restarting PortAudio stalls the other stream for some 40 ms."""


class LastingStream:
    """Holds one stream, notices that its device is lost, and gets it back."""

    def __init__(
        self, what: str, opener: Callable[[], Stream], on_trouble: Callable[[str], None], patience: float
    ) -> None:
        """Open the stream now; raises what `opener` raises.

        `what` names the device in messages. `on_trouble` gets a line when it is lost and "" when it is back.
        `patience`: seconds after which a lost device is a failure.
        """
        self._what = what
        self._opener = opener
        self._on_trouble = on_trouble
        self._patience = patience
        self._away_since: float | None = None
        self._attempts = 0
        self._told = False
        self._pause = threading.Event()
        self.stream = opener()

    @property
    def alive(self) -> bool:
        """Sound flows."""
        return self._away_since is None and self.stream.alive

    @property
    def failure(self) -> MissingPart | None:
        """Why the device is given up; None while there is hope."""
        if self._away_since is None or time.monotonic() - self._away_since < self._patience:
            return None
        return MissingPart(f"{self._what}: lost for {self._patience:g} s: plug it in again, or choose another device")

    def try_again(self, stop: Callable[[], bool]) -> bool:
        """Make one attempt to get the device back, of at most 1.5 s; `stop` is asked every 20 ms.

        Returns True when sound flows again.
        """
        if self._away_since is None:
            self._away_since = time.monotonic()
            self._attempts = 0
        # A stream closed by a restart of PortAudio, for another stream's sake, is most often back at once.
        restarted = self._attempts == 0 and self.stream.closed
        if not self._told and not restarted:
            self._told = True
            self._on_trouble(f"{self._what}: no sound comes through, trying to get it back")
        self.stream.close()
        # Most often the system has another device ready at once; only then is it worth stopping everything.
        if self._attempts:
            self._wait_until(stop, _BETWEEN)
            look_again()
        self._attempts += 1
        try:
            self.stream = self._opener()
        except KioskError:
            return False
        self._wait_until(lambda: stop() or self.stream.steady, _FIRST_SOUND)
        back = self.stream.steady
        if back:
            self._away_since = None
            if self._told:
                self._told = False
                self._on_trouble("")
        return back

    def _wait_until(self, done: Callable[[], bool], seconds: float) -> None:
        limit = time.monotonic() + seconds
        while not done() and time.monotonic() < limit:
            self._pause.wait(0.02)
