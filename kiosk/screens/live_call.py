"""A call held at the screen: performed by a thread of its own, which alone owns its state."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from random import SystemRandom
from typing import Final, Literal

from kiosk.hearing.baseline import Baseline
from kiosk.hearing.recogniser import Recogniser
from kiosk.records.recording import CallRecording
from kiosk.records.store import RecordStore
from kiosk.roleplay.call import Play
from kiosk.roleplay.live_ears import AFTERGLOW, LiveReplies
from kiosk.roleplay.mouth import CustomerMouth
from kiosk.roleplay.runner import Performer, Snapshot
from kiosk.roleplay.staging import Staged, new_completion, new_judge, new_record, new_turn_end
from kiosk.roleplay.turns import CallRecord
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.crew import Crew, Sound
from kiosk.sound.audio import AudioClip, Samples
from kiosk.sound.detector import SileroDetector
from kiosk.sound.ports import Sink
from kiosk.speaking.call_tones import hang_up

TYPED: Final = "typed"
"""The engine of a call without speech, as it is written into the record."""
_SEEDS: Final = 1000
_BUSY_TONES: Final = 2
"""How often the tone sounds after the customer has hung up."""

Phase = Literal["ringing", "speaking", "listening", "thinking", "holding", "paused", "over"]


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is told of what in a call. All are called in the call's thread and must not block."""

    snapshot: Callable[[Snapshot], None]
    heard: Callable[[], None]
    """A reply is over; the customer's answer is being found."""
    voice: Callable[[AudioClip], None]
    """The customer begins to be heard."""
    sound: Callable[[Samples], None]
    """What the microphone brings."""


class LiveCall:
    """One call. `hold` belongs to the call's thread; `replies` takes what the learner does."""

    def __init__(
        self,
        crew: Crew,
        staged: Staged,
        sound: Sound,
        recogniser: Recogniser | None,
        baseline: Baseline | None,
        watchers: Watchers,
        how: Adjustments,
        broken_off: CallRecord | None = None,
    ) -> None:
        """recogniser: None where replies are typed only. broken_off: the call to go on with; None: a new one."""
        self._crew, self._staged, self._sound = crew, staged, sound
        self._recogniser, self._baseline, self._watchers = recogniser, baseline, watchers
        self._how, self._broken_off = how, broken_off
        self._play = Play(staged.scenario, broken_off.seed if broken_off else SystemRandom().randrange(_SEEDS))
        engine = recogniser.name if recogniser else TYPED
        begun = new_record(staged.scenario, self._play, engine, datetime.now().astimezone())
        self.record = broken_off or replace(begun, held_with=how.named())
        """The call as it begins; its id is known from the first."""
        self.replies = LiveReplies(watchers.heard)

    def hold(self, store: RecordStore) -> CallRecord:
        """Hold the call to its end and keep it. Raises MissingPart when a device or the disk fails."""
        if self._recogniser is not None and self._sound.source is not None:
            headset = self._how.headset
            deaf = 0.0 if headset or self._sound.browser_source is not None else AFTERGLOW
            settings = self._how.settings(self._crew.settings)
            turn_end = new_turn_end(settings, self._staged.scenario)
            completion = new_completion(settings, patient=self._how.time)
            source, on_sound = self._sound.source, self._watchers.sound
            detector = SileroDetector() if headset else None
            self.replies.listen_to(source, self._recogniser, turn_end, on_sound, deaf, completion, detector)
        floor = self._recogniser.confidence_floor if self._recogniser else 0.0
        scenario, sink = self._staged.scenario, _UntilEnded(self._sound, self.replies, self._watchers.voice)
        recording = CallRecording(store.folder(self.record.id), go_on=self._broken_off is not None)
        try:
            performer = Performer(
                self._play,
                new_judge(scenario, self._crew.settings, floor, self._baseline),
                self.replies,
                CustomerMouth(scenario, self._crew.speaker, self._how.pace, line_noise=not self._how.quiet),
                sink,
                store,
                recording,
                self._watchers.snapshot,
                self.replies.picked_up,
                self.replies,
            )
            record = performer.resume(self.record) if self._broken_off else performer.perform(self.record)
        finally:
            recording.close()
        if record.ending is not None and scenario.setting == "phone":
            sink.play(hang_up(_BUSY_TONES))
        return record


class _UntilEnded:
    """A sink that falls silent when the learner has ended the call, or a trainer steps in."""

    def __init__(self, sound: Sound, replies: LiveReplies, on_voice: Callable[[AudioClip], None]) -> None:
        self._sink: Sink = sound.sink
        self._replies = replies
        self._on_voice = on_voice

    def play(self, clip: AudioClip, stop: Callable[[], bool] = lambda: False) -> float:
        """See Sink."""
        if self._replies.cut:
            return 0.0
        self._on_voice(clip)
        return self._sink.play(clip, lambda: self._replies.cut or stop())

    def close(self) -> None:
        """See Sink."""
        self._sink.close()
