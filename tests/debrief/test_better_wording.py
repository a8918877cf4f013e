"""Better wordings: the judging itself has to hear in them what they are given for."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from debrief.calls import FILES, KITCHEN, PARCEL, call, said, scenario_of

from kiosk.debrief.better_wording import _filled, instead_of, taker, towards, wordings
from kiosk.debrief.evidence import Evidence
from kiosk.debrief.labels import HARMING
from kiosk.debrief.marking import RULES
from kiosk.hearing.utterance import typed
from kiosk.judging.cue import HARMFUL
from kiosk.judging.library import load_library
from kiosk.judging.money import sums_of_money
from kiosk.judging.phrases import PhraseJudge
from kiosk.roleplay.judge import library_for
from kiosk.roleplay.scenario import Scenario

HEARD_AS = {
    "acknowledged": {"acknowledge"},
    "apologised": {"apologise"},
    "listened": {"paraphrase"},
    "empathy before solution": {"acknowledge"},
    "root cause": {"probe"},
    "policy named": {"policy"},
    "within authority": {"limits"},
    "limits said": {"limits"},
    "escalated well": {"escalate", "reason", "timeline"},
    "owned": {"own"},
    "timescale given": {"timeline"},
    "logged": {"log"},
    "nothing over-promised": {"limits", "timeline"},
    "confirmed": {"confirm"},
    "no blame": {"acknowledge", "apologise"},
    "warm close": {"thank"},
    "defend": {"acknowledge", "apologise"},
    "blame": {"acknowledge", "apologise"},
    "dismiss": {"acknowledge", "probe"},
    "stonewall": {"limits", "timeline"},
    "hostile": {"acknowledge", "apologise"},
    "overpromise": {"limits", "timeline"},
    "over the limit": {"limits"},
    "early offer": {"acknowledge", "probe"},
    "early escalation": {"acknowledge", "probe"},
    "nothing said": {"acknowledge"},
}
"""Sign or point → cues that must be found in what could have been said."""


@cache
def phrases_of(name: str) -> PhraseJudge:
    return PhraseJudge(library_for(scenario_of(name), load_library()))


def told(scenario: Scenario, *lines: str) -> Evidence:
    """A call of one reply, before which the customer has said this."""
    turn = said("right then", customer=". ".join(lines) or "Well?")
    return Evidence(scenario, call(turn, ending=next(iter(scenario.endings)), scenario=scenario))


def every_line() -> Iterator[tuple[str, str, str]]:
    """(role-play, sign or point, line as it is shown at the end of a call)."""
    for name, scenario in ((name, scenario_of(name)) for name in FILES):
        held = told(scenario, *(fact.said for fact in scenario.customer.facts.values()))
        for key, lines in (*wordings().signs.items(), *wordings().points.items()):
            for line in lines:
                if shown := _filled((line,), held, 1):
                    yield name, key, shown


@pytest.mark.parametrize(("name", "key", "line"), [*every_line()])
def test_a_better_wording_is_heard_as_what_it_is_given_for(name: str, key: str, line: str) -> None:
    words = typed(re.sub(r"[.,:;?!]", "", line)).words
    found = {cue.name for cue in phrases_of(name).find(words, "")}
    assert HEARD_AS.get(key, set()) <= found
    assert not found & HARMFUL
    if key in ("early offer", "root cause", "dismiss"):
        assert "offer" not in found, "a question comes first here"


@pytest.mark.parametrize(("name", "key", "line"), [*every_line()])
def test_a_better_wording_promises_no_more_than_the_role_allows(name: str, key: str, line: str) -> None:
    words = re.sub(r"[.,:;?!]", "", line).lower().split()
    assert all(found.amount <= scenario_of(name).authority.limit for found in sums_of_money(words))


def test_there_is_a_better_wording_for_every_harm_and_every_point() -> None:
    for scenario in map(scenario_of, FILES):
        held = told(scenario)
        assert all(instead_of(sign, held, 1) for sign in HARMING)
        assert all(towards(point, held, 1) for point in RULES)


def test_the_case_goes_to_the_person_the_brief_names() -> None:
    assert taker(PARCEL) == "Priya, the team leader"
    assert taker(KITCHEN) == "Mrs Bhatt, the duty manager"


@pytest.mark.parametrize("name", FILES)
def test_nobody_is_named_as_a_recogniser_writes_them(name: str) -> None:
    brief = " ".join(scenario_of(name).brief.lower().split())
    assert all(part.removeprefix("the ").lower() in brief for part in taker(scenario_of(name)).split(", ") if part)
