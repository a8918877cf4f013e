"""A microphone that stays open while the customer speaks, so that the learner can cut in, as on a real telephone.

For headsets, and wherever else the microphone does not hear the loudspeaker: what it hears is taken for the learner.
"""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kiosk.errors import KioskError
from kiosk.sound.audio import RATE, AudioChunk, Samples
from kiosk.sound.detector import SpeechDetector
from kiosk.sound.intake import QUEUE_SECONDS
from kiosk.sound.listen import LEAD
from kiosk.sound.ports import Source
from kiosk.sound.turn_end import SpeechEnded, SpeechStarted, TurnEnd

YIELDS_AFTER: Final = 0.5
"""Seconds of speech over the customer's after which the customer stops: longer than "mm-hm" or "right", which most
listeners' sounds are (0.4 s in the median: Edlund, Heldner and Pelce 2009)."""


GOES_ON_WITHIN: Final = round(0.8 * RATE)
"""Samples from the beginning of the customer's line in which a learner who speaks had not finished: they stop the
customer as anybody does, but they were cut off, and did not cut in. Longer than it takes to answer (0.2 s in the
median: Stivers and others 2009), shorter than it takes to hear what is said and object to it."""


class OpenMicrophone:
    """A source that can be overheard between its turns.

    `overhear` and `listen` belong to the call's thread, `cutting_in` may be asked by any.
    """

    def __init__(self, source: Source, detector: SpeechDetector) -> None:
        """`detector` is used by this one alone."""
        self._source = source
        self._detector = detector
        self._line: _Line | None = None
        self.overlap_s = 0.0
        """Seconds spoken over the customer before the turn that `listen` began."""
        self.ahead_s = 0.0
        """Seconds of that turn's sound from before the customer had stopped."""

    def overhear(self) -> None:
        """The customer begins to speak."""
        self.stop_overhearing()
        self._line = _Line(self._source, TurnEnd(self._detector, None))

    def stop_overhearing(self) -> None:
        """Forget what has been heard beside the customer's line."""
        if self._line is not None:
            self._line.give_up()
            self._line = None

    def cutting_in(self) -> bool:
        """Whether the learner has been speaking over the customer for long enough to stop them."""
        line = self._line
        return line is not None and line.speaking_s >= YIELDS_AFTER

    def listen(self) -> Iterator[AudioChunk]:
        """See Source; where the learner is speaking already, the turn begins LEAD before they began."""
        line, self._line = self._line, None
        self.overlap_s = self.ahead_s = 0.0
        if line is None:
            return self._source.listen()
        chunks, self.overlap_s, self.ahead_s = line.hand_over()
        return chunks

    def finish(self) -> None:
        """See Source."""
        self._source.finish()

    def close(self) -> None:
        """See Source."""
        self.stop_overhearing()
        self._source.close()


class _Line:
    """One line of the customer, and what is heard of the learner beside it and after it."""

    def __init__(self, source: Source, turn_end: TurnEnd) -> None:
        self._turn_end = turn_end
        self._changed = threading.Condition()
        self._chunks: deque[AudioChunk] = deque()
        self._heard = self._spoken = 0
        self._began: int | None = None
        self._handed = self._given_up = self._over = self._lost = False
        self._failure: KioskError | None = None
        # Begun here and not in the thread: what is said from this moment on is heard.
        threading.Thread(target=self._listen, args=(source.listen(),), name="open microphone", daemon=True).start()

    @property
    def speaking_s(self) -> float:
        """Seconds for which the learner has been speaking without a pause; 0 while they are silent."""
        with self._changed:
            if self._began is None:
                return 0.0
            # Not counted: the silence in which it is not known yet whether they go on.
            return (self._heard - self._began) / RATE - self._turn_end.silence

    def give_up(self) -> None:
        """Listen no more."""
        with self._changed:
            self._given_up = True
            self._changed.notify_all()

    def hand_over(self) -> tuple[Iterator[AudioChunk], float, float]:
        """The customer has stopped: what follows is the learner's turn.

        Returns its chunks, the seconds spoken over the line, and how many of the chunks' seconds are from before now.
        """
        with self._changed:
            overlap, began, self._handed = self._over_the_line(), self._began, True
            if began is None:
                self._chunks.clear()
                return self._turn(), overlap / RATE, 0.0
            while self._chunks and self._chunks[0].start + len(self._chunks[0].samples) <= began - LEAD:
                self._chunks.popleft()
            ahead = self._heard - self._chunks[0].start if self._chunks else 0
            return self._turn(), overlap / RATE, ahead / RATE

    def _over_the_line(self) -> int:
        if self._began is None or self._began < GOES_ON_WITHIN:
            return self._spoken
        return self._spoken + self._heard - self._began

    def _turn(self) -> Iterator[AudioChunk]:
        start = 0
        try:
            while (chunk := self._next()) is not None:
                yield replace(chunk, start=start)
                start += len(chunk.samples)
        finally:
            self.give_up()

    def _next(self) -> AudioChunk | None:
        with self._changed:
            self._changed.wait_for(lambda: self._chunks or self._over)
            if self._chunks:
                return self._chunks.popleft()
            if self._failure is not None:
                raise self._failure
            return None

    def _listen(self, chunks: Iterator[AudioChunk]) -> None:
        try:
            for chunk in chunks:
                if not self._take(chunk):
                    break
        except KioskError as failure:
            self._failure = failure
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def _take(self, chunk: AudioChunk) -> bool:
        with self._changed:
            if self._given_up:
                return False
            at, self._heard = self._heard, self._heard + len(chunk.samples)
            if self._handed:
                self._pass_on(chunk)
            else:
                # Whatever was finished, it was no reply: that begins when the customer has stopped.
                self._chunks.append(replace(chunk, start=at, finished=False))
                self._judge(chunk.samples)
            self._changed.notify_all()
            return True

    def _pass_on(self, chunk: AudioChunk) -> None:
        if sum(len(waiting.samples) for waiting in self._chunks) > QUEUE_SECONDS * RATE and not chunk.finished:
            self._lost = True
            return
        self._chunks.append(replace(chunk, lost=chunk.lost or self._lost))
        self._lost = False

    def _judge(self, samples: Samples) -> None:
        for event in self._turn_end.feed(samples):
            match event:
                case SpeechStarted(at):
                    self._began = at
                case SpeechEnded(at):
                    began, self._began = self._began, None
                    if began is not None and began >= GOES_ON_WITHIN:
                        self._spoken += at - began
        if self._began is None:
            while self._chunks and self._chunks[0].start < self._heard - 2 * LEAD:
                self._chunks.popleft()
