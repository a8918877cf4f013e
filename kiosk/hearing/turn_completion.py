"""How long to wait when a speaker stops: little where all agrees that the turn is over, else patiently.

Every sign gives 0 (going on) to 1 (finished); their weighted mean is looked up between two waits. Only an ending that
must go on ("and", "because", "the") stands above the rest: it is waited for whatever the voice does.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kiosk.hearing.ending_sound import EndingSound
from kiosk.hearing.ending_words import ending_of_words

QUICKEST_S: Final = 0.3
"""Least silence waited for: a stop inside a word lasts up to 0.25 s."""
USUAL_S: Final = 1.0
"""The settings' pause where nobody has changed it; who sets more needs more, and is never answered early."""
LONGEST: Final = 1.3
"""Longest wait by the settings' pause: 1.3 s of silence cut off 1 in 100 hesitations of up to 1.2 s."""

# Chosen by hand: the weights on 75 of 150 spoken orders and on synthesised replies, SURE and EITHER with the bench's
# own orders and replies in view, so its figures are no test of them: see docs/decisions/0013-end-of-turn.md.
DROP_DB: Final = (-4.0, -10.0)
"""Level of the end against the turn's loud parts (dB), going on and finished."""
PITCH_PLACE: Final = (0.35, 0.05)
"""Share of the voice no higher than its end, going on and finished: a statement falls to the speaker's floor."""
LENGTHENING: Final = (0.9, 1.5)
"""Last syllable by the ones before it, going on and finished: it is drawn out before a boundary."""
SPOKEN_S: Final = (1.2, 2.8)
"""Speech so far (s), going on and finished: of 3,505 replies to upset customers 1 in 100 has no more than three words,
1 in 4 no more than seven; at 2.5 words a second."""
CLOSING: Final = 1.0
EITHER: Final = 0.6
"""Words that tell nothing speak a little for the end, since four in ten of all words are open ones."""
WEIGHTS: Final = {"drop": 2.0, "pitch": 1.0, "length": 1.0, "spoken": 1.0, "words": 3.0}
UNKNOWN: Final = 0.4
"""A sign that could not be measured counts a little against the end."""
SURE: Final = (0.68, 0.72)
"""Mean up to which the longest wait holds, and from which the shortest does."""

OWN_PAUSES: Final = 8
"""Pauses within turns that are remembered of a learner."""
OWN_MARGIN_S: Final = 0.1
"""Seconds waited beyond a learner's own pauses."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The two ends of the wait, in seconds."""

    quickest: float
    longest: float


def waits(pause: float, *, patient: bool = False) -> Waits:
    """The waits for the settings' `pause` (s). patient: never early, for a learner who has extended time."""
    longest = max(pause * LONGEST, QUICKEST_S)
    return Waits(pause if patient or pause > USUAL_S else QUICKEST_S, longest)


def finished(sound: EndingSound, spoken_s: float, words: str | None) -> float:
    """How much speaks for the end of the turn, 0 to 1; 0 where its words must go on.

    spoken_s: seconds of speech so far. words: what was heard so far; None where that cannot be relied on.
    """
    signs = {
        "drop": _between(sound.drop_db, DROP_DB),
        "pitch": _between(sound.pitch_place, PITCH_PLACE),
        "length": _between(sound.lengthening, LENGTHENING),
        "spoken": _between(spoken_s, SPOKEN_S),
    }
    if words is not None:
        ending = ending_of_words(words)
        if ending == "open":
            return 0.0
        signs["words"] = CLOSING if ending == "closing" else EITHER
    weight = sum(WEIGHTS[name] for name in signs)
    return sum(WEIGHTS[name] * value for name, value in signs.items()) / weight


class TurnCompletion:
    """The rule for one learner through one call. Deterministic: the same turns give the same waits."""

    def __init__(self, waits: Waits) -> None:
        self._waits = waits
        self._own: deque[float] = deque(maxlen=OWN_PAUSES)

    def wait(self, sound: EndingSound, spoken_s: float, words: str | None, pauses: Iterable[float] = ()) -> float:
        """Seconds of silence that end this turn. pauses: those gone by in it (s); the rest as in `finished`."""
        quickest, longest = self._waits.quickest, self._waits.longest
        sure = _between(finished(sound, spoken_s, words), SURE)
        wait = longest - sure * (longest - quickest)
        return min(longest, max(wait, self._own_pause(pauses)))

    def turn_over(self, pauses: Iterable[float]) -> None:
        """Remember the `pauses` (s) within a turn that is over."""
        self._own.extend(pauses)

    def _own_pause(self, pauses: Iterable[float]) -> float:
        """The second longest of the last ones: a single long pause is no habit."""
        own = sorted(deque([*self._own, *pauses], OWN_PAUSES))
        return own[-2] + OWN_MARGIN_S if len(own) > 1 else 0.0


def pauses_between(segments: tuple[tuple[float, float], ...]) -> Iterator[float]:
    """Seconds of silence between one stretch of speech and the next."""
    for (_, end), (start, _) in pairwise(segments):
        yield start - end


def _between(value: float | None, bounds: tuple[float, float]) -> float:
    """Where `value` lies from the first bound (0) to the second (1), no further than either."""
    if value is None:
        return UNKNOWN
    return min(1.0, max(0.0, (value - bounds[0]) / (bounds[1] - bounds[0])))
