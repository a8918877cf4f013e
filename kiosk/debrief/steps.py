"""The steps of the course's framework, in the order they came in the call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.debrief.evidence import Evidence, Found
from kiosk.debrief.labels import label

FRAMEWORKS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "LEAP": {
        "Listen": ("paraphrase", "fact reused"),
        "Empathise": ("acknowledge", "apologise"),
        "Ask": ("probe", "answered"),
        "Problem-solve": ("offer", "own", "limits", "escalate", "log", "confirm"),
    },
    "APEX": {
        "Acknowledge": ("acknowledge", "apologise", "paraphrase", "fact reused"),
        "Probe": ("probe", "answered"),
        "Explain": ("policy", "limits", "reason", "offer", "own", "escalate"),
        "Close": ("log", "confirm", "thank"),
    },
}
"""Framework → its steps in order → the signs that make a step. A time alone ("on Saturday") makes none."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the framework in this call."""

    name: str
    place: int
    """Its place in the framework, from 1."""
    status: Literal["came", "did not come", "not heard"]
    turn: int | None = None
    """Number of the turn it first came in."""
    sign: str = ""
    label: str = ""
    """What made it, in a few words."""
    words: str = ""
    times: int = 0
    """Pieces of evidence for it in the whole call."""


def steps(call: Evidence) -> tuple[Step, ...]:
    """The steps in the order they came; those that did not come follow in the framework's order."""
    found: list[tuple[Found, Step]] = []
    open_: list[Step] = []
    unsure = call.broken_off or next(call.gaps(), None) is not None
    for place, (name, signs) in enumerate(FRAMEWORKS[call.scenario.framework].items(), start=1):
        evidence = _evidence(call, signs)
        if evidence:
            one = evidence[0]
            found.append(
                (one, Step(name, place, "came", one.turn, one.sign, label(one.sign), one.words, len(evidence)))
            )
        else:
            open_.append(Step(name, place, "not heard" if unsure else "did not come"))
    return tuple(step for _, step in sorted(found, key=lambda pair: pair[0])) + tuple(open_)


def _evidence(call: Evidence, signs: tuple[str, ...]) -> list[Found]:
    walls = {one.turn for one in call.cues("stonewall")}
    found = [one for one in call.cues(*signs) if one.sign != "policy" or one.turn not in walls]
    found += call.facts() if "fact reused" in signs else []
    found += [one for one in call.asked() if one.sign == "answered"] if "answered" in signs else []
    return sorted(found)
