"""Performs a call: says the customer's lines, hears the replies, keeps every turn, tells whoever watches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from kiosk.hearing.utterance import Utterance
from kiosk.roleplay.call import CallState, Play
from kiosk.roleplay.ears import Ears
from kiosk.roleplay.judge import Judge
from kiosk.roleplay.turns import CallRecord, Dials, Outcome, Spoken, Times, Turn
from kiosk.sound.audio import AudioClip, Samples
from kiosk.sound.ports import Sink

Phase = Literal["ringing", "speaking", "listening", "over"]


class Keeper(Protocol):
    """Where a call is kept. What has been kept when a method returns survives the process and the power."""

    def start_call(self, record: CallRecord) -> None:
        """Keep that a call has begun."""
        ...

    def keep_turn(self, call_id: str, turn: Turn) -> None:
        """Keep one completed turn."""
        ...

    def finish_call(
        self, call_id: str, closing: Sequence[Spoken], ending: str | None, outcome: Outcome, seconds: float
    ) -> None:
        """Keep how the call ended and how long its recording is."""
        ...


class Recorder(Protocol):
    """Takes the call's sound as it goes; each method returns (start, end) in seconds of the recording."""

    def add_customer(self, clip: AudioClip) -> tuple[float, float]:
        """Append a line of the customer."""
        ...

    def add_learner(self, samples: Samples) -> tuple[float, float]:
        """Append a reply: mono int16 at 16 kHz."""
        ...

    def sync(self) -> None:
        """Have all of it on disk."""
        ...

    @property
    def seconds(self) -> float:
        """Length so far."""
        ...


class Mouth(Protocol):
    """Gives the sound of the customer's lines."""

    def clip(self, line: Spoken) -> AudioClip:
        """The line's sound, at once."""
        ...

    @property
    def before(self) -> AudioClip | None:
        """What is heard before the first line: the telephone's ring, or nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a screen may know of a running call. A new one is published for every change."""

    phase: Phase
    lines: tuple[Spoken, ...]
    """What the customer is saying or has said last."""
    partial: str
    """The reply's words so far."""
    dials: Dials
    mood: str
    stage: str
    turns: tuple[Turn, ...]
    ending: str | None = None


class Performer:
    """One call. It is performed by, and its state belongs to, the thread that calls `perform`."""

    def __init__(
        self,
        play: Play,
        judge: Judge,
        ears: Ears,
        mouth: Mouth,
        sink: Sink,
        keeper: Keeper,
        recorder: Recorder,
        watch: Callable[[Snapshot], None] = lambda _: None,
    ) -> None:
        """`watch` is told of every change, in the performing thread; it must not block."""
        self._play, self._judge, self._ears = play, judge, ears
        self._mouth, self._sink = mouth, sink
        self._keeper, self._recorder, self._watch = keeper, recorder, watch

    def perform(self, record: CallRecord) -> CallRecord:
        """Hold the call to its end, or until there are no more replies; returns the finished record.

        record: the call as it begins, without turns. Each turn is kept before the customer answers it.
        Raises MissingPart when a device or the disk fails; the turns until then are kept.
        """
        self._keeper.start_call(record)
        state = self._play.open()
        if self._mouth.before is not None:
            self._publish("ringing", state, record)
            self._sound(self._mouth.before)
        said = self._say(state, record)
        while state.ending is None:
            heard = self._listen(state, record)
            if heard is None:
                break
            state, turn = self._reply(state, record.id, heard, said)
            record = replace(record, turns=(*record.turns, turn))
            said = self._say(state, record)
        record = self._finish(state, record)
        self._publish("over", state, record)
        return record

    def _listen(self, state: CallState, record: CallRecord) -> Utterance | None:
        self._publish("listening", state, record)
        return self._ears.hear(lambda words: self._publish("listening", state, record, words))

    def _reply(
        self, state: CallState, call_id: str, heard: Utterance, said: tuple[float, float]
    ) -> tuple[CallState, Turn]:
        start = end = self._recorder.seconds
        if heard.samples is not None:
            start, end = self._recorder.add_learner(heard.samples)
        reply = self._judge.judge(heard, " ".join(line.text for line in state.last))
        state, turn = self._play.respond(state, reply)
        turn = replace(turn, times=Times(*said, start, end))
        self._recorder.sync()
        self._keeper.keep_turn(call_id, turn)
        return state, turn

    def _say(self, state: CallState, record: CallRecord) -> tuple[float, float]:
        """Say the lines that are due; returns where they stand in the recording, in seconds."""
        self._publish("speaking", state, record)
        spans = [self._sound(self._mouth.clip(line)) for line in state.last]
        return spans[0][0], spans[-1][1]

    def _sound(self, clip: AudioClip) -> tuple[float, float]:
        span = self._recorder.add_customer(clip)
        self._sink.play(clip)
        return span

    def _finish(self, state: CallState, record: CallRecord) -> CallRecord:
        endings = self._play.scenario.endings
        record = replace(
            record,
            closing=state.last if state.ending else (),
            ending=state.ending,
            outcome=endings[state.ending].outcome if state.ending and state.ending in endings else "unfinished",
            seconds=self._recorder.seconds,
        )
        self._recorder.sync()
        self._keeper.finish_call(record.id, record.closing, record.ending, record.outcome, record.seconds)
        return record

    def _publish(self, phase: Phase, state: CallState, record: CallRecord, partial: str = "") -> None:
        self._watch(
            Snapshot(phase, state.last, partial, state.dials, state.mood, state.stage, record.turns, state.ending)
        )
