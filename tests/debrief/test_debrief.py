"""The debrief below its opening: everything else a page shows, the same for the same record."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from debrief.calls import PARCEL, REHEARSALS, SEE, call, rehearsed, said, scenario_of
from pydantic import TypeAdapter

from kiosk.debrief.debrief import Debrief, make_debrief
from kiosk.debrief.steps import FRAMEWORKS
from kiosk.judging.tone import ToneCue, ToneMeasures
from kiosk.roleplay.call import LEFT
from kiosk.roleplay.points import MARKING_POINTS
from kiosk.roleplay.turns import CallRecord, Spoken

GOLDEN = Path(__file__).with_name("golden")
RENEW = "KIOSK_RENEW_GOLDEN"
"""Set it to 1 to write the golden files anew: KIOSK_RENEW_GOLDEN=1 pytest tests/debrief; then read the difference."""
_DEBRIEF = TypeAdapter(Debrief)


def as_json(debrief: Debrief) -> Any:
    """As kept in a golden file: of a rule only its kind, since its wording and its line move with every new phrase."""
    whole = _DEBRIEF.dump_python(debrief, mode="json")
    for turn in whole["turns"]:
        for cue in turn["cues"]:
            cue["rule"] = cue["rule"].split()[0]
    return whole


@pytest.mark.parametrize("script", ["good", "defensive"])
def test_a_shipped_rehearsal_is_debriefed_as_it_always_was(script: str) -> None:
    file = GOLDEN / f"late-parcel.{script}.json"
    now = as_json(make_debrief(PARCEL, rehearsed("late-parcel", script)))
    if os.environ.get(RENEW) == "1":
        file.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert now == json.loads(file.read_text("utf-8")), f"if this is meant, renew it with {RENEW}=1"


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_the_same_record_always_gives_the_same_debrief(name: str, script: str) -> None:
    record = rehearsed(name, script)
    assert make_debrief(scenario_of(name), record) == make_debrief(scenario_of(name), record)


def test_the_ending_says_what_it_means() -> None:
    assert make_debrief(PARCEL, rehearsed("late-parcel", "defensive")).ending.means == PARCEL.endings["hung up"].means
    left = replace(call(said("right")), ending=LEFT)
    assert "could not stay any longer" in make_debrief(PARCEL, left).ending.means


def test_the_reply_is_cut_where_evidence_begins_and_ends_and_put_together_again_whole() -> None:
    turn = said("oh i can see why you say it's nothing at all", acknowledge="i can see why", dismiss="it's nothing")
    segments = make_debrief(PARCEL, call(turn)).turns[0].segments
    assert " ".join(segment.text for segment in segments) == turn.reply.text
    marked = [(segment.text, segment.harms) for segment in segments if segment.cues]
    assert marked == [("i can see why", False), ("it's nothing", True)]


def test_words_of_two_cues_carry_both() -> None:
    turn = said("sorry your bike is late", apologise="sorry your bike", paraphrase="your bike is late")
    segments = make_debrief(PARCEL, call(turn)).turns[0].segments
    assert [(segment.text, segment.cues) for segment in segments] == [
        ("sorry", ("apologise",)),
        ("your bike", ("apologise", "paraphrase")),
        ("is late", ("paraphrase",)),
    ]


def test_a_rule_used_to_close_the_door_does_not_count_as_help() -> None:
    turn = said("our policy means nothing i can do", policy="our policy", stonewall="nothing i can do")
    debrief = make_debrief(PARCEL, call(turn))
    assert not any(cue.helps for cue in debrief.turns[0].cues)
    assert all(step.status == "did not come" for step in debrief.steps)


def test_a_cue_carries_its_own_seconds_of_the_recording() -> None:
    turn = said("well i can see why", acknowledge="i can see why", timed=True)
    record = replace(call(turn), seconds=10.0)
    debrief = make_debrief(PARCEL, record)
    span = debrief.turns[0].cues[0].span
    assert span is not None
    assert (span.start, span.end) == (2.5, 4.4)
    assert [(bar.who, bar.start, bar.end) for bar in debrief.timeline.bars] == [
        ("customer", 0.0, 2.0),
        ("learner", 2.0, 4.5),
    ]
    assert (debrief.timeline.unit, debrief.timeline.length, debrief.timeline.marks[0].at) == ("s", 10.0, 2.5)


def test_a_mark_has_the_seconds_of_the_words_that_decided_it() -> None:
    turn = said("well i can see why", acknowledge="i can see why", timed=True)
    given = make_debrief(PARCEL, replace(call(turn), seconds=10.0)).marks[0]
    assert (given.point, given.words) == ("acknowledged", "i can see why")
    assert given.criterion == MARKING_POINTS["acknowledged"]
    assert given.span is not None
    assert (given.span.start, given.span.end) == (2.5, 4.4)


def test_the_customers_last_words_have_their_bar() -> None:
    record = replace(call(said("good bye", timed=True)), seconds=5.0, closing=(Spoken("Bye.", "calm", "ending"),))
    last = make_debrief(PARCEL, record).timeline.bars[-1]
    assert (last.who, last.start, last.end, last.turn) == ("customer", 3.0, 5.0, None)


def test_a_typed_call_is_drawn_by_turns() -> None:
    time = make_debrief(PARCEL, rehearsed("late-parcel", "good")).timeline
    assert (time.unit, time.length) == ("turns", 4.0)
    assert all(0 <= mark.at <= time.length for mark in time.marks)


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_the_dials_of_the_chart_are_those_of_the_call(name: str, script: str) -> None:
    record = rehearsed(name, script)
    dials = make_debrief(scenario_of(name), record).timeline.dials
    assert [point.at for point in dials] == sorted(point.at for point in dials)
    assert (dials[0].heat, dials[-1].heat) == (record.starts.heat, record.turns[-1].after.heat)
    assert {turn.after.heat for turn in record.turns} <= {point.heat for point in dials}


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("late-parcel", ["Empathise", "Listen", "Ask", "Problem-solve"]),
        ("flooded-kitchen", ["Acknowledge", "Probe", "Explain", "Close"]),
    ],
)
def test_the_steps_stand_in_the_order_they_came(name: str, order: list[str]) -> None:
    steps = make_debrief(scenario_of(name), rehearsed(name, "good")).steps
    assert [step.name for step in steps] == order
    assert set(order) == set(FRAMEWORKS[scenario_of(name).framework])
    assert all(step.status == "came" and step.turn for step in steps)


def test_every_promise_stands_in_the_ledger_with_whether_it_can_be_kept() -> None:
    promises = make_debrief(PARCEL, rehearsed("late-parcel", "overpromising")).promises
    broken = {promise.words: promise.meaning for promise in promises if not promise.keepable}
    assert broken == {
        "guarantee it": "more than anybody can be sure of",
        "i'll refund you a hundred pounds": "more than the role allows",
    }


def test_a_voice_is_shown_as_figures_with_units_and_reasons_for_what_is_missing() -> None:
    measures = ToneMeasures(level_db=5.6, pitch_st=-0.04, unheard={"rate_ratio": "less than 1 s of speech"})
    cue = ToneCue("raised_voice", 5.6, "dB", "6 dB above your own baseline")
    debrief = make_debrief(PARCEL, call(said("hello", measures=measures, tone=[cue])))
    figures = {figure.name: figure for figure in debrief.tone[0].figures}
    assert (figures["level"].shown, figures["level"].value, figures["level"].unit) == ("+6 dB", 5.6, "dB")
    assert figures["pitch"].shown == "0.0 semitones"
    assert (figures["pace"].value, figures["pace"].why_not) == (None, "less than 1 s of speech")
    assert debrief.turns[0].tone[0].reason == "6 dB above your own baseline"


def test_a_typed_call_has_no_voice_to_show() -> None:
    assert make_debrief(PARCEL, rehearsed("late-parcel", "good")).tone == ()


def test_facts_are_given_back_forgotten_or_never_told() -> None:
    facts = {fact.name: fact for fact in make_debrief(PARCEL, rehearsed("late-parcel", "good")).facts}
    assert (facts["birthday"].told_in, facts["birthday"].reused_in) == (2, 2)
    assert (facts["day off"].told_in, facts["day off"].reused_in) == (None, None)
    assert facts["three calls"].words == "three calls"


def test_a_fact_is_found_in_what_was_typed_with_its_commas() -> None:
    typed = said("you checked the card, didn't you?", facts=["number twelve"], signs=["fact reused"])
    debrief = make_debrief(PARCEL, call(typed))
    assert next(fact for fact in debrief.facts if fact.name == "number twelve").words == "the card"


def test_basic_recognition_is_said() -> None:
    record: CallRecord = replace(call(SEE), engine="pocketsphinx en-us")
    assert "Basic recognition" in make_debrief(PARCEL, record).engine_note
    assert make_debrief(PARCEL, replace(record, engine="vosk small")).engine_note == ""
