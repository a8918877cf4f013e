"""A running call as the screens see it: the latest snapshot, and what changes between two of them."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk.hearing.baseline import Baseline
from kiosk.records.store import RecordStore
from kiosk.roleplay import holding
from kiosk.roleplay.coaching import stuck, tip_for
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.turns import CallRecord
from kiosk.screens import messages as said
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.crew import Crew
from kiosk.screens.group_messages import Lead
from kiosk.screens.hub import Json
from kiosk.screens.levels import LevelMeter, drawn
from kiosk.screens.live_call import LiveCall, Phase, Watchers
from kiosk.screens.preparing import Preparing
from kiosk.screens.view import call_view, transfer_targets
from kiosk.screens.voice_messages import voice_message
from kiosk.sound.audio import AudioClip, Samples


class Performing:
    """One call. Belongs to the event loop, but for the methods that the call's thread is given to watch with."""

    def __init__(
        self,
        crew: Crew,
        ready: Preparing,
        baseline: Baseline | None,
        tell: Callable[[Json], None],
        changed: Callable[[], None],
        how: Adjustments,
        broken_off: CallRecord | None = None,
    ) -> None:
        """`ready`: all of it is. `tell` gets what may be dropped: partial captions and meter frames; `changed`: there
        is a new `view`. broken_off: the call to go on with.
        """
        if ready.sound is None:
            raise ValueError("a call needs its sound: wait until all is ready")
        self._crew, self._tell, self._changed = crew, tell, changed
        self.scenario, self._how, self.spoken = ready.staged.scenario, how, ready.spoken
        watchers = Watchers(
            lambda now: crew.post(self._take, now), lambda: crew.post(self._think), self._on_voice, self._on_sound
        )
        recogniser = ready.recogniser if ready.spoken else None
        self._call = LiveCall(crew, ready.staged, ready.sound, recogniser, baseline, watchers, how, broken_off)
        self.replies = self._call.replies
        """Takes what the learner does."""
        self.id = self._call.record.id
        """Of the record; another one after another try at a reply."""
        self._tries = [self.id]
        self._before = len(broken_off.turns) if broken_off is not None else 0
        self.led: tuple[Lead, ...] = ()
        """What a trainer has ordered since the last reply."""
        self._plays_there = ready.sound.browser_sink is not None
        self._phase: Phase = "ringing"
        self._answered: float | None = None
        """On the monotonic clock (s)."""
        self._hold: threading.Event | None = None
        """Set when the customer is taken off hold; None: she is not on hold, and is not about to be."""
        self.now: Snapshot | None = None
        """The call as it stands; None before its first snapshot."""
        self._meter = LevelMeter()
        usual = baseline.level_db if baseline is not None else None
        self._usual = None if usual is None else drawn(usual)
        """Where the learner's normal voice stands on the meter."""
        self._thread: threading.Thread | None = None

    @property
    def turns(self) -> int:
        """Turns that are complete, and kept."""
        return len(self.now.turns) if self.now is not None else self._before

    def begin(self, store: RecordStore, over: Callable[[CallRecord], None], failed: Callable[[str], None]) -> None:
        """Begin the call; `over` gets the finished record."""
        self._thread = self._crew.do("call", lambda: self._call.hold(store), over, failed)

    @property
    def ringing(self) -> bool:
        """Whether the telephone has not been answered yet."""
        return self._phase == "ringing"

    def take(self, message: said.InCall) -> None:
        """What the learner does."""
        match message:
            case said.Answer():
                self.replies.answer()
            case said.Hold(on=on):
                self._put_on_hold() if on else self._take_off_hold()
            case said.Mute(on=on):
                self.replies.muted = on and not self.ringing and self.scenario.setting == "phone"
            case said.Transfer(to=to, text=text):
                self._transfer(to, text)
            case said.Say(text=text):
                self.replies.say(text)
            case said.Finished():
                self.replies.finish()
            case said.EndCall():
                self.replies.end()

    def view(self) -> dict[str, Any] | None:
        """What the screens show; None before the first snapshot."""
        now = self.now
        if now is None:
            return None
        tip = "" if self._how.assessment else tip_for(self.scenario, now.wants)
        return call_view(self.scenario, now, self._phase) | {
            "seconds": round(time.monotonic() - self._answered, 1) if self._answered is not None else 0,
            "muted": self.replies.muted,
            "usual": self._usual,
            "holdAsked": self._hold is not None,
            "tip": tip,
            "stuck": bool(tip) and stuck(now),
        }

    def without_microphone(self) -> None:
        """From now on replies are typed; who was muted is not muted any more."""
        self.replies.type_only()
        self.replies.muted = False

    def erase(self, store: RecordStore, wait: Callable[[], None]) -> None:
        """Erase every try at the call once its thread has ended, and after `wait`, in a thread of its own."""

        def work() -> None:
            self._join()
            wait()
            for call in self._tries:
                store.erase(call)

        self._crew.do("erase", work, lambda _: None)

    def erase_if_empty(self, store: RecordStore) -> None:
        """Erase the call where it has ended before a word was said: nothing to look back on, nothing to keep."""

        def work() -> None:
            self._join()
            if not store.load(self.id).turns:
                store.erase(self.id)

        self._crew.do("erase", work, lambda _: None)

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _put_on_hold(self) -> None:
        if self._hold is not None or self.ringing or self.scenario.setting != "phone":
            return
        resumed = self._hold = threading.Event()
        self.replies.do(
            lambda call: call.on_hold(holding.music(), lambda: resumed.is_set() or self.replies.ended, holding.COST)
        )

    def _take_off_hold(self) -> None:
        if self._hold is not None:
            self._hold.set()
            self._hold = None

    def _transfer(self, to: str, text: str) -> None:
        """Pass the call on: it is the learner's reply, and the customer answers it."""
        if to not in transfer_targets(self.scenario):
            return
        self._take_off_hold()
        announced = f"i'm transferring you to {to.lower()}"
        if text:
            self.replies.add("")
            self.replies.say(f"{text} {announced}")
        else:
            self.replies.add(announced)

    def _take(self, now: Snapshot) -> None:
        if self._answered is None and self.replies.ended:
            # The call runs to its end by itself, but nobody is there who could hear of it.
            now = replace(now, phase="over", lines=())
            self.now, self._phase = now, now.phase
            self._changed()
            return
        before, self.now, self._phase = self.now, now, now.phase
        if before is not None and len(now.turns) != len(before.turns):
            self.led = ()
        if now.call not in self._tries:
            self.id = now.call
            self._tries.append(now.call)
        if self._answered is None and now.phase != "ringing":
            self._answered = time.monotonic()
        if before is not None and now.partial and replace(before, partial="") == replace(now, partial=""):
            self._tell({"type": "partial", "text": now.partial})
        else:
            self._changed()

    def _think(self) -> None:
        self._phase = "thinking"
        self._changed()

    def _on_voice(self, clip: AudioClip) -> None:
        message = voice_message(clip)
        # A browser that plays the clip is told by itself; only who looks on needs to hear of it here.
        self._crew.post(self._tell, {**message, "type": "mouth"} if self._plays_there else message)

    def _on_sound(self, samples: Samples) -> None:
        level = self._meter.add(samples)
        if level is not None:
            self._crew.post(self._tell, {"type": "level", "level": level})
