"""Who may join a visit from another device: whoever reads the code the kiosk shows; as trainer, who knows the PIN."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Literal

from kiosk.errors import BadInput
from kiosk.screens.guard import is_here

Role = Literal["projector", "remote", "observer"]

ALPHABET: Final = "ABCDEFGHJKMNPQRTUVWXYZ2346789"
"""Signs of a code: none that is taken for another one across a room (I 1, O 0, S 5, L)."""
CODE_LENGTH: Final = 6
MOST_MEMBERS: Final = 64
"""Devices that may join one visit."""
_WITHIN: Final = 60.0
"""Seconds for which a wrong try counts."""


class TooManyTries(BadInput):
    """Too many wrong tries, from one device or from all together."""


class Tries:
    """Wrong tries of the last minute."""

    def __init__(self, most: int, in_total: int, clock: Callable[[], float]) -> None:
        """`most` from one address, `in_total` from all other machines together: they cannot shut this one out."""
        self._most, self._in_total, self._clock = most, in_total, clock
        self._wrong: deque[tuple[float, str]] = deque(maxlen=in_total + most)

    def check(self, address: str) -> None:
        """Raises TooManyTries where this address has to wait."""
        since = self._clock() - _WITHIN
        recent = [who for when, who in self._wrong if when > since]
        others = sum(not is_here(who) for who in recent)
        if (others >= self._in_total and not is_here(address)) or recent.count(address) >= self._most:
            raise TooManyTries("Too many wrong tries: wait a minute, then try again.")

    def note(self, address: str) -> None:
        """A wrong one."""
        self._wrong.append((self._clock(), address))


class Pairing:
    """The code of the visit that goes on, and the devices that have joined it. Belongs to the event loop."""

    def __init__(self, pin: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        """pin: the trainer's; None: nobody can join."""
        self.code = ""
        """What the kiosk shows; empty while there is nothing to join."""
        self._pin = pin
        self._members: dict[str, Role] = {}
        # At forty wrong codes a minute one of 6e8 is found in thirty years; at five wrong PINs, one of 10,000 in a day
        # and a half, by when the visit is over.
        self._codes, self._pins = Tries(5, 40, clock), Tries(3, 5, clock)

    def open(self) -> None:
        """A visit begins: a new code, and everybody who had joined the last one is out."""
        self.shut()
        if self._pin is not None:
            self.code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))

    def shut(self) -> None:
        """The visit is over: the code and everybody's membership with it."""
        self.code = ""
        self._members.clear()

    def join(self, address: str, role: Role, code: str, pin: str) -> str:
        """The secret of a new member. `pin` is asked of a remote only.

        Raises TooManyTries, and BadInput for a wrong code or PIN.
        """
        self._codes.check(address)
        if not self.code or not _same(_plain(code), self.code):
            self._codes.note(address)
            raise BadInput("That is not the code. It stands on the kiosk's and the projector's screen.")
        if role == "remote":
            self._pins.check(address)
            if self._pin is None or not _same(pin.strip(), self._pin):
                self._pins.note(address)
                raise BadInput("That is not the trainer's PIN.")
        if len(self._members) >= MOST_MEMBERS:
            raise BadInput(f"{MOST_MEMBERS} devices have joined already: more do not fit.")
        secret = secrets.token_urlsafe(24)
        self._members[secret] = role
        return secret

    def role_of(self, secret: str) -> Role | None:
        """What the holder of this secret is in the visit that goes on; None: nobody."""
        # Looked up by a hash of 192 random bits: the time it takes tells nothing about any other secret.
        return self._members.get(secret)


def _plain(code: str) -> str:
    """As people type it: in small letters, in two groups."""
    return "".join(code.split()).replace("-", "").upper()


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())
