"""Explanations of kept calls: the rules add up to what the dials did, and each limit is named."""

from dataclasses import replace

import pytest
from debrief.calls import REHEARSALS, rehearsed, scenario_of

from kiosk.roleplay.call import Play
from kiosk.roleplay.explaining import explain
from kiosk.roleplay.jump import jumped
from kiosk.roleplay.turns import Move


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


def test_time_on_hold_and_a_trainers_step_replay_to_the_same_call() -> None:
    scenario = scenario_of("late-parcel")
    record = rehearsed("late-parcel", "good")
    play = Play(scenario)
    state, first = play.respond(play.open(), record.turns[0].reply)
    held, moves = play.wait(state, [Move("patience", -6, "on hold", "kept on hold")])
    led = jumped(scenario, held, "solution")
    after, second = play.respond(led, record.turns[2].reply)
    second = replace(second, before=first.after, moves=(*moves, *second.moves))
    call = replace(record, turns=(first, second), ending=after.ending, closing=after.last if after.ending else ())
    explained = explain(scenario, call)
    assert explained.differences == ()
    assert explained.turns[1].turn.stage_before == "solution"
