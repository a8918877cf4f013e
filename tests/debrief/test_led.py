"""What a trainer did to a call is told plainly in the debrief, and no mark is changed by it."""

from dataclasses import replace

import pytest
from debrief.calls import PARCEL, REHEARSALS, call, rehearsed, said, scenario_of

from kiosk.debrief.debrief import make_debrief
from kiosk.debrief.led import led_by_trainer
from kiosk.debrief.page import render_page
from kiosk.roleplay.turns import CallRecord, Move, Spoken

KIND = said("i'm so sorry", apologise="sorry")


def nudge(by: int) -> Move:
    return Move("heat", by, "trainer", "the trainer changed the heat")


def told(record: CallRecord) -> list[tuple[int | None, str]]:
    return [(step.turn, step.text) for step in led_by_trainer(PARCEL, record)]


def staged(*turns: tuple[str, str]) -> CallRecord:
    """A call whose replies fell in these stages, and led to those."""
    held = call(*[KIND] * len(turns))
    placed = [
        replace(turn, stage_before=before, stage=after)
        for turn, (before, after) in zip(held.turns, turns, strict=True)
    ]  # fmt: skip
    return replace(held, turns=tuple(placed))


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_of_a_call_that_nobody_led_nothing_is_told(name: str, script: str) -> None:
    assert led_by_trainer(scenario_of(name), rehearsed(name, script)) == ()


def test_a_jump_names_the_stage_and_the_turn() -> None:
    led = staged(("outburst", "outburst"), ("solution", "closing"), ("closing", "closing"))
    assert told(led) == [(2, "led by the trainer: moved on to stage “solution” before turn 2")]


def test_a_jump_before_the_first_reply_counts_too() -> None:
    assert told(staged(("closing", "closing"))) == [
        (1, "led by the trainer: moved on to stage “closing” before turn 1")
    ]


def test_a_stage_begun_anew_is_told_by_its_line() -> None:
    held = staged(("outburst", "story"), ("story", "story"), ("story", "story"))
    line = (Spoken("It's my son's birthday.", "upset", "stage"),)
    arrived, stayed, again = held.turns
    again = replace(again, customer=line)
    led = replace(held, turns=(arrived, replace(stayed, customer=line), again))
    assert told(led) == [(3, "led by the trainer: began stage “story” anew before turn 3")]


def test_changed_heat_and_another_try_are_told() -> None:
    held = staged(("outburst", "outburst"), ("outburst", "outburst"))
    first, second = held.turns
    turns = (replace(first, moves=(nudge(10), *first.moves)), replace(second, moves=(nudge(-20), *second.moves)))
    assert told(replace(held, turns=turns, retakes="call-1")) == [
        (None, "led by the trainer: went back for another try at a reply; the first try is in call call-1"),
        (1, "led by the trainer: raised heat by 10 before turn 1"),
        (2, "led by the trainer: lowered heat by 20 before turn 2"),
    ]


def test_the_page_says_so_at_its_head_and_at_the_turn_and_the_marks_stay() -> None:
    record = rehearsed("late-parcel", "good")
    first, *rest = record.turns
    led = replace(record, turns=(replace(first, moves=(nudge(10), *first.moves)), *rest))
    assert render_page(make_debrief(PARCEL, led)).count("Led by the trainer: raised heat by 10 before turn 1.") == 2
    assert make_debrief(PARCEL, led).marks == make_debrief(PARCEL, record).marks
    assert "Led by" not in render_page(make_debrief(PARCEL, record))
