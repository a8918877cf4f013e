"""Explanations of kept calls: the rules add up to what the dials did, and each limit is named."""

import pytest
from debrief.calls import REHEARSALS, rehearsed, scenario_of

from kiosk.roleplay.explaining import explain


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_the_rules_add_up_to_every_move_or_a_limit_says_why_not(name: str, script: str) -> None:
    record = rehearsed(name, script)
    explained = explain(scenario_of(name), record)
    assert explained.differences == ()
    assert [one.turn for one in explained.turns] == list(record.turns)
    for turn in explained.turns:
        for moved in turn.dials:
            rules = sum(rule.usual.get(moved.dial, 0) + rule.feels.get(moved.dial, 0) for rule in turn.rules)
            assert rules == moved.wanted
            assert (moved.after - moved.before == moved.wanted) == (not moved.limit)
        assert turn.answers
        assert all(reason for _, reason in turn.answers)


def test_heat_that_would_have_fallen_further_names_its_limit() -> None:
    turn = explain(scenario_of("late-parcel"), rehearsed("late-parcel", "good")).turns[0]
    heat = next(moved for moved in turn.dials if moved.dial == "heat")
    assert heat.before - heat.after == 14
    assert heat.wanted < -14
    assert heat.limit == "heat falls by 14 a turn at most"
