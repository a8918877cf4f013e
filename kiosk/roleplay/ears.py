"""Where a call's replies come from: spoken and recognised, or as text."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from kiosk.hearing.ear import utterance_from
from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.utterance import Utterance, typed
from kiosk.sound.audio import Samples
from kiosk.sound.listen import hear_turn
from kiosk.sound.ports import Source
from kiosk.sound.turn_end import TurnEnd

if TYPE_CHECKING:
    from kiosk.roleplay.runner import Act

Partial = Callable[[str], None]


class Ears(Protocol):
    """Gives one reply after another."""

    def hear(self, on_partial: Partial) -> "Utterance | Act | None":
        """The next reply, when it is over; an utterance without words where nothing was said.

        `on_partial` is told the words so far while the reply goes on. An Act is to be done before the next reply.
        None: there will be no more replies.
        """
        ...


class SpokenReplies:
    """Replies spoken into a source and recognised while they are spoken."""

    def __init__(self, source: Source, recogniser: Recogniser, turn_end: TurnEnd) -> None:
        self._source = source
        self._recogniser = recogniser
        self._turn_end = turn_end

    def hear(self, on_partial: Partial) -> Utterance | None:
        """See Ears; None when the source gives nothing any more. Raises MissingPart when its device is gone."""
        stream = self._recogniser.stream()
        last = ""

        def take(samples: Samples) -> None:
            nonlocal last
            stream.accept(samples)
            if (words := stream.partial()) != last:
                last = words
                on_partial(words)

        sound = hear_turn(self._source, self._turn_end, take)
        words = stream.finish()
        if sound.speech_start is None:
            return Utterance((), engine=self._recogniser.name) if sound.waited > 0 else None
        return utterance_from(words, sound.samples, self._recogniser.name, sound.waited, 0.0, sound.cut, sound.stopped)


class TypedReplies:
    """Replies as text, for learners who type, and for rehearsals without sound."""

    def __init__(self, texts: Iterable[str]) -> None:
        """An empty text is a silence."""
        self._texts = iter(texts)

    def hear(self, on_partial: Partial) -> Utterance | None:
        """See Ears."""
        text = next(self._texts, None)
        return None if text is None else typed(text)
