"""The replies that can matter in a role-play: sets of signs with no words of any scenario, for the prover to play."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice, product
from typing import Final

from kiosk.hearing.utterance import Word
from kiosk.judging.cue import HARMFUL, HELPFUL, PHRASE_CUES, Cue
from kiosk.roleplay.appraisal import context_signs
from kiosk.roleplay.names import alternatives, split_then
from kiosk.roleplay.scenario import TONE_SIGNS, Scenario
from kiosk.roleplay.turns import Heard, Reply

MOST_FILLINGS: Final = 8
"""Ways of giving a stage all it wants that are tried: one for each choice among its alternatives, up to so many."""
_MOST_SHOWN: Final = 12
"""Steps of a path that are written out."""
_NAMED = re.compile(r"(not )?\b(?:hears|heard) (.+?)(?: before| (?:at least|at most|above|below) \d+ times?)?$")


_COUNTED = re.compile(r"(?:not )?heard (.+?) (?:at least|at most|above|below) (\d+) times?")
_TURN = re.compile(r"(?:not )?turn (?:at least|at most|above|below) (\d+)")


@dataclass(frozen=True, slots=True)
class Given:
    """A reply of the prover: the signs it carries."""

    signs: tuple[str, ...] = ()
    heard: Heard = "heard"
    times: int = 1
    """So many times in a row, in other words each time."""

    @property
    def harmful(self) -> bool:
        """It holds something a good learner never does."""
        return not AVOIDED.isdisjoint(self.signs)

    def __str__(self) -> str:
        if self.heard == "nothing said":
            return "(silence)"
        if self.heard == "not heard":
            return "(not heard)"
        if len(HELPFUL.intersection(self.signs)) == len(HELPFUL):
            return "(every helpful phrase at once)"
        if self.signs == ("said before",):
            return "(the same again)"
        return "+".join(self.signs) or "(nothing to the point)"


AVOIDED: Final = HARMFUL | {
    "over the limit", "raised_voice", "cutting_in", "rushed", "flat", "long_silence", "read from a script",
    "said before", "went on",
}  # fmt: skip
"""Signs that a good learner never gives."""
SILENCE: Final = Given(heard="nothing said")
NOT_HEARD: Final = Given(heard="not heard")
GIBBERISH: Final = Given()
SAME_AGAIN: Final = Given(("said before",))
STUFFED: Final = Given(PHRASE_CUES[:14])
IDLE: Final = (SILENCE, NOT_HEARD, GIBBERISH, STUFFED, SAME_AGAIN)
"""Replies that give the customer nothing."""
UNTIL_LOST: Final = (Given(heard="nothing said", times=40), Given(times=40))
"""The same until the customer has had enough: more replies than any call has."""
HAND_OVERS: Final = (
    Given(("escalate",)),
    Given(("escalate", "reason")),
    Given(("escalate", "reason", "timeline")),
    Given(("probe", "escalate", "reason", "timeline")),
)


def reply_with(*signs: str, heard: Heard = "heard", number: int = 0) -> Reply:
    """A reply that carries these cues and no words of any scenario; `number` keeps replies from being the same."""
    words = tuple(Word(f"{sign}{number}", 0.0, 0.0, 1.0) for sign in signs) or (Word(f"word{number}", 0.0, 0.0, 1.0),)
    cues = tuple(Cue(sign, at, at, f"{sign}{number}", "proof") for at, sign in enumerate(signs))
    return Reply(heard, words if heard == "heard" else (), cues if heard == "heard" else ())


def as_reply(given: Given, number: int) -> Reply:
    """The reply itself. number: the turn's, so that no two replies have the same words."""
    return reply_with(*given.signs, heard=given.heard, number=number)


def path_text(path: Iterable[Given]) -> str:
    """A path as a trainer reads it: `acknowledge+apologise → probe → (silence)`."""
    runs = [(text, len(list(run))) for text, run in groupby(map(str, path))]
    shown = [f"{text} ×{run}" if run > 1 else text for text, run in runs]
    if len(shown) > _MOST_SHOWN:
        shown[_MOST_SHOWN - 1 :] = [f"… ({sum(run for _, run in runs)} replies)"]
    return " → ".join(shown) or "(the opening)"


