"""The trainer's PIN: who knows it is let in for a while, and who guesses waits longer and longer."""

import secrets
import time
from collections.abc import Callable
from typing import Final

from kiosk.errors import BadInput

FREE_TRIES: Final = 5
"""Wrong PINs in a row after which each further one costs a wait."""
FIRST_WAIT: Final = 30.0
"""Seconds; doubled with each wrong PIN after it, up to LONGEST_WAIT: 10,000 PINs take over a hundred days."""
LONGEST_WAIT: Final = 900.0
SESSION: Final = 600.0
"""Seconds without a request after which the PIN is asked for again."""


class PinGate:
    """Keeps the PIN and the trainers who are inside. Belongs to the event loop."""

    def __init__(self, pin: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._pin, self._clock = pin, clock
        self._wrong = 0
        self._closed_until = 0.0
        self._inside: dict[str, float] = {}

    def enter(self, pin: str) -> str:
        """The secret of a new session. Raises BadInput for a wrong PIN, and while there is a wait."""
        wait = self._closed_until - self._clock()
        if wait > 0:
            raise BadInput(f"Too many wrong PINs: wait {round(wait)} seconds, then try again.")
        if not secrets.compare_digest(pin.encode(), self._pin.encode()):
            self._wrong += 1
            if self._wrong >= FREE_TRIES:
                wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (self._wrong - FREE_TRIES))
                self._closed_until = self._clock() + wait
            raise BadInput("That is not the trainer's PIN.")
        self._wrong = 0
        self._forget()
        secret = secrets.token_urlsafe(24)
        self._inside[secret] = self._clock() + SESSION
        return secret

    def inside(self, secret: str) -> bool:
        """Whether this session goes on; asking prolongs it."""
        self._forget()
        if secret not in self._inside:
            return False
        self._inside[secret] = self._clock() + SESSION
        return True

    def leave(self, secret: str) -> None:
        """End a session."""
        self._inside.pop(secret, None)

    def _forget(self) -> None:
        now = self._clock()
        self._inside = {secret: until for secret, until in self._inside.items() if until > now}
