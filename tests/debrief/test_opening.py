"""What a debrief opens with: what mattered most, done well and to try."""

from dataclasses import replace

import pytest
from debrief.calls import BLAME, KITCHEN, PARCEL, REHEARSALS, SEE, call, rehearsed, said, scenario_of

from kiosk.debrief.debrief import make_debrief
from kiosk.debrief.labels import TO_TRY
from kiosk.debrief.moments import LEAST_HARM
from kiosk.debrief.told import turned_round
from kiosk.judging.cue import HELPFUL
from kiosk.roleplay.points import MARKING_POINTS
from kiosk.roleplay.turns import Move, Promise, Spoken


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_nothing_is_praised_or_blamed_that_the_learner_did_not_say(name: str, script: str) -> None:
    record = rehearsed(name, script)
    opening = make_debrief(scenario_of(name), record).opening
    for moment in (*opening.done_well, *([opening.to_try] if opening.to_try else [])):
        reply = record.turns[moment.turn - 1].reply.text
        assert moment.words in reply
        assert f"{moment.lead} {moment.words} {moment.tail}".replace("…", "").strip() in reply
        assert moment.why


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_what_was_done_well_really_made_it_easier(name: str, script: str) -> None:
    for moment in make_debrief(scenario_of(name), rehearsed(name, script)).opening.done_well:
        assert moment.sign in HELPFUL | {"fact reused"}
        assert sum(-move.by if move.dial == "heat" else move.by for move in moment.moves) > 0


def test_the_two_things_done_well_are_different_things() -> None:
    for name, script in REHEARSALS:
        signs = [moment.sign for moment in make_debrief(scenario_of(name), rehearsed(name, script)).opening.done_well]
        assert len(set(signs)) == len(signs) <= 2


def test_a_call_in_which_nothing_helped_gets_no_praise() -> None:
    opening = make_debrief(PARCEL, rehearsed("late-parcel", "defensive")).opening
    assert opening.done_well == ()
    assert "Nothing was found yet" in opening.note


def test_one_good_thing_is_not_made_two() -> None:
    opening = make_debrief(PARCEL, call(SEE, BLAME, ending="hung up")).opening
    assert [moment.words for moment in opening.done_well] == ["i can see why"]
    assert "One thing was found" in opening.note


def test_a_promise_that_cannot_be_kept_is_never_praised() -> None:
    promised = said("i'll refund you a hundred pounds", offer="i'll refund", signs=["over the limit"],
                    promises=[Promise("i'll refund you a hundred pounds", "over the limit", False)],
                    moves=[Move("heat", -7, "offer", "something will be done")])  # fmt: skip
    opening = make_debrief(PARCEL, call(promised, ending="believed too much")).opening
    assert opening.done_well == ()
    assert opening.to_try is not None
    assert opening.to_try.words == "i'll refund you a hundred pounds"
    assert "up to 20 pounds" in opening.to_try.why
    assert "Priya, the team leader" in opening.to_try.better


def test_an_offer_that_came_too_early_is_not_praised_but_is_what_to_try() -> None:
    early = said("have ten pounds", offer="have ten pounds", signs=["early offer"],
                 moves=[Move("heat", -2, "offer", "something"), Move("heat", 6, "early offer", "early")])  # fmt: skip
    opening = make_debrief(PARCEL, call(early, ending="hung up")).opening
    assert opening.done_well == ()
    assert opening.to_try is not None
    assert (opening.to_try.sign, opening.to_try.words) == ("early offer", "have ten pounds")


def test_what_to_try_is_the_moment_that_hurt_most() -> None:
    small = said("hm", dismiss="hm", moves=[Move("heat", LEAST_HARM, "dismiss", "small")])
    opening = make_debrief(PARCEL, call(small, BLAME, small, ending="hung up")).opening
    assert opening.to_try is not None
    assert (opening.to_try.turn, opening.to_try.words) == (2, "your own fault")


def test_where_nothing_hurt_it_is_the_most_valuable_point_not_met() -> None:
    opening = make_debrief(PARCEL, call(said("right then"))).opening
    assert opening.to_try is not None
    assert opening.to_try.sign == "acknowledged"
    assert opening.to_try.title == "Recognise the trouble in words"
    assert opening.to_try.better


def test_every_marking_point_has_its_place_among_the_values() -> None:
    assert set(TO_TRY) == set(MARKING_POINTS)


def test_where_all_is_met_a_forgotten_detail_is_what_to_try() -> None:
    record = rehearsed("flooded-kitchen", "good")
    assert make_debrief(KITCHEN, record).opening.to_try is None
    told = replace(record.turns[1], customer=(Spoken("The floor is lifting at the edges.", "upset", "press"),))
    record = replace(record, turns=(record.turns[0], told, *record.turns[2:]))
    opening = make_debrief(KITCHEN, record).opening
    assert opening.to_try is not None
    assert "the floor is lifting at the edges" in opening.to_try.better


def test_a_better_wording_gives_back_only_what_the_customer_has_told_by_then() -> None:
    # "Kitchen floor" is a phrase of the fact that the floor is lifting, and does not tell it.
    kitchen = KITCHEN
    touched = replace(BLAME, customer=(Spoken("It ran over my kitchen floor.", "upset", "opening"),))
    assert "lifting" not in str(make_debrief(kitchen, call(touched, ending="walked out", scenario=kitchen)).opening)
    told_late = said("right", customer="It's my son's seventh birthday on Saturday.")
    opening = make_debrief(PARCEL, call(BLAME, told_late, ending="hung up")).opening
    assert opening.to_try is not None
    assert "birthday" not in opening.to_try.better


@pytest.mark.parametrize(
    ("customer", "learner"),
    [
        ("it's my son's seventh birthday on saturday", "it's your son's seventh birthday on Saturday"),
        ("I took Tuesday off work to be in for it", "you took Tuesday off work to be in for it"),
        ("I was told by our neighbour", "you were told by your neighbour"),
        ("your young man told me it would last ten years", "our young man told you it would last ten years"),
        ("The floor is lifting at the edges", "the floor is lifting at the edges"),
        ("I've rung you three times", ""),
        ("four pages in biro", ""),
        ("please don't ring my daughter", ""),
    ],
)
def test_a_fact_is_turned_round_where_that_is_sure(customer: str, learner: str) -> None:
    assert turned_round(customer) == learner


def test_a_call_that_was_not_heard_is_neither_praised_nor_faulted() -> None:
    debrief = make_debrief(PARCEL, call(said("mumble", heard="not heard"), ending=None))
    assert debrief.opening.done_well == ()
    assert debrief.opening.to_try is None
    assert "nothing is said here for it or against it" in debrief.opening.note
    assert "not marked against you" in debrief.turns[0].doubt
    assert {given.verdict for given in debrief.marks} == {"not heard"}
    assert {step.status for step in debrief.steps} == {"not heard"}


def test_a_call_without_a_reply_can_be_debriefed() -> None:
    debrief = make_debrief(PARCEL, call(ending=None))
    assert debrief.opening.note == "The call was over before the first reply."
    assert debrief.ending.means == "The call was broken off before it came to an end of its own."


def test_a_detail_remembered_to_blame_with_is_not_praised() -> None:
    moves = [Move("heat", -3, "fact reused", "a detail had been listened to")]
    blamed = said(
        "you should have checked the card", facts=["number twelve"], signs=["fact reused", "blame"], moves=moves
    )
    assert make_debrief(PARCEL, call(blamed)).opening.done_well == ()
    kind = replace(blamed, signs=("fact reused",))
    assert [one.sign for one in make_debrief(PARCEL, call(kind)).opening.done_well] == ["fact reused"]
