"""Which call is going on, kept on disk so that a kiosk that was started again in the middle can go on with it."""

import hashlib
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from kiosk.hearing.baseline import Baseline
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.group_messages import Lead
from kiosk.whole_file import write_whole

NAME: Final = "going-on.json"
KEPT: Final = 600.0
"""Seconds after which nobody comes back to a call."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A call that goes on."""

    call: str
    """The record's id."""
    scenario: str
    browser: str
    """SHA-256 of the secret of the browser at which the learner sits."""
    spoken: bool
    microphone: str
    """`here` or `browser`."""
    how: Adjustments
    baseline: Baseline | None = None
    """The learner's normal voice; None where none was taken. It goes when the bookmark goes."""
    turns: int = 0
    led: tuple[Lead, ...] = ()
    """What a trainer has ordered after so many turns; a turn that is kept tells of it by itself."""

    def belongs_to(self, browser: str) -> bool:
        """Whether the call was held at the browser with this secret."""
        return secrets.compare_digest(self.browser, hashed(browser))


_FORM: Final = TypeAdapter(Bookmark)


def hashed(browser: str) -> str:
    """What is kept of a browser's secret."""
    return hashlib.sha256(browser.encode()).hexdigest()


class Bookmarks:
    """The one bookmark of a kiosk. A disk that cannot take it only means that no restart finds it."""

    def __init__(self, data: Path) -> None:
        self._file = data / NAME

    def put(self, bookmark: Bookmark) -> None:
        """Keep it, in place of any other. Raises MissingPart where the disk is full."""
        write_whole(self._file, _FORM.dump_json(bookmark))

    def take(self) -> Bookmark | None:
        """The bookmark; None where there is none, or it is too old or no use. It is gone afterwards."""
        try:
            fresh = time.time() - self._file.stat().st_mtime < KEPT
            text = self._file.read_bytes()
        except OSError:
            return None
        self.remove()
        if not fresh:
            return None
        try:
            return _FORM.validate_json(text)
        except ValidationError:
            return None

    def remove(self) -> None:
        """The call is over, or given up."""
        with suppress(OSError):
            self._file.unlink()
