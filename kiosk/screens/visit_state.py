"""What a visit is made of, and whom it tells."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal

from kiosk.errors import MissingPart
from kiosk.hearing.baseline import Baseline
from kiosk.records.store import RecordStore
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.staging import Staged
from kiosk.roleplay.turns import CallRecord
from kiosk.screens import messages as said
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.after_call import AfterCall
from kiosk.screens.bookmark import Bookmark, Bookmarks, hashed
from kiosk.screens.checking import Checking
from kiosk.screens.crew import Crew
from kiosk.screens.group_messages import Lead
from kiosk.screens.hub import Hub, Json, Screen
from kiosk.screens.performing import Performing
from kiosk.screens.preparing import Preparing
from kiosk.screens.visit_view import visit_view
from kiosk.screens.write_up import WrittenUp

Step = Literal[
    "interrupted", "choose", "brief", "check", "ready", "call", "notes", "writing up", "debrief", "reflect", "done"
]


class VisitState:
    """The state of one visit; it belongs to the event loop. Threads do the work and report back to it."""

    def __init__(self, crew: Crew, store: RecordStore, hub: Hub, browser: str, roleplays: Mapping[str, Staged]) -> None:
        """browser: the secret of the browser that the learner sits at; nobody else sees the visit."""
        self.browser = browser
        self.step: Step = "choose"
        self.how = Adjustments(headset=crew.settings.headset)
        """How the learner wants to hold calls."""
        self.crew, self._store, self._hub = crew, store, hub
        self.roleplays = roleplays
        self._closed, self._round = False, 0
        self.trouble = ""
        self._started: said.Start | None = None
        self._bookmarked: tuple[str, tuple[Lead, ...]] = ("", ())
        self._revealed = False
        self.preparing: Preparing | None = None
        self.checking: Checking | None = None
        self.performing: Performing | None = None
        self.broken_off: CallRecord | None = None
        """The call that a restart of the kiosk has interrupted."""
        self._led: tuple[Lead, ...] = ()
        """What a trainer had ordered, but no turn tells of yet, when the kiosk was stopped."""
        self._kept_baseline: Baseline | None = None
        """From the microphone check before a restart."""
        self._after: AfterCall | None = None
        self._bookmarks = Bookmarks(crew.settings.data)

    @property
    def page(self) -> WrittenUp | None:
        """The call's debrief, once it is written."""
        return self._after.page if self._after is not None else None

    @property
    def baseline(self) -> Baseline | None:
        """The learner's normal voice; None until it has been taken."""
        return self.checking.baseline if self.checking is not None else self._kept_baseline

    @property
    def spoken(self) -> Snapshot | None:
        """How far a call has come in which the learner speaks, and so need touch nothing; None: there is no such."""
        call = self.performing
        return call.now if self.step == "call" and call is not None and call.spoken and not call.ringing else None

    @property
    def held(self) -> bool:
        """Whether the marks wait for the trainer who leads."""
        return self._hub.onlooker.leading and not self._revealed

    @property
    def trainer_away(self) -> bool:
        """Whether the learner need not wait for the trainer who leads."""
        return self.held and self._hub.onlooker.away

    def take_sound(self, sound: bytes) -> None:
        """Sound from the browser's microphone. Raises BadInput for a message that is too long."""
        source = self.preparing.sound.browser_source if self.preparing and self.preparing.sound else None
        if source is not None:
            source.put(sound)

    def screens_changed(self) -> None:
        """A screen of this browser came or went: sound follows the newest."""
        if self.preparing is not None:
            self.preparing.sound_through(self._hub.sounding(self.browser))
        self._show()

    def state(self, screen: Screen) -> Json:
        """Everything that `screen` needs to draw itself from nothing."""
        sounding = screen is self._hub.sounding(self.browser)
        return visit_view(self, sounding=sounding, group=self._hub.onlooker.code)

    def _tell(self, message: Json) -> None:
        if not self._closed:
            self._hub.tell(self.browser, message, droppable=True)

    def _show(self) -> None:
        if not self._closed:
            self._hub.tell_each_of(self.browser, self.state)

    def _still(self, act: Callable[..., None]) -> Callable[..., None]:
        """`act`, as long as the learner is still at the same role-play; then the screens are told."""
        asked = self._round

        def run(*given: Any) -> None:
            if asked == self._round:
                act(*given)
                self._show()

        return run

    def _let_go(self) -> None:
        """Let go of everything begun for the chosen role-play; what its threads still report is ignored."""
        self._round += 1
        if self.checking is not None:
            self.checking.stop()
        if self.preparing is not None:
            self.preparing.close()

    def _drop_call(self) -> None:
        self._let_go()
        call = self.performing
        if call is None:
            return
        call.replies.end()
        if self.crew.settings.keep_days:
            call.erase_if_empty(self._store)
        else:
            call.erase(self._store, self._after.wait if self._after is not None else lambda: None)

    def _choose_again(self) -> None:
        self._let_go()
        self._bookmarks.remove()
        self.preparing = self.checking = self.performing = self.broken_off = self._after = self._kept_baseline = None
        self.step, self.trouble = "choose", ""

    def _call_changed(self) -> None:
        call = self.performing
        if call is not None and (call.id, call.led) != self._bookmarked and self.step == "call":
            self._put_bookmark(call)
        self._show()

    def _put_bookmark(self, call: Performing) -> None:
        self._bookmarked = call.id, call.led
        if self._started is None:
            return
        name, browser, microphone = call.scenario.name, hashed(self.browser), self._started.microphone
        with suppress(MissingPart):  # The call itself will say that the disk is full.
            self._bookmarks.put(
                Bookmark(call.id, name, browser, call.spoken, microphone, self.how, self.baseline, call.turns, call.led)
            )
