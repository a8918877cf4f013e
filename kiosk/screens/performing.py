"""A running call as the screens see it: the latest snapshot, and what changes between two of them."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk.hearing.baseline import Baseline
from kiosk.records.store import RecordStore
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.turns import CallRecord
from kiosk.screens import messages as said
from kiosk.screens.crew import Crew
from kiosk.screens.hub import Json
from kiosk.screens.levels import LevelMeter
from kiosk.screens.live_call import LiveCall, Phase, Watchers
from kiosk.screens.preparing import Preparing
from kiosk.screens.view import call_view
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
    ) -> None:
        """`ready`: all of it is. `tell` gets what may be dropped: partial captions and meter frames; `changed`: there
        is a new `view`.
        """
        if ready.sound is None:
            raise ValueError("a call needs its sound: wait until all is ready")
        self._crew, self._tell, self._changed = crew, tell, changed
        self._scenario = ready.staged.scenario
        watchers = Watchers(
            lambda now: crew.post(self._take, now), lambda: crew.post(self._think), self._on_voice, self._on_sound
        )
        recogniser = ready.recogniser if ready.spoken else None
        self._call = LiveCall(crew, ready.staged, ready.sound, recogniser, baseline, watchers)
        self.replies = self._call.replies
        """Takes what the learner does."""
        self.id = self._call.record.id
        self._phase: Phase = "ringing"
        self._now: Snapshot | None = None
        self._meter = LevelMeter()
        self._thread: threading.Thread | None = None

    @property
    def turns(self) -> int:
        """Turns that are complete, and kept."""
        return len(self._now.turns) if self._now is not None else 0

    def begin(self, store: RecordStore, over: Callable[[CallRecord], None], failed: Callable[[str], None]) -> None:
        """Begin the call; `over` gets the finished record."""
        self._thread = self._crew.do("call", lambda: self._call.hold(store), over, failed)

    def take(self, message: said.Say | said.Finished | said.EndCall) -> None:
        """What the learner does."""
        match message:
            case said.Say(text=text):
                self.replies.say(text)
            case said.Finished():
                self.replies.finish()
            case said.EndCall():
                self.replies.end()

    def view(self) -> dict[str, Any] | None:
        """What the screens show; None before the first snapshot."""
        return call_view(self._scenario, self._now, self._phase) if self._now is not None else None

    def erase(self, store: RecordStore) -> None:
        """Erase the call, once its thread has ended, in a thread of its own."""

        def work() -> None:
            if self._thread is not None:
                self._thread.join()
            store.erase(self.id)

        self._crew.do("erase", work, lambda _: None)

    def _take(self, now: Snapshot) -> None:
        before, self._now, self._phase = self._now, now, now.phase
        if before is not None and now.partial and replace(before, partial="") == replace(now, partial=""):
            self._tell({"type": "partial", "text": now.partial})
        else:
            self._changed()

    def _think(self) -> None:
        self._phase = "thinking"
        self._changed()

    def _on_voice(self, clip: AudioClip) -> None:
        self._crew.post(self._tell, voice_message(clip))

    def _on_sound(self, samples: Samples) -> None:
        level = self._meter.add(samples)
        if level is not None:
            self._crew.post(self._tell, {"type": "level", "level": level})
