"""Replies in a call that somebody holds: spoken or typed, whichever comes, until the call is ended."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.turn_completion import TurnCompletion
from kiosk.hearing.utterance import Utterance, typed
from kiosk.roleplay.ears import Partial, SpokenReplies
from kiosk.roleplay.runner import Act
from kiosk.sound.audio import RATE, AudioChunk, Samples
from kiosk.sound.detector import SpeechDetector
from kiosk.sound.open_microphone import OpenMicrophone
from kiosk.sound.ports import Source
from kiosk.sound.turn_end import TurnEnd

AFTERGLOW: Final = 0.2
"""Seconds for which a room still sounds after the loudspeaker has stopped; half duplex stays deaf so long."""


MOST_ACTS: Final = 16
"""Acts that may wait for the call; more are refused."""


class LiveReplies:
    """Ears that take what is typed, and listen for speech where they have a source to listen to.

    `hear` belongs to the call's thread; every other method may be called by any thread.
    """

    def __init__(self, on_heard: Callable[[], None] = lambda: None) -> None:
        """Typed replies only. `on_heard` is told, in the call's thread, that a reply is over."""
        self._on_heard = on_heard
        self._changed = threading.Condition()
        self._text = ""
        self._added = ""
        self._acts: deque[Act] = deque()
        self._urgent: deque[Act] = deque()
        self._answered = self._ended = False
        self.muted = False
        """While True nothing is heard of the learner. Any thread may set it."""
        self._source: _Watched | None = None
        self._spoken: SpokenReplies | None = None
        self._beside: OpenMicrophone | None = None

    def listen_to(
        self,
        source: Source,
        recogniser: Recogniser,
        turn_end: TurnEnd,
        on_sound: Callable[[Samples], None],
        deaf: float = 0.0,
        completion: TurnCompletion | None = None,
        detector: SpeechDetector | None = None,
    ) -> None:
        """Listen to `source` too, before the first `hear`; `completion` as in SpokenReplies.

        detector: finds speech beside the customer's own, where `source` hears the learner alone; None: while the
        customer speaks nothing is heard. `on_sound` gets what comes in, in the call's thread. deaf: seconds thrown
        away at the beginning of each turn (AFTERGLOW where the customer is heard from a loudspeaker beside the
        microphone).
        """
        unmuted = _Unmuted(source, self)
        self._beside = OpenMicrophone(unmuted, detector) if detector is not None else None
        self._source = _Watched(self._beside or unmuted, self, on_sound, deaf)
        self._spoken = SpokenReplies(self._source, recogniser, turn_end, completion)

    def hear(self, on_partial: Partial) -> Utterance | Act | None:
        """See Ears. What was typed counts instead of what was being said; None when the call has been ended."""
        spoken = self._spoken
        heard = None
        if spoken is not None:
            heard = spoken.hear(on_partial)
        else:
            on_partial("")
        if heard is not None and self._beside is not None and heard.response_s is not None:
            response = heard.response_s - self._beside.ahead_s
            heard = replace(heard, response_s=response, overlap_s=self._beside.overlap_s)
        with self._changed:
            if self._spoken is None:
                self._changed.wait_for(self.waiting)
            if self._ended:
                return None
            if self._urgent:
                return self._urgent.popleft()
            if self._text:
                heard, self._text = typed(self._text), ""
            elif self._acts and (heard is None or not heard.words):
                return self._acts.popleft()
            if heard is not None and heard.words and self._added:
                heard, self._added = replace(heard, words=(*heard.words, *typed(self._added).words)), ""
        if heard is not None:
            self._on_heard()
        return heard

    def overhear(self) -> None:
        """See Overhearing; where nothing can be overheard, nothing is."""
        if self._beside is not None and self._spoken is not None:
            self._beside.overhear()

    def cutting_in(self) -> bool:
        """See Overhearing."""
        return self._beside is not None and self._beside.cutting_in()

    def answer(self) -> None:
        """Pick the telephone up."""
        self._answered = True

    def picked_up(self) -> bool:
        """Whether the telephone need not ring any more."""
        return self._answered or self._ended

    def say(self, text: str) -> None:
        """Reply with `text`; while the customer speaks it waits, and joins what already waits."""
        with self._changed:
            self._text = f"{self._text} {text}".strip()
            self._wake()

    def add(self, text: str) -> None:
        """Let the next spoken reply end with `text`."""
        with self._changed:
            self._added = text

    def do(self, act: Act) -> bool:
        """Have the call do `act` when the learner is silent; what has been said by then counts first.

        False where too many wait already.
        """
        with self._changed:
            if len(self._acts) >= MOST_ACTS:
                return False
            self._acts.append(act)
            self._wake()
            return True

    def finish(self) -> None:
        """What was spoken so far is the whole reply."""
        if self._source is not None:
            self._source.finish()

    def step_in(self, act: Act) -> bool:
        """Have the call do `act` at once: what is being said is cut off and forgotten.

        False where too many wait already.
        """
        with self._changed:
            if len(self._urgent) >= MOST_ACTS:
                return False
            self._urgent.append(act)
            self._wake()
            return True

    def meanwhile(self, act: Act) -> bool:
        """Have the call do `act` when nobody speaks, and interrupt nobody for it; False where too many wait already."""
        with self._changed:
            if len(self._acts) >= MOST_ACTS:
                return False
            self._acts.append(act)
            self._changed.notify_all()
            return True

    def while_paused(self) -> Act | None:
        """Wait for an act that can be done while nobody speaks; None as soon as somebody steps in, or ends the call."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._acts) or self.cut)
            return None if self.cut else self._acts.popleft()

    @property
    def cut(self) -> bool:
        """Whether what is being said ends at once: the call was ended, or somebody steps in."""
        return self._ended or bool(self._urgent)

    def type_only(self) -> None:
        """There is no microphone any more: from now on replies are typed."""
        with self._changed:
            self._spoken = None
            self._wake()

    def end(self) -> None:
        """End the call: nothing more will be said."""
        with self._changed:
            self._ended = True
            self._wake()

    @property
    def ended(self) -> bool:
        """Whether `end` was called."""
        return self._ended

    def waiting(self) -> bool:
        """Whether something else than speech is to be taken."""
        return bool(self._text or self._acts) or self.cut

    def _wake(self) -> None:
        self._changed.notify_all()
        if self._source is not None:
            self._source.finish()


class _Unmuted:
    """A source that is silent while the learner is muted."""

    def __init__(self, source: Source, replies: LiveReplies) -> None:
        self._source, self._replies = source, replies

    def listen(self) -> Iterator[AudioChunk]:
        return map(self._let_through, self._source.listen())

    def _let_through(self, chunk: AudioChunk) -> AudioChunk:
        return replace(chunk, samples=np.zeros_like(chunk.samples)) if self._replies.muted else chunk

    def finish(self) -> None:
        self._source.finish()

    def close(self) -> None:
        self._source.close()


class _Watched:
    """A source that ends its turn at once when something else is waiting to be said."""

    def __init__(self, source: Source, replies: LiveReplies, on_sound: Callable[[Samples], None], deaf: float) -> None:
        self._source, self._replies, self._on_sound = source, replies, on_sound
        self._deaf = round(deaf * RATE)

    def listen(self) -> Iterator[AudioChunk]:
        chunks = self._source.listen()
        # Asked after `listen`, which forgets an earlier `finish`: so none that comes is lost.
        if self._replies.waiting():
            self._source.finish()
        return self._passed_on(chunks)

    def _passed_on(self, chunks: Iterator[AudioChunk]) -> Iterator[AudioChunk]:
        for chunk in chunks:
            self._on_sound(chunk.samples)
            if chunk.finished or chunk.start >= self._deaf:
                yield chunk

    def finish(self) -> None:
        self._source.finish()

    def close(self) -> None:
        self._source.close()
