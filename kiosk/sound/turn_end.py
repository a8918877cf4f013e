"""Where speech begins, where it pauses, and when the turn is over."""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.sound.audio import RATE, Samples
from kiosk.sound.detector import FRAME, SpeechDetector

START_FRAMES: Final = 5
"""Speech frames that make a start: 160 ms, shorter than a spoken "no", longer than a knock or a click."""

START_WINDOW: Final = 8
"""Frames within which the START_FRAMES must lie, so that one weak frame inside a word does no harm."""

SPEECH: Final = 0.5
"""Probability from which a frame begins speech, the detector's own working point."""

STILL_SPEECH: Final = 0.35
"""Probability down to which a frame goes on being speech: Silero's own hysteresis of 0.15."""

GAP: Final = 0.25
"""Silence (s) that ends a stretch of speech; shorter gaps are stops and breaths inside words."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """A stretch of speech has begun."""

    at: int
    """Its first sample, counted from the beginning of the turn's sound."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """A stretch of speech has ended; another may follow in the same turn."""

    at: int
    """The sample after its last one."""


@dataclass(frozen=True, slots=True)
class TurnOver:
    """The learner has finished."""

    at: int
    """How much of the sound had been judged when this was known (samples)."""
    too_long: bool = False
    """The turn was as long as one may be, and was ended in the middle."""


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """The turn has ended without speech."""

    at: int
    """How much of the sound had been judged when this was known (samples)."""


TurnEvent = SpeechStarted | SpeechEnded | TurnOver | NothingSaid


class TurnEnd:
    """Finds a turn's end in its sound. The sound is the clock: no time passes but by `feed`.

    The same sound gives the same events, however it is cut into chunks.
    """

    def __init__(
        self,
        detector: SpeechDetector,
        pause: float | None,
        silence_timeout: float | None = None,
        longest: float = 60.0,
    ) -> None:
        """All times in seconds.

        `pause` of silence after speech ends the turn (None: only the speaker's *finished* does);
        `silence_timeout` without any speech ends it as NothingSaid; `longest` after the first speech it is
        over as `too_long`.
        """
        self.pause = pause
        """May be changed while a turn runs, as more becomes known about whether it is over."""
        self._detector = detector
        self._silence_timeout = silence_timeout
        self._longest = longest
        self.reset()

    def reset(self) -> None:
        """Begin a new turn."""
        self._detector.reset()
        self._rest: Samples = np.zeros(0, np.int16)
        self._judged = 0
        self._recent: deque[bool] = deque(maxlen=START_WINDOW)
        self._first: int | None = None
        self._last_speech = 0
        self._speaking = False
        self.over = False

    @property
    def silence(self) -> float:
        """Seconds since the last speech; since the beginning of the turn where there was none."""
        return (self._judged - self._last_speech) / RATE

    def feed(self, samples: Samples) -> tuple[TurnEvent, ...]:
        """Take the next mono 16 kHz `samples`, any number; return what they made known, in order.

        After the turn is over further sound is ignored.
        """
        sound = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        events: list[TurnEvent] = []
        at = 0
        while at + FRAME <= len(sound) and not self.over:
            events += self._judge(sound[at : at + FRAME])
            at += FRAME
        self._rest = sound[at:]
        return tuple(events)

    def finish(self) -> tuple[TurnEvent, ...]:
        """End the turn where it stands: the speaker says so, or there is no more sound."""
        if self.over:
            return ()
        events: list[TurnEvent] = self._end_stretch()
        events.append(self._close(self._judged + len(self._rest)))
        return tuple(events)

    def _judge(self, frame: Samples) -> list[TurnEvent]:
        speech = self._detector.probability(frame) >= (STILL_SPEECH if self._speaking else SPEECH)
        self._judged += FRAME
        self._recent.append(speech)
        events: list[TurnEvent] = []
        if self._speaking:
            if speech:
                self._last_speech = self._judged
            elif self.silence >= self._gap():
                events += self._end_stretch()
        elif sum(self._recent) >= START_FRAMES:
            events.append(self._start_stretch())
        if self._is_over(speech):
            events += self._end_stretch()
            events.append(self._close(self._judged))
        return events

    def _gap(self) -> float:
        return GAP if self.pause is None else min(GAP, self.pause)

    def _start_stretch(self) -> SpeechStarted:
        frames = list(self._recent)
        begin = self._judged - (len(frames) - frames.index(True)) * FRAME
        self._first = begin if self._first is None else self._first
        self._speaking = True
        self._last_speech = self._judged
        return SpeechStarted(begin)

    def _end_stretch(self) -> list[TurnEvent]:
        if not self._speaking:
            return []
        self._speaking = False
        self._recent.clear()
        return [SpeechEnded(self._last_speech)]

    def _is_over(self, speech: bool) -> bool:
        if self._first is None:
            # A frame of speech may be the beginning of the first word: wait until that is known.
            return not speech and self._silence_timeout is not None and self.silence >= self._silence_timeout
        if self._judged - self._first >= self._longest * RATE:
            return True
        return not speech and self.pause is not None and self.silence >= self.pause

    def _close(self, at: int) -> TurnOver | NothingSaid:
        self.over = True
        if self._first is None:
            return NothingSaid(at)
        return TurnOver(at, too_long=self._judged - self._first >= self._longest * RATE)
