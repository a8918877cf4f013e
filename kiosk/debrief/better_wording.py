"""A better wording for a moment of a call, made from the role-play's own facts, rules and limits."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from kiosk.debrief.evidence import Evidence
from kiosk.debrief.told import fact_to_give_back
from kiosk.roleplay.scenario import Scenario
from kiosk.yaml_file import read, validate

_FILE: Final = Path(__file__).with_name("better.yaml")
_FIELD: Final = re.compile(r"\{(\w+)\}")
_BEGINS_WITH_A_TIME: Final = ("by ", "within ", "in ", "before ", "on ", "at ", "today", "tomorrow", "this ")


class _Wordings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    signs: Mapping[str, tuple[str, ...]]
    points: Mapping[str, tuple[str, ...]]


@cache
def wordings() -> _Wordings:
    """The lines of better.yaml, for signs and for marking points."""
    document, places = read(_FILE)
    return validate(_Wordings, document, places)


def instead_of(sign: str, call: Evidence, turn: int) -> str:
    """What could have been said in `turn` instead of what made up `sign`; empty where none is known."""
    return _filled(wordings().signs.get(sign, ()), call, turn)


def towards(point: str, call: Evidence, turn: int) -> str:
    """What could have been said in `turn` to meet a marking point; empty where none is known."""
    return _filled(wordings().points.get(point, ()), call, turn)


def _filled(lines: tuple[str, ...], call: Evidence, turn: int) -> str:
    there = {name: text for name, text in _fields(call, turn).items() if text}
    for line in lines:
        if set(_FIELD.findall(line)) <= there.keys():
            return _FIELD.sub(lambda match: there[match[1]], line)
    return ""


def _fields(call: Evidence, turn: int) -> dict[str, str]:
    fact, authority = fact_to_give_back(call, turn), call.scenario.authority
    return {
        "fact": fact,
        "Fact": fact[:1].upper() + fact[1:],
        "who": taker(call.scenario),
        "when": _by_when(authority.escalate_to.within) if authority.escalate_to else "",
        "sum": authority.compensation if authority.limit else "",
        "policy": next((_as_in_brief(call.scenario, name) for name in authority.policies), ""),
    }


def taker(scenario: Scenario) -> str:
    """Who takes the case over, as one says it: "Priya, the team leader"; empty where nobody does."""
    if scenario.authority.escalate_to is None:
        return ""
    # Some of the phrases only say how a recogniser may write a name; the brief has the true one.
    known = [_as_in_brief(scenario, who) for who in scenario.authority.escalate_to.who if _in_brief(scenario, who)]
    names = known or [scenario.authority.escalate_to.who[0]]
    people = [name for name in names if name[0].isupper()]
    roles = [name if name.startswith("the ") else f"the {name}" for name in names if not name[0].isupper()]
    return ", ".join(people[:1] + roles[:1])


def _in_brief(scenario: Scenario, phrase: str) -> re.Match[str] | None:
    words = r"\s+".join(map(re.escape, phrase.split()))
    return re.search(rf"\b{words}\b", scenario.brief, re.IGNORECASE)


def _as_in_brief(scenario: Scenario, phrase: str) -> str:
    """The phrase with the capitals the brief writes it with; as it is where the brief has it not."""
    match = _in_brief(scenario, phrase)
    return " ".join(match[0].split()) if match else phrase


def _by_when(within: str) -> str:
    return within if within.lower().startswith(_BEGINS_WITH_A_TIME) else f"within {within}"
