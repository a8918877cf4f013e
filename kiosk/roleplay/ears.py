"""Where a call's replies come from: spoken and recognised, or as text."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Protocol

from kiosk.hearing.ear import utterance_from
from kiosk.hearing.ending_sound import ending_of
from kiosk.hearing.ending_words import ending_of_words
from kiosk.hearing.prosody import measure
from kiosk.hearing.recogniser import Recogniser, RecogniserStream
from kiosk.hearing.turn_completion import TurnCompletion, pauses_between
from kiosk.hearing.utterance import Prosody, Utterance, typed
from kiosk.sound.audio import RATE, Samples
from kiosk.sound.listen import TurnSound, Wait, hear_turn
from kiosk.sound.ports import Source
from kiosk.sound.turn_end import TurnEnd

if TYPE_CHECKING:
    from kiosk.roleplay.runner import Act

Partial = Callable[[str], None]


class Ears(Protocol):
    """Gives one reply after another."""

    def hear(self, on_partial: Partial) -> "Utterance | Act | None":
        """The next reply, when it is over; an utterance without words where nothing was said.

        `on_partial` is told the words so far while the reply goes on, and first of all none, when it can begin.
        An Act is to be done before the next reply. None: there will be no more replies.
        """
        ...


class SpokenReplies:
    """Replies spoken into a source and recognised while they are spoken."""

    def __init__(
        self, source: Source, recogniser: Recogniser, turn_end: TurnEnd, completion: TurnCompletion | None = None
    ) -> None:
        """`completion` judges each silence; None: the pause of `turn_end` is the same in all of them."""
        self._source = source
        self._recogniser = recogniser
        self._turn_end = turn_end
        self._completion = completion
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="prosody")

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

        completion, prepared = self._completion, _Prepared(self._aside)
        sound = hear_turn(
            self._source,
            self._turn_end,
            take,
            prepared.before(waits_by(completion, partial(relied_on, self._recogniser, stream))) if completion else None,
            lambda: on_partial(""),
        )
        words = stream.finish()
        if completion:
            completion.turn_over(pauses_between(sound.segments))
        if sound.speech_start is None:
            return Utterance((), engine=self._recogniser.name) if sound.waited > 0 else None
        return utterance_from(
            words,
            sound.samples,
            self._recogniser.name,
            sound.waited,
            cut=sound.cut,
            stopped=sound.stopped,
            prosody=prepared.prosody(sound),
        )


class _Prepared:
    """Measures how a reply was spoken while it is still waited for whether it goes on.

    Measured is what came before the wait, so that the measures do not hang on how long that was.
    """

    def __init__(self, aside: Executor) -> None:
        self._aside = aside
        self._measured: tuple[TurnSound, Future[Prosody]] | None = None

    def before(self, on_stop: Callable[[TurnSound], Wait]) -> Callable[[TurnSound], Wait]:
        """`on_stop`, with the measuring begun before it is asked."""

        def begin(turn: TurnSound) -> Wait:
            self._measured = turn, self._aside.submit(measure, turn.samples)
            return on_stop(turn)

        return begin

    def prosody(self, sound: TurnSound) -> Prosody | None:
        """The measures of a turn that is over; None where it went on after what was measured."""
        if self._measured is None or self._measured[0].segments != sound.segments:
            return None
        return self._measured[1].result()


def waits_by(completion: TurnCompletion, words: Callable[[], str | None]) -> Callable[[TurnSound], Wait]:
    """What `hear_turn` asks in each silence: `completion`, with the sound's end and the `words` heard so far."""

    def on_stop(turn: TurnSound) -> Wait:
        assert turn.speech_end is not None
        ending = ending_of(turn.samples, round(turn.speech_end * RATE))
        spoken = sum(end - start for start, end in turn.segments)
        return lambda: completion.wait(ending, spoken, words(), pauses_between(turn.segments))

    return on_stop


def relied_on(recogniser: Recogniser, stream: RecogniserStream) -> str | None:
    """The words so far, for what they tell of the turn's end; None for nothing.

    Basic recognition mishears too much for its words to end a turn; they may only prolong it.
    """
    words = stream.partial()
    if not words or (recogniser.basic and ending_of_words(words) != "open"):
        return None
    return words


class TypedReplies:
    """Replies as text, for learners who type, and for rehearsals without sound."""

    def __init__(self, texts: Iterable[str]) -> None:
        """An empty text is a silence."""
        self._texts = iter(texts)

    def hear(self, on_partial: Partial) -> Utterance | None:
        """See Ears."""
        on_partial("")
        text = next(self._texts, None)
        return None if text is None else typed(text)
