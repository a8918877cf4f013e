"""One learner at the kiosk, from the choice of a role-play to the goodbye."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, Literal

from kiosk.records.store import RecordStore
from kiosk.roleplay.staging import Staged
from kiosk.roleplay.turns import CallRecord
from kiosk.screens import messages as said
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.after_call import AfterCall
from kiosk.screens.checking import Checking
from kiosk.screens.crew import Crew
from kiosk.screens.hub import Hub, Json, Screen
from kiosk.screens.performing import Performing
from kiosk.screens.preparing import Preparing
from kiosk.screens.view import roleplay_view
from kiosk.screens.write_up import WrittenUp

Step = Literal["choose", "brief", "check", "ready", "call", "notes", "writing up", "debrief", "reflect", "done"]


class Visit:
    """The state of one visit; it belongs to the event loop. Threads do the work and report back to it."""

    def __init__(self, crew: Crew, store: RecordStore, hub: Hub, browser: str, roleplays: Mapping[str, Staged]) -> None:
        """browser: the secret of the browser that the learner sits at; nobody else sees the visit."""
        self.browser = browser
        self.step: Step = "choose"
        self.how = Adjustments()
        """How the learner wants to hold calls."""
        self._crew, self._store, self._hub = crew, store, hub
        self._roleplays = roleplays
        self._closed, self._round = False, 0
        self._trouble = ""
        self._started: said.Start | None = None
        self._revealed = False
        self._preparing: Preparing | None = None
        self._checking: Checking | None = None
        self.performing: Performing | None = None
        self._after: AfterCall | None = None

    @property
    def page(self) -> WrittenUp | None:
        """The call's debrief, once it is written."""
        return self._after.page if self._after is not None else None

    @property
    def speaking(self) -> bool:
        """Whether a call goes on in which the learner speaks, and so need touch nothing."""
        call = self.performing
        return self.step == "call" and call is not None and call.spoken and not call.ringing

    def take(self, message: said.Message) -> None:
        """Do what a screen asks; what does not fit the step (a second press, a late message) does nothing."""
        match message, self.step:
            case said.Awake(), _:
                return
            case said.Played(number=number), _:
                if self._preparing is not None:
                    self._preparing.played(number)
                return
            case said.Choose(roleplay=name), "choose" if name in self._roleplays:
                self._brief(self._roleplays[name])
            case said.Adjust(), _:
                self._adjust(message)
            case said.Start(), "brief":
                self._start(message)
            case said.Check(do="again"), "check":
                self._check()
            case said.Check(do="go on"), "check":
                self._get_ready()
            case said.Finished(), "check" if self._checking is not None:
                self._checking.stop()
            case said.NoMicrophone(why=why), "check" | "ready" | "call":
                self._without_microphone(why)
            case (
                said.Say() | said.Finished() | said.EndCall() | said.Answer() | said.Hold() | said.Mute()
                | said.Transfer(), "call",
            ):  # fmt: skip
                self._in_call(message)
            case said.Notes(), "notes":
                self._note(message)
            case said.Onward(), "debrief":
                self.step = "reflect"
            case said.Reflect(text=text), "reflect":
                self.step = "done"
                if text and self._after is not None:
                    self._after.reflect(text)
            case said.Back(), "brief" | "check" | "ready":
                self._choose_again()
            case said.Back(), "reflect":
                self.step = "debrief"
        self._show()

    def take_sound(self, sound: bytes) -> None:
        """Sound from the browser's microphone. Raises BadInput for a message that is too long."""
        source = self._preparing.sound.browser_source if self._preparing and self._preparing.sound else None
        if source is not None:
            source.put(sound)

    def screens_changed(self) -> None:
        """A screen of this browser came or went: sound follows the newest."""
        if self._preparing is not None:
            self._preparing.sound_through(self._hub.sounding(self.browser))
        self._show()

    def close(self) -> None:
        """The learner has gone: end everything, and erase the call where nothing is to be kept."""
        self._closed = True
        self._drop_call()

    def reveal(self) -> None:
        """The trainer who leads shows the marks."""
        self._revealed = True
        self._written_up()
        self._show()

    def next_learner(self, *, check: bool) -> None:
        """Another learner takes the chair, at the same role-play; check: with a microphone check of their own."""
        if self._preparing is None or self._started is None:
            return
        self._drop_call()
        self.performing = self._after = None
        if check:
            self._checking = None
        self._brief(self._preparing.staged)
        self._start(self._started)
        if self.step == "check" and self._checking is not None:
            self._get_ready()
        self._show()

    def _drop_call(self) -> None:
        self._let_go()
        if self.performing is not None:
            self.performing.replies.end()
            if not self._crew.settings.keep_days:
                self.performing.erase(self._store)

    def state(self, screen: Screen) -> Json:
        """Everything that `screen` needs to draw itself from nothing."""
        state: dict[str, Any] = {
            "type": "state",
            "step": self.step,
            "trouble": self._trouble,
            "sounding": screen is self._hub.sounding(self.browser),
            "soundHere": bool(self._crew.sound_here),
            "keepDays": self._crew.settings.keep_days,
            "how": asdict(self.how),
            "group": self._hub.onlooker.code,
            "held": self._held,
        }
        if self.step == "choose":
            state["roleplays"] = [roleplay_view(staged.scenario) for staged in self._roleplays.values()]
        if self._preparing is not None:
            state["roleplay"] = roleplay_view(self._preparing.staged.scenario)
            state["preparing"] = self._preparing.view()
        if self._checking is not None and self.step == "check":
            state["check"] = self._checking.view()
        if self.performing is not None and self.step in ("call", "writing up"):
            state["call"] = self.performing.view()
        if self.page is not None and self.step in ("debrief", "reflect", "done"):
            state["debrief"] = self.page.view
        return state

    def _brief(self, staged: Staged) -> None:
        self.step, self._trouble = "brief", ""
        self._preparing = Preparing(
            self._crew,
            staged,
            self.how.pace,
            self._still(self._prepared),
            self._still(self._failed),
            lambda view: self._tell({"type": "progress", "preparing": view}),
        )

    def _adjust(self, wanted: said.Adjust) -> None:
        """What concerns the call can be changed until it begins."""
        if self.step not in ("choose", "brief"):
            self.how = replace(self.how, large=wanted.large)
            return
        pace = self.how.pace
        self.how = Adjustments(**wanted.model_dump(exclude={"type"}))
        if self._preparing is not None and pace != self.how.pace:
            staged = self._preparing.staged
            self._let_go()
            self._brief(staged)

    def _start(self, how: said.Start) -> None:
        self._started = how
        if self._preparing is not None:
            spoken = how.replies == "spoken"
            self.step = "check" if spoken else "ready"
            self._preparing.open(spoken=spoken, browser=how.microphone == "browser")

    def _prepared(self) -> None:
        """Something more is ready."""
        self.screens_changed()
        if self.step == "check" and self._checking is None:
            self._check()
        if self.step == "ready" and self._preparing is not None and self._preparing.ready:
            self._call(self._preparing)

    def _check(self) -> None:
        sound = self._preparing.sound if self._preparing is not None else None
        if sound is not None and sound.source is not None:
            failed = self._still(self._failed)
            self._checking = Checking(self._crew, sound.source, self._tell, self._show, failed)

    def _get_ready(self) -> None:
        if self._checking is not None:
            self._checking.stop()
        self.step = "ready"
        self._prepared()

    def _call(self, ready: Preparing) -> None:
        self.step, self._revealed = "call", False
        baseline = self._checking.baseline if self._checking is not None else None
        self.performing = Performing(self._crew, ready, baseline, self._tell, self._show, self.how)
        self.performing.begin(self._store, self._still(self._call_over), self._still(self._failed))

    def _in_call(self, message: said.InCall) -> None:
        if self.performing is not None:
            self.performing.take(message)

    def _without_microphone(self, why: str) -> None:
        self._trouble = f"{why} You can type your replies."
        if self._preparing is not None:
            self._preparing.without_microphone()
        if self.performing is not None:
            self.performing.replies.type_only()
        if self.step == "check":
            self._get_ready()

    def _call_over(self, record: CallRecord) -> None:
        if record.turns:
            self._write_up(lambda: record)
        elif self.performing is not None:
            # Ended before a word was said: nothing to look back on, nothing to keep.
            self.performing.erase(self._store)
            self._choose_again()

    def _write_up(self, record: Callable[[], CallRecord]) -> None:
        if self._preparing is None or self.performing is None:
            return
        self._preparing.close()
        scenario = self._preparing.staged.scenario
        self.step = "notes" if scenario.setting == "phone" else "writing up"
        self._after = AfterCall(
            self._crew,
            self._store,
            scenario,
            self.performing.id,
            self._still(self._written_up),
            self._still(self._failed),
        )
        self._after.write_up(record)

    def _written_up(self) -> None:
        if self.step == "writing up" and self.page is not None and not self._held:
            self.step = "debrief"

    @property
    def _held(self) -> bool:
        """Whether the marks wait for the trainer who leads."""
        return self._hub.onlooker.leading and not self._revealed

    def _note(self, notes: said.Notes) -> None:
        self.step = "writing up"
        if self._after is not None and (notes.reference or notes.summary):
            self._after.note(notes.reference, notes.summary)
        else:
            self._written_up()

    def _choose_again(self) -> None:
        self._let_go()
        self._preparing = self._checking = self.performing = self._after = None
        self.step, self._trouble = "choose", ""

    def _failed(self, line: str) -> None:
        """Work has failed: say so, and go on from where the learner can do something."""
        step, performing = self.step, self.performing
        if step == "call" and performing is not None and performing.turns:
            self._write_up(lambda: self._store.load(performing.id))
        elif step in ("notes", "writing up"):
            self.step = "done"
        elif step != "done":
            self._choose_again()
        self._trouble = line

    def _let_go(self) -> None:
        """Let go of everything begun for the chosen role-play; what its threads still report is ignored."""
        self._round += 1
        if self._checking is not None:
            self._checking.stop()
        if self._preparing is not None:
            self._preparing.close()

    def _still(self, act: Callable[..., None]) -> Callable[..., None]:
        """`act`, as long as the learner is still at the same role-play; then the screens are told."""
        asked = self._round

        def run(*given: Any) -> None:
            if asked == self._round:
                act(*given)
                self._show()

        return run

    def _tell(self, message: Json) -> None:
        if not self._closed:
            self._hub.tell(self.browser, message, droppable=True)

    def _show(self) -> None:
        if not self._closed:
            self._hub.tell_each_of(self.browser, self.state)
