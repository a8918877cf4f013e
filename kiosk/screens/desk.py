"""Who is at the kiosk: one learner at a time, forgotten when they have gone."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from kiosk.errors import KioskError
from kiosk.records.store import RecordStore
from kiosk.roleplay.loading import scenario_files
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.staging import Staged, stage_scenario
from kiosk.roleplay.turns import CallRecord
from kiosk.screens import messages as said
from kiosk.screens.adjustments import MORE_SILENCE
from kiosk.screens.bookmark import KEPT, Bookmark, Bookmarks
from kiosk.screens.crew import Crew
from kiosk.screens.hub import Hub, Json, Onlooker, Screen
from kiosk.screens.visit import Visit

FORGET_AFTER: Final = 120.0
"""Seconds without a touch, a key or a running call after which the learner is forgotten."""
_LOG: Final = logging.getLogger("kiosk")


class Desk:
    """All screens of one kiosk, and the visit they show. Belongs to the event loop."""

    def __init__(self, crew: Crew, store: RecordStore, forget_after: float = FORGET_AFTER) -> None:
        self.visit: Visit | None = None
        """The learner who is there now."""
        self._crew, self.store = crew, store
        self._hub = Hub()
        self._forget_after = forget_after
        self._timer: asyncio.TimerHandle | None = None
        self._read: dict[str, tuple[tuple[Path, int, int], Staged]] = {}
        """Role-plays by name, each with the file it was read from, its time (ns) and its size (bytes)."""
        self._spoken: Snapshot | None = None
        """How far a spoken call had come when it was last known that somebody is there."""
        self._bookmark = Bookmarks(crew.settings.data).take()
        """The call that was going on when the kiosk was stopped."""
        self._bookmark_until = time.monotonic() + KEPT

    def watched_by(self, onlooker: Onlooker) -> None:
        """Tell `onlooker` of everything the screens are told."""
        self._hub.onlooker = onlooker

    def join(self, screen: Screen) -> None:
        """A screen has connected: it gets the whole state at once."""
        self._hub.join(screen)
        if self.visit is not None and self.visit.browser == screen.browser:
            self.visit.screens_changed()
        else:
            screen.send(self._state(screen))
        bookmark = self._bookmark if time.monotonic() < self._bookmark_until else None
        if self.visit is None and bookmark is not None and bookmark.belongs_to(screen.browser):
            self._come_back(screen.browser, bookmark)

    def left(self, screen: Screen) -> None:
        """A screen has gone; a call goes on, and waits for it to come back."""
        self._hub.left(screen)
        if self.visit is not None and self.visit.browser == screen.browser:
            self.visit.screens_changed()

    def take(self, screen: Screen, text: str) -> None:
        """A message from a screen. Raises BadInput for rubbish."""
        message = said.read_message(text)
        if self.visit is None:
            if isinstance(message, said.Begin):
                self._begin(screen.browser)
            return
        if screen.browser != self.visit.browser:
            return
        if not isinstance(message, said.Played):  # A page says so by itself, though nobody is there.
            self.stay()
        if isinstance(message, said.Leave):
            self.leave()
        elif isinstance(message, said.Begin):
            if self.visit.step == "done":
                self._forget()
                self._begin(screen.browser)
        else:
            self.visit.take(message)

    def take_sound(self, screen: Screen, sound: bytes) -> None:
        """Sound from a screen; only that of the screen that is heard counts. Raises BadInput for too much."""
        if self.visit is not None and screen is self._hub.sounding(self.visit.browser):
            self.visit.take_sound(sound)

    def leave(self) -> None:
        """The learner has gone: forget them."""
        self._forget()
        self._hub.tell_all(self._state)

    def close(self) -> None:
        """The kiosk stops: a call that goes on can be gone on with afterwards."""
        self._forget(kiosk_stops=True)

    def _come_back(self, browser: str, bookmark: Bookmark) -> None:
        """The page of the learner whose call was interrupted has connected again."""
        self._bookmark = None

        def work() -> tuple[dict[str, Staged], CallRecord]:
            return self._load(), self.store.load(bookmark.call)

        def done(found: tuple[dict[str, Staged], CallRecord]) -> None:
            roleplays, record = found
            if self.visit is None and record.turns and record.ending is None and bookmark.scenario in roleplays:
                self._admit(browser, roleplays, lambda visit: visit.come_back(bookmark, record))

        self._crew.do("come back", work, done)

    def _begin(self, browser: str) -> None:
        """Somebody has come. The role-plays are looked for anew, so that a trainer's change is there at once."""
        self._crew.do("role-plays", self._load, lambda found: self._admit(browser, found))

    def _forget(self, *, kiosk_stops: bool = False) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self.visit is not None:
            self.visit.close(kiosk_stops=kiosk_stops)
            self.visit = None

    def _load(self) -> dict[str, Staged]:
        found: dict[str, Staged] = {}
        for name, file in scenario_files(self._crew.settings.scenario_folders).items():
            try:
                found[name] = self._staged(name, file)
            except (KioskError, OSError) as error:
                _LOG.warning("left out, see `kiosk check`: %s", error)
        return dict(sorted(found.items(), key=lambda item: (item[1].scenario.level, item[1].scenario.title)))

    def _staged(self, name: str, file: Path) -> Staged:
        """Read again only where the file has changed: nobody waits half a second at the first touch."""
        state = file.stat()
        stamp = file, state.st_mtime_ns, state.st_size
        if name not in self._read or self._read[name][0] != stamp:
            self._read[name] = stamp, stage_scenario(name, self._crew.settings)
        return self._read[name][1]

    def _admit(
        self, browser: str, roleplays: dict[str, Staged], then: Callable[[Visit], None] = lambda _: None
    ) -> None:
        if self.visit is None:
            self.visit = Visit(self._crew, self.store, self._hub, browser, roleplays)
            then(self.visit)
            self.stay()
            self._hub.tell_all(self._state)

    def _state(self, screen: Screen) -> Json:
        if self.visit is None:
            state: dict[str, Any] = {
                "type": "state",
                "step": "attract",
                "trouble": "",
                "trainer": self._crew.settings.pin is not None,
            }
            return state
        if self.visit.browser == screen.browser:
            return self.visit.state(screen)
        return {"type": "state", "step": "busy", "trouble": "", "trainer": self._crew.settings.pin is not None}

    def stay(self) -> None:
        """Somebody is there: count the time without anybody from now on."""
        if self._timer is not None:
            self._timer.cancel()
        self._spoken = self.visit.spoken if self.visit is not None else None
        longer = MORE_SILENCE if self.visit is not None and self.visit.how.time else 1.0
        self._timer = asyncio.get_running_loop().call_later(self._forget_after * longer, self._alone)

    def _alone(self) -> None:
        visit = self.visit
        if visit is None:
            return
        # Who speaks touches nothing, and the customer hangs up by herself on somebody who has gone; but a call that
        # stands still, as without a microphone, has nobody either.
        speaks = visit.spoken is not self._spoken and self._hub.sounding(visit.browser) is not None
        if speaks or self._hub.onlooker.leading:
            self.stay()
        else:
            self.leave()
