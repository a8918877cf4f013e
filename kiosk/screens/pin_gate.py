"""The trainer's PIN: who knows it is let in for a while, and who guesses waits longer and longer."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.errors import BadInput
from kiosk.screens.guard import is_here

FREE_TRIES: Final = 5
"""Wrong PINs in a row from one address after which each further one costs a wait."""
SHARED_TRIES: Final = 20
"""The same for all other machines together: whoever can change their address gains little by it."""
FIRST_WAIT: Final = 30.0
"""Seconds; doubled with each wrong PIN after it, up to LONGEST_WAIT: 10,000 PINs take over a hundred days."""
LONGEST_WAIT: Final = 900.0
SESSION: Final = 600.0
"""Seconds without a request after which the PIN is asked for again."""
MOST_ADDRESSES: Final = 256
"""Addresses whose wrong PINs are remembered; the one heard of first is forgotten first."""


@dataclass(slots=True)
class _Guesses:
    """Wrong PINs of one address, or of many together."""

    free: int
    wrong: int = 0
    closed_until: float = 0.0

    def note(self, now: float) -> None:
        self.wrong += 1
        if self.wrong >= self.free:
            # The exponent is bounded, or years of guessing would overflow it.
            self.closed_until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self.wrong - self.free, 10))


class PinGate:
    """Keeps the PIN and the trainers who are inside. Belongs to the event loop.

    Guesses from other machines never close the gate to this machine's own page.
    """

    def __init__(self, pin: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._pin, self._clock = pin, clock
        self._here, self._network = _Guesses(FREE_TRIES), _Guesses(SHARED_TRIES)
        self._others: dict[str, _Guesses] = {}
        self._inside: dict[str, float] = {}

    def enter(self, pin: str, address: str) -> str:
        """The secret of a new session for a machine at `address`.

        Raises BadInput for a wrong PIN, and while there is a wait.
        """
        counted, now = self._counted(address), self._clock()
        wait = max(guesses.closed_until for guesses in counted) - now
        if wait > 0:
            raise BadInput(f"Too many wrong PINs: wait {round(wait)} seconds, then try again.")
        if not secrets.compare_digest(pin.encode(errors="surrogatepass"), self._pin.encode()):
            for guesses in counted:
                guesses.note(now)
            raise BadInput("That is not the trainer's PIN.")
        for guesses in counted:
            guesses.wrong = 0
        self._forget()
        secret = secrets.token_urlsafe(24)
        self._inside[secret] = now + SESSION
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

    def _counted(self, address: str) -> tuple[_Guesses, ...]:
        """With whom a guess from `address` counts."""
        if is_here(address):
            return (self._here,)
        if address not in self._others and len(self._others) >= MOST_ADDRESSES:
            del self._others[next(iter(self._others))]
        return self._others.setdefault(address, _Guesses(FREE_TRIES)), self._network

    def _forget(self) -> None:
        now = self._clock()
        self._inside = {secret: until for secret, until in self._inside.items() if until > now}
