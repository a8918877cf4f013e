"""Performs a call: says the customer's lines, hears the replies, keeps every turn, tells whoever watches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.hearing.utterance import Utterance
from kiosk.roleplay.call import CallState, Play
from kiosk.roleplay.ears import Ears
from kiosk.roleplay.judge import Judge
from kiosk.roleplay.jump import jumped
from kiosk.roleplay.moves_before import MovesBefore
from kiosk.roleplay.ports import Keeper, Mouth, Overhearing, Recorder
from kiosk.roleplay.turns import CallRecord, Dials, Move, Reply, Spoken, Times, Turn
from kiosk.sound.audio import AudioClip
from kiosk.sound.ports import Sink

Phase = Literal["ringing", "speaking", "listening", "holding", "paused", "over"]


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
    wants: tuple[str, ...] = ()
    """What the stage still waits for."""
    call: str = ""
    """The record's id; another one after another try at a reply."""


class Performer:
    """One call. It is performed by, and its state belongs to, the thread that calls `perform` or `resume`."""

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
        picked_up: Callable[[], bool] | None = None,
        overhearing: Overhearing | None = None,
    ) -> None:
        """`watch` is told of every change, in the performing thread; it must not block. `picked_up`: a telephone
        rings until it is True; None: it rings once. overhearing: None where the customer cannot be interrupted.
        """
        self._play, self._judge, self._ears = play, judge, ears
        self._mouth, self._sink = mouth, sink
        self._keeper, self._recorder, self._watch = keeper, recorder, watch
        self._picked_up, self._overhearing = picked_up, overhearing
        self._state = play.open()
        self._moves = MovesBefore(self._state.dials)
        self._tries = 1
        self._before_replies: list[tuple[CallState, MovesBefore]] = []
        """Where the call stood when each reply came."""

    def perform(self, record: CallRecord) -> CallRecord:
        """Hold the call to its end, or until there are no more replies; returns the finished record.

        record: the call as it begins, without turns. Each turn is kept before the customer answers it.
        Raises MissingPart when a device or the disk fails; the turns until then are kept.
        """
        self._keeper.start_call(record)
        self._record = record
        self._ring()
        return self._hold()

    def resume(self, record: CallRecord) -> CallRecord:
        """Go on with a call that was broken off, from its kept turns; the customer's last lines are said again.

        Returns and raises as `perform` does.
        """
        self._record = record
        for turn in record.turns:
            self._before_replies.append((self._play.led(self._state, turn), MovesBefore.of(turn)))
            self._state = self._play.replay(self._state, turn)
        self._moves = MovesBefore(self._state.dials)
        return self._hold()

    def on_hold(self, music: AudioClip, over: Callable[[], bool], cost: Sequence[Move]) -> bool:
        """An Act: play `music` again and again until `over`; each time it was heard to its end costs `cost`."""
        self._publish("holding")
        while self._state.ending is None and not over():
            heard = self._sink.play(music, over)
            self._recorder.add_customer(AudioClip(music.samples[: round(heard * music.rate)], music.rate))
            self._moves.hold_s += heard
            if heard >= music.seconds:
                self.move(cost)
                self._publish("holding")
        return self._state.ending is not None

    def move(self, moves: Sequence[Move]) -> bool:
        """An Act: move the dials though nothing was said (signs as in OUTSIDE); kept with the next turn."""
        before = self._state
        self._state, applied = self._play.wait(before, moves)
        self._moves.add(applied)
        if self._state.ending is None:
            return False
        # No reply will follow that could carry what has happened.
        reply, at = Reply("nothing said", engine=self._record.engine), self._recorder.seconds
        turn = Turn(
            before.turn + 1, before.last, reply, (), (), (), (), before.dials, self._state.dials,
            self._state.mood, before.stage, before.stage, Times(at, at, at, at), self._state.ending,
        )  # fmt: skip
        self._keep(turn)
        return True

    def pause(self, meanwhile: "Callable[[], Act | None]") -> bool:
        """An Act: nothing is said until `meanwhile` gives None, and what it gives before is done; then the customer's
        last lines are said again.
        """
        self._publish("paused")
        while self._state.ending is None and (act := meanwhile()) is not None:
            act(self)
            self._publish("paused")
        return True

    def say_again(self) -> bool:
        """An Act: the customer's last lines are said again."""
        return True

    def jump_to(self, stage: str) -> bool:
        """An Act: the customer comes to `stage`; the next turn begins there."""
        self._state = jumped(self._play.scenario, self._state, stage)
        return True

    def try_again(self) -> bool:
        """An Act: back to before the last reply. The first try is kept as it is; the call goes on under another id."""
        if not self._before_replies:
            return False
        self._state, self._moves = self._before_replies.pop()
        first, seconds = self._record, self._recorder.seconds
        self._tries += 1
        again = f"{first.id.removesuffix(f'-{self._tries - 1}')}-{self._tries}"
        self._recorder.sync()
        self._keeper.finish_call(first.id, (), None, "unfinished", seconds)
        self._recorder.go_on_as(again)
        self._record = replace(first, id=again, turns=first.turns[:-1], retakes=first.id)
        self._keeper.start_call(self._record)
        return True

    def _hold(self) -> CallRecord:
        said = self._say()
        while self._state.ending is None:
            heard = self._listen()
            if heard is None:
                break
            if isinstance(heard, Utterance):
                self._before_replies.append((self._state, self._moves))
                self._reply(heard, said)
            elif not heard(self):
                continue
            said = self._say()
        self._finish()
        self._publish("over")
        return self._record

    def _ring(self) -> None:
        ring = self._mouth.before
        if ring is None:
            return
        self._publish("ringing")
        self._recorder.add_customer(ring)
        self._sink.play(ring, self._picked_up or _never)
        while self._picked_up is not None and not self._picked_up():
            self._sink.play(ring, self._picked_up)

    def _listen(self) -> "Utterance | Act | None":
        return self._ears.hear(lambda words: self._publish("listening", words))

    def _reply(self, heard: Utterance, said: tuple[float, float]) -> None:
        start = end = self._recorder.seconds
        if heard.samples is not None:
            start, end = self._recorder.add_learner(heard.samples)
        reply = self._judge.judge(heard, " ".join(line.text for line in self._state.last))
        self._state, turn = self._play.respond(self._state, reply)
        self._keep(replace(turn, times=Times(*said, start, end)))

    def _keep(self, turn: Turn) -> None:
        turn = self._moves.with_them(turn)
        self._moves = MovesBefore(turn.after)
        self._recorder.sync()
        self._keeper.keep_turn(self._record.id, turn)
        self._record = replace(self._record, turns=(*self._record.turns, turn))

    def _say(self) -> tuple[float, float]:
        """Say the lines that are due, as far as the learner lets it; returns where they stand in the recording, s.

        A last word is the customer's own.
        """
        self._publish("speaking")
        overhearing = self._overhearing if self._state.ending is None else None
        if overhearing is not None:
            overhearing.overhear()
        start = self._recorder.seconds
        for line in self._state.last:
            clip = self._mouth.clip(line)
            heard = self._sink.play(clip, overhearing.cutting_in if overhearing is not None else _never)
            self._recorder.add_customer(AudioClip(clip.samples[: round(heard * clip.rate)], clip.rate))
            if overhearing is not None and overhearing.cutting_in():
                break
        return start, self._recorder.seconds

    def _finish(self) -> None:
        endings, ending = self._play.scenario.endings, self._state.ending
        record = self._record = replace(
            self._record,
            closing=self._state.last if ending else (),
            ending=ending,
            outcome=endings[ending].outcome if ending and ending in endings else "unfinished",
            seconds=self._recorder.seconds,
        )
        self._recorder.sync()
        self._keeper.finish_call(record.id, record.closing, record.ending, record.outcome, record.seconds)

    def _publish(self, phase: Phase, partial: str = "") -> None:
        state = self._state
        wants = self._play.open_wants(state)
        snapshot = Snapshot(
            phase, state.last, partial, state.dials, state.mood, state.stage,
            self._record.turns, state.ending, wants, self._record.id,
        )  # fmt: skip
        self._watch(snapshot)


def _never() -> bool:
    return False


Act = Callable[[Performer], bool]
"""Something that happens in a call and is no reply; True where the customer has lines to say after it."""
