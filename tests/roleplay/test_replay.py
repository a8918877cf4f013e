"""A kept call played again up to where it was broken off: the customer is where they were, whoever led there."""

from dataclasses import replace

import pytest
from debrief.calls import REHEARSALS, rehearsed, scenario_of

from kiosk.roleplay.call import CallState, Play
from kiosk.roleplay.jump import jumped
from kiosk.roleplay.turns import Dials, Move, Reply, Turn

PARCEL = scenario_of("late-parcel")
GOOD = [turn.reply for turn in rehearsed("late-parcel", "good").turns]


def nudge(by: int) -> Move:
    return Move("heat", by, "trainer", "the trainer changed the heat")


def led(play: Play, state: CallState, before: Dials, moves: tuple[Move, ...], at: int) -> tuple[CallState, Turn]:
    """The state after a reply, and the turn as it is kept with what others did before it."""
    state, turn = play.respond(state, GOOD[at])
    return state, replace(turn, before=before, moves=(*moves, *turn.moves))


def replayed(play: Play, *turns: Turn) -> CallState:
    state = play.open()
    for turn in turns:
        state = play.replay(state, turn)
    return state


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_a_call_that_nobody_led_comes_to_where_it_was(name: str, script: str) -> None:
    record = rehearsed(name, script)
    state = replayed(Play(scenario_of(name)), *record.turns)
    last = record.turns[-1]
    assert (state.dials, state.mood, state.stage) == (last.after, last.mood, last.stage)
    assert (state.ending, state.turn) == (record.ending, last.number)


def test_a_trainers_jump_is_gone_along_with() -> None:
    play = Play(PARCEL)
    held, first = play.respond(play.open(), GOOD[0])
    state, second = led(play, jumped(PARCEL, held, "closing"), first.after, (), 1)
    assert replayed(play, first, second) == state


def test_a_jump_back_to_the_stage_the_call_is_in_begins_it_anew() -> None:
    play = Play(PARCEL)
    begun, first = play.respond(play.open(), GOOD[0])
    held, second = play.respond(begun, Reply("nothing said"))
    again = jumped(PARCEL, held, held.stage)
    assert again.last != held.last
    state, third = led(play, again, second.after, (), 1)
    assert replayed(play, first, second, third) == state


def test_heat_changed_before_a_jump_chose_the_line_that_was_said() -> None:
    play = Play(PARCEL)
    held, first = play.respond(play.open(), GOOD[0])
    hot, moves = play.wait(held, [nudge(30)])
    assert hot.mood != held.mood
    state, second = led(play, jumped(PARCEL, hot, "solution"), first.after, moves, 1)
    assert replayed(play, first, second) == state


def test_what_the_record_says_holds_where_the_moves_alone_do_not_tell_the_mood() -> None:
    play = Play(PARCEL)
    held, first = play.respond(play.open(), GOOD[0])
    moved = held
    for by in (30, -30):  # No move is left of it, but moods change late.
        moved, _ = play.wait(moved, [nudge(by)])
    state, second = led(play, moved, first.after, (), 1)
    again = replayed(play, first, second)
    assert (again.dials, again.mood, again.stage) == (state.dials, state.mood, state.stage)
