"""The small language in which scenarios and appraisal rules say *when*.

    heat at least 90 or patience at most 0
    hears offer and not heard acknowledge
    heard apologise at least 3 times
    done outburst and trust above 40

A condition is alternatives joined by `or`, each of them clauses joined by `and`, each clause perhaps after a
`not`. `hears` looks at this reply, `heard` at the whole call up to and with it, `before` (`heard probe before`)
only at earlier replies.
"""

import difflib
import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

DIALS: Final = ("heat", "trust", "patience")
_COMPARE: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "at least": operator.ge,
    "at most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
}
_NUMBER_CLAUSE = re.compile(r"(heat|trust|patience|turn) (at least|at most|above|below) (-?\d+)")
_TIMES_CLAUSE = re.compile(r"heard (.+?) (at least|at most|above|below) (\d+) times?")
_BEFORE_CLAUSE = re.compile(r"heard (.+?) before")


@dataclass(frozen=True, slots=True)
class View:
    """What a condition may look at."""

    dials: Mapping[str, int]
    """heat, trust and patience, 0 to 100."""
    now: Collection[str]
    """The signs (cues and what they mean in context) of this reply."""
    earlier: Mapping[str, int]
    """Sign → in how many earlier replies it was heard."""
    stage: str
    done: Collection[str]
    """The stages that are behind us."""
    turn: int

    def times(self, sign: str) -> int:
        """In how many replies, this one included, `sign` was heard."""
        return self.earlier.get(sign, 0) + (sign in self.now)


Condition = Callable[[View], bool]


def parse(text: str, signs: Collection[str], stages: Collection[str]) -> Condition:
    """Compile a condition. `signs` and `stages` are the names it may use.

    Raises ValueError saying which words are not understood and which name was probably meant.
    """
    alternatives = [
        [_clause(clause.strip(), signs, stages) for clause in re.split(r"\band\b", part)]
        for part in re.split(r"\bor\b", " ".join(text.split()))
    ]
    return lambda view: any(all(clause(view) for clause in clauses) for clauses in alternatives)


def _clause(text: str, signs: Collection[str], stages: Collection[str]) -> Condition:
    if text.startswith("not "):
        inner = _clause(text[4:], signs, stages)
        return lambda view: not inner(view)
    if text == "always":
        return lambda view: True
    if match := _NUMBER_CLAUSE.fullmatch(text):
        return _number(match[1], _COMPARE[match[2]], int(match[3]))
    if match := _TIMES_CLAUSE.fullmatch(text):
        return _times(_known(match[1], signs, "cue", text), _COMPARE[match[2]], int(match[3]))
    if match := _BEFORE_CLAUSE.fullmatch(text):
        sign = _known(match[1], signs, "cue", text)
        return lambda view: view.earlier.get(sign, 0) > 0
    verb, _, name = text.partition(" ")
    if verb == "hears":
        sign = _known(name, signs, "cue", text)
        return lambda view: sign in view.now
    if verb == "heard":
        sign = _known(name, signs, "cue", text)
        return lambda view: view.times(sign) > 0
    if verb == "in":
        stage = _known(name, stages, "stage", text)
        return lambda view: view.stage == stage
    if verb == "done":
        stage = _known(name, stages, "stage", text)
        return lambda view: stage in view.done
    raise ValueError(
        f"'{text}' is not a condition: write for example 'heat at least 90', 'heard probe', "
        "'hears offer', 'done story', 'turn at least 12', joined by 'and' or 'or'"
    )


def _number(name: str, compare: Callable[[int, int], bool], limit: int) -> Condition:
    if name == "turn":
        return lambda view: compare(view.turn, limit)
    return lambda view: compare(view.dials[name], limit)


def _times(sign: str, compare: Callable[[int, int], bool], limit: int) -> Condition:
    return lambda view: compare(view.times(sign), limit)


def _known(name: str, names: Collection[str], kind: str, text: str) -> str:
    if name in names:
        return name
    raise ValueError(f"no {kind} is called '{name}' in '{text}'{nearest(name, names)}")


def nearest(name: str, names: Collection[str]) -> str:
    """A suggestion for a misspelt name: `: did you mean 'probe'?`, or what there is to choose from."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    if close:
        return f": did you mean '{close[0]}'?"
    return f": choose from {', '.join(sorted(names))}" if names else ""