def fillings(wants: Iterable[str]) -> list[tuple[str, ...]]:
    """Ways to give all the wants in one reply, the first alternatives first."""
    ways = product(*(alternatives(want) for want in wants))
    return list(dict.fromkeys(tuple(dict.fromkeys(way)) for way in islice(ways, MOST_FILLINGS)))


def everywhere(scenario: Scenario) -> list[Given]:
    """The replies that can matter in any stage."""
    single: list[tuple[str, ...]] = [(cue,) for cue in PHRASE_CUES]
    single += [(sign,) for sign in (*_tones(scenario), *scenario.listens_for)]
    single += [("fact reused",), ("probe", "answered"), ("offer", "over the limit")]
    single += [("went on",)] if scenario.customer.interrupts else []
    single += _named_together(scenario)
    return list(dict.fromkeys([*IDLE, *HAND_OVERS, *map(Given, single), *_again_and_again(scenario)]))


def replies_in(scenario: Scenario, stage: str) -> list[Given]:
    """The replies that can matter in a stage, those that give it what it wants first."""
    wants = scenario.stages[stage].wants
    singles = [(sign,) for want in wants for sign in alternatives(want)]
    return list(dict.fromkeys([*map(Given, fillings(wants)), *map(Given, singles), *everywhere(scenario)]))


def signs_that_matter(scenario: Scenario) -> frozenset[str]:
    """The signs that stages want, and that conditions or what cues amount to in their place depend on."""
    wanted = {sign for stage in scenario.stages.values() for want in stage.wants for sign in alternatives(want)}
    texts = " ".join([*condition_texts(scenario), *context_signs().values()])
    return frozenset(wanted | {sign for sign in scenario.signs if sign in texts})


def condition_texts(scenario: Scenario) -> Iterator[str]:
    """Every condition that the role-play is written with."""
    yield from (ending.when for ending in scenario.endings.values() if ending.when)
    for stage in scenario.stages.values():
        yield from (when for _, when in map(split_then, stage.then) if when)


def clauses(text: str) -> Iterator[list[str]]:
    """The alternatives of a condition, each the clauses that it joins by `and`."""
    for part in re.split(r"\bor\b", " ".join(text.split())):
        yield [clause.strip() for clause in re.split(r"\band\b", part)]


def named_sign(clause: str) -> str | None:
    """The sign that a clause looks for; None where it looks for none, or for the sign's absence."""
    found = _NAMED.fullmatch(clause)
    return found[2] if found and not found[1] else None


def _named_together(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    """What a condition asks for at once, as one reply."""
    for text in condition_texts(scenario):
        for alternative in clauses(text):
            signs = tuple(dict.fromkeys(sign for clause in alternative if (sign := named_sign(clause))))
            if signs:
                yield signs


def _again_and_again(scenario: Scenario) -> Iterator[Given]:
    """What a condition counts, so many times; waiting, which costs the customer nothing, until a turn it names."""
    for text in (*condition_texts(scenario), *context_signs().values()):
        for clause in (clause for alternative in clauses(text) for clause in alternative):
            if found := _COUNTED.fullmatch(clause):
                yield Given((found[1],), times=int(found[2]) + 1)
            elif found := _TURN.fullmatch(clause):
                yield Given(heard="not heard", times=int(found[1]) + 1)


def _tones(scenario: Scenario) -> Iterator[str]:
    """The tone signs that this customer minds; the others move no more than a dial by one."""
    minded = {"raised_voice", "cutting_in", "long_silence", *scenario.customer.feels, *scenario.customer.reacts}
    minded |= {sign for stage in scenario.stages.values() for sign in stage.reacts}
    minded |= {word for text in condition_texts(scenario) for word in text.split()}
    yield from (sign for sign in TONE_SIGNS if sign in minded)
