"""One learner at the kiosk, from the choice of a role-play to the goodbye."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from kiosk.roleplay.staging import Staged
from kiosk.roleplay.turns import CallRecord
from kiosk.screens import messages as said
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.after_call import AfterCall
from kiosk.screens.bookmark import Bookmark
from kiosk.screens.checking import Checking
from kiosk.screens.group_orders import lead_again
from kiosk.screens.performing import Performing
from kiosk.screens.preparing import Preparing
from kiosk.screens.visit_state import VisitState


class Visit(VisitState):
    """What a learner does, step by step, and what comes of it."""

    def take(self, message: said.Message) -> None:
        """Do what a screen asks; what does not fit the step (a second press, a late message) does nothing."""
        match message, self.step:
            case said.Awake(), _:
                return
            case said.Played(number=number), _:
                if self.preparing is not None:
                    self.preparing.played(number)
                return
            case said.Adjust(), _:
                self._adjust(message)
            case said.NoMicrophone(why=why), "check" | "ready" | "call":
                self._without_microphone(why)
            case (
                said.Say() | said.Finished() | said.EndCall() | said.Answer() | said.Hold() | said.Mute()
                | said.Transfer(), "call",
            ):  # fmt: skip
                self._in_call(message)
            case _, "notes" | "writing up" | "debrief" | "reflect":
                self._after_call(message)
            case _:
                self._before_call(message)
        self._show()

    def _before_call(self, message: said.Message) -> None:
        match message, self.step:
            case said.Choose(roleplay=name), "choose" if name in self.roleplays:
                self._brief(self.roleplays[name])
            case said.Resume(do=do), "interrupted":
                self._resume(do)
            case said.Start(), "brief":
                self._start(message)
            case said.Check(do="again"), "check":
                self._check_again()
            case said.Check(do="go on"), "check":
                self._get_ready()
            case said.Finished(), "check" if self.checking is not None:
                self.checking.stop()
            case said.Back(), "brief" | "check" | "ready":
                self._choose_again()

    def _after_call(self, message: said.Message) -> None:
        match message, self.step:
            case said.Notes(), "notes":
                self._note(message)
            case said.Onward(), "writing up" if self.trainer_away:
                self.reveal()
            case said.Onward(), "debrief":
                self.step = "reflect"
            case said.Reflect(text=text), "reflect":
                self.step = "done"
                if text and self._after is not None:
                    self._after.reflect(text)
            case said.Back(), "reflect":
                self.step = "debrief"

    def close(self, *, kiosk_stops: bool = False) -> None:
        """The learner has gone, or the kiosk stops: end everything, and erase the call where nothing is to be kept.

        kiosk_stops: a call that goes on can be gone on with when the kiosk has been started again.
        """
        self._closed = True
        if not kiosk_stops:
            self._bookmarks.remove()
        self._drop_call()

    def come_back(self, bookmark: Bookmark, record: CallRecord) -> None:
        """The kiosk was started again while the learner held this call."""
        self.how, self.broken_off, self._kept_baseline = bookmark.how, record, bookmark.baseline
        self._led = bookmark.led if bookmark.turns == len(record.turns) else ()
        self._started = said.Start(
            type="start",
            replies="spoken" if bookmark.spoken else "typed",
            microphone="browser" if bookmark.microphone == "browser" else "here",
        )
        self._brief(self.roleplays[bookmark.scenario])
        self.step = "interrupted"

    def reveal(self) -> None:
        """The trainer who leads shows the marks, or has been gone for long."""
        self._revealed = True
        self.lead_changed()

    def lead_changed(self) -> None:
        """A trainer began or ceased to lead: the marks may be shown, or have to wait."""
        self._written_up()
        self._show()

    def next_learner(self, *, check: bool) -> None:
        """Another learner takes the chair, at the same role-play; check: with a microphone check of their own."""
        if self.preparing is None or self._started is None:
            return
        self._drop_call()
        self.performing = self._after = self.broken_off = None
        if check:
            self.checking = self._kept_baseline = None
        self._brief(self.preparing.staged)
        self._start(self._started)
        if self.step == "check" and not check:
            self._get_ready()
        self._show()

    def _brief(self, staged: Staged) -> None:
        self.step, self.trouble = "brief", ""
        self.preparing = Preparing(
            self.crew,
            staged,
            self.how.pace,
            self._still(self._prepared),
            self._still(self._failed),
            lambda view: self._tell({"type": "progress", "preparing": view}),
        )

    def _adjust(self, wanted: said.Adjust) -> None:
        """What concerns the call can be changed until it begins."""
        if self.step == "check" and wanted.headset != self.how.headset:
            self.how = replace(self.how, headset=wanted.headset)
            self._check_again()
        if self.step not in ("choose", "brief"):
            self.how = replace(self.how, large=wanted.large)
            return
        pace = self.how.pace
        self.how = Adjustments(**wanted.model_dump(exclude={"type"}))
        if self.preparing is not None and pace != self.how.pace:
            staged = self.preparing.staged
            self._let_go()
            self._brief(staged)

    def _start(self, how: said.Start) -> None:
        self._started = how
        if self.preparing is not None:
            spoken = how.replies == "spoken"
            self.step = "check" if spoken else "ready"
            self.preparing.open(spoken=spoken, browser=how.microphone == "browser")

    def _resume(self, do: Literal["go on", "debrief", "again"]) -> None:
        record = self.broken_off
        if do == "go on" and self._started is not None and self.preparing is not None:
            self.step = "ready"
            self.preparing.open(spoken=self._started.replies == "spoken", browser=self._started.microphone == "browser")
        elif do == "debrief" and record is not None:
            self._write_up(record.id, lambda: record)
        else:
            self.broken_off = self._kept_baseline = None
            self.step = "brief"

    def _prepared(self) -> None:
        """Something more is ready."""
        self.screens_changed()
        if self.step == "check" and self.checking is None:
            self._check()
        if self.step == "ready" and self.preparing is not None and self.preparing.ready:
            self._call(self.preparing)

    def _check(self) -> None:
        sound = self.preparing.sound if self.preparing is not None else None
        if sound is not None and sound.source is not None:
            failed = self._still(self._failed)
            self.checking = Checking(self.crew, sound.source, self._tell, self._show, failed)

    def _check_again(self) -> None:
        if self.checking is not None:
            self.checking.stop()
        self._check()

    def _get_ready(self) -> None:
        if self.checking is not None:
            self.checking.stop()
        self.step = "ready"
        self._prepared()

    def _call(self, ready: Preparing) -> None:
        self.step, self._revealed = "call", False
        self.performing = Performing(
            self.crew, ready, self.baseline, self._tell, self._call_changed, self.how, self.broken_off
        )
        if self.broken_off is not None:
            lead_again(self.performing, self._led)
        self._put_bookmark(self.performing)
        self.performing.begin(self._store, self._still(self._call_over), self._still(self._failed))

    def _in_call(self, message: said.InCall) -> None:
        if self.performing is not None:
            self.performing.take(message)

    def _without_microphone(self, why: str) -> None:
        self.trouble = f"{why} You can type your replies."
        if self.preparing is not None:
            self.preparing.without_microphone()
        if self.performing is not None:
            self.performing.without_microphone()
        if self.step == "check":
            self._get_ready()

    def _call_over(self, record: CallRecord) -> None:
        if record.turns:
            self._write_up(record.id, lambda: record)
        elif self.performing is not None:
            self.performing.erase_if_empty(self._store)
            self._choose_again()

    def _write_up(self, call: str, record: Callable[[], CallRecord]) -> None:
        if self.preparing is None:
            return
        self.trouble = ""
        self._bookmarks.remove()
        self.preparing.close()
        scenario = self.preparing.staged.scenario
        self.step = "notes" if scenario.setting == "phone" else "writing up"
        self._after = AfterCall(
            self.crew,
            self._store,
            scenario,
            call,
            self._still(self._written_up),
            self._still(self._failed),
        )
        self._after.write_up(record)

    def _written_up(self) -> None:
        if self.step == "writing up" and self._after is not None and self._after.complete and not self.held:
            self.step = "debrief"

    def _note(self, notes: said.Notes) -> None:
        self.step = "writing up"
        if self._after is not None and (notes.reference or notes.summary):
            self._after.note(notes.reference, notes.summary)
        else:
            self._written_up()

    def _failed(self, line: str) -> None:
        """Work has failed: say so, and go on from where the learner can do something."""
        step, performing = self.step, self.performing
        if step == "call" and performing is not None and performing.turns:
            self._write_up(performing.id, lambda: self._store.load(performing.id))
        elif step in ("notes", "writing up"):
            self.step = "done"
        elif step != "done":
            self._choose_again()
        self.trouble = line
