"""The table of what replies do: within limits, in full for harm, and the accounts always add up."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.judging.cue import HARMFUL, HELPFUL
from kiosk.roleplay.appraisal import MOST_HEAT_FALL, MOST_TRUST_RISE, appraisal_for, settle
from kiosk.roleplay.conditions import View
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.scenario import SIGNS, Feels
from kiosk.roleplay.turns import Dials, Move
from kiosk.settings import shipped

PARCEL = load_scenario(scenario_files([shipped("scenarios")])["late-parcel"])
TABLE = appraisal_for(PARCEL)
DIALS = st.builds(Dials, *(st.integers(0, 100) for _ in range(3)))
MOVES = st.lists(
    st.builds(Move, st.sampled_from(["heat", "trust", "patience"]), st.integers(-50, 50), st.just("x"), st.just("y")),
    max_size=8,
)


def view(*now: str, earlier: dict[str, int] | None = None) -> View:
    return View({"heat": 60, "trust": 30, "patience": 50}, set(now), earlier or {}, "outburst", (), 3)


def total(dial: str, *now: str, earlier: dict[str, int] | None = None) -> int:
    seen = view(*now, earlier=earlier)
    seen = View(seen.dials, TABLE.in_context(seen), seen.earlier, seen.stage, seen.done, seen.turn)
    return sum(move.by for move in TABLE.moves(seen) if move.dial == dial)


@given(dials=DIALS, moves=MOVES)
@settings(deadline=None)
def test_the_moves_that_are_told_add_up_to_the_change(dials: Dials, moves: list[Move]) -> None:
    after, applied = settle(dials, moves)
    changes = Counter({dial: value - dials.as_dict()[dial] for dial, value in after.as_dict().items()})
    for move in applied:
        assert move.by != 0
        changes[move.dial] -= move.by
    assert not any(changes.values())
    assert all(0 <= value <= 100 for value in after.as_dict().values())


@given(dials=DIALS, moves=MOVES)
@settings(deadline=None)
def test_nobody_calms_down_at_once_or_trusts_at_once(dials: Dials, moves: list[Move]) -> None:
    after, _ = settle(dials, moves)
    assert dials.heat - after.heat <= MOST_HEAT_FALL
    assert after.trust - dials.trust <= MOST_TRUST_RISE


@given(dials=DIALS, moves=MOVES)
@settings(deadline=None)
def test_harm_counts_in_full_before_anything_mends(dials: Dials, moves: list[Move]) -> None:
    heating = [move for move in moves if move.dial == "heat" and move.by > 0]
    after, applied = settle(dials, moves)
    assert sum(move.by for move in applied if move.dial == "heat" and move.by > 0) == min(
        sum(move.by for move in heating), 100 - dials.heat
    )
    assert settle(dials, moves) == (after, applied)


@pytest.mark.parametrize("sign", SIGNS)
def test_every_move_says_why(sign: str) -> None:
    moves = TABLE.moves(view(sign))
    assert all(move.sign == sign and move.because for move in moves)


@given(feels=st.integers(-30, 30), earlier=st.integers(0, 8))
@settings(deadline=None)
def test_sympathy_may_leave_a_customer_cold_but_never_heats(feels: int, earlier: int) -> None:
    table = replace(TABLE, feels={"acknowledge": Feels(heat=feels)})
    seen = view("acknowledge", earlier={"acknowledge": earlier})
    heat = [move.by for move in table.moves(seen) if move.dial == "heat"]
    assert sum(heat) <= 0
    usual = [move.by for move in TABLE.moves(seen) if move.dial == "heat"]
    assert sum(heat) == min(0, sum(usual) + feels)


@pytest.mark.parametrize("cue", sorted(HARMFUL - {"overpromise"}))
def test_poor_practice_raises_heat_and_costs_trust(cue: str) -> None:
    assert total("heat", cue) > 0
    assert total("trust", cue) < 0


@pytest.mark.parametrize("cue", sorted(HELPFUL - {"offer", "escalate", "limits", "reason", "probe", "policy"}))
def test_good_practice_in_its_place_never_heats(cue: str) -> None:
    assert total("heat", cue) <= 0
    assert total("trust", cue) >= 0


def test_a_promise_too_good_to_be_true_soothes_once() -> None:
    assert total("heat", "overpromise") < 0 < total("trust", "overpromise")
    assert (
        total("heat", "overpromise", earlier={"overpromise": 1})
        > 0
        > total("trust", "overpromise", earlier={"overpromise": 1})
    )


def test_the_order_of_things_counts() -> None:
    assert total("heat", "offer") > 0 > total("heat", "offer", earlier={"acknowledge": 1})
    assert (
        total("heat", "escalate", "reason")
        > 0
        > total("heat", "escalate", "reason", earlier={"probe": 1, "timeline": 1})
    )
    assert total("heat", "apologise") < total("heat", "apologise", earlier={"apologise": 1})
    assert total("heat", "apologise", earlier={"apologise": 2}) > 0


def test_time_costs_patience_and_nothing_else() -> None:
    (move,) = TABLE.time_passes()
    assert (move.dial, move.by < 0, move.sign) == ("patience", True, "every turn")
