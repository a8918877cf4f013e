"""The customer: what replies do to the dials, and what is said next."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.hearing.utterance import Word, typed
from kiosk.judging.cue import HARMFUL, PHRASE_CUES
from kiosk.judging.library import load_library
from kiosk.roleplay.call import MOST_TURNS, CallState, Play
from kiosk.roleplay.judge import Judge
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.proof_replies import reply_with
from kiosk.roleplay.scenario import TONE_SIGNS, Scenario
from kiosk.roleplay.turns import Dials, Reply, Turn
from kiosk.settings import shipped

SCENARIOS = {name: load_scenario(file) for name, file in scenario_files([shipped("scenarios")]).items()}
PARCEL = SCENARIOS["late-parcel"]
KITCHEN = SCENARIOS["flooded-kitchen"]
REPLIES = st.one_of(
    st.lists(st.sampled_from([*PHRASE_CUES, *TONE_SIGNS]), max_size=9, unique=True).map(
        lambda signs: reply_with(*signs)
    ),
    st.sampled_from([reply_with(heard="not heard"), reply_with(heard="nothing said")]),
)


def play(scenario: Scenario, replies: Sequence[Reply], seed: int = 0) -> tuple[CallState, list[Turn]]:
    game = Play(scenario, seed)
    state, turns = game.open(), list[Turn]()
    for reply in replies:
        if state.ending is None:
            state, turn = game.respond(state, reply)
            turns.append(turn)
    return state, turns


def say(scenario: Scenario, *texts: str) -> tuple[CallState, list[Turn]]:
    """Play replies as text, judged as in a call."""
    judge = Judge(scenario, load_library())
    game = Play(scenario)
    state, turns = game.open(), list[Turn]()
    for text in texts:
        state, turn = game.respond(state, judge.judge(typed(text), state.last[-1].text))
        turns.append(turn)
    return state, turns


@pytest.mark.parametrize("name", SCENARIOS)
@given(replies=st.lists(REPLIES, min_size=1, max_size=45), seed=st.integers(0, 3))
@settings(deadline=None, max_examples=60)
def test_any_call_keeps_its_dials_and_its_accounts(name: str, replies: list[Reply], seed: int) -> None:
    state, turns = play(SCENARIOS[name], replies, seed)
    for turn in turns:
        for dial, value in turn.after.as_dict().items():
            assert 0 <= value <= 100
            moved = sum(move.by for move in turn.moves if move.dial == dial)
            assert value - turn.before.as_dict()[dial] == moved
        assert turn.customer
    assert state.turn <= MOST_TURNS
    assert state.last
    assert play(SCENARIOS[name], replies, seed) == (state, turns), "the same replies must give the same call"


@pytest.mark.parametrize("name", SCENARIOS)
@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_every_call_ends_within_forty_turns(name: str, data: st.DataObject) -> None:
    game = Play(SCENARIOS[name])
    state = game.open()
    for _ in range(MOST_TURNS):
        if state.ending is None:
            state, _ = game.respond(state, data.draw(REPLIES))
    assert state.ending is not None


@given(replies=st.lists(REPLIES, max_size=6), signs=st.sets(st.sampled_from(PHRASE_CUES), max_size=6))
@settings(deadline=None, max_examples=150)
def test_acknowledging_as_well_never_raises_heat(replies: list[Reply], signs: set[str]) -> None:
    state, _ = play(PARCEL, replies)
    if state.ending is not None:
        return
    game = Play(PARCEL)
    without, _ = game.respond(state, reply_with(*sorted(signs - {"acknowledge"}), number=99))
    also, _ = game.respond(state, reply_with(*sorted(signs | {"acknowledge"}), number=99))
    if "read from a script" not in also.heard:
        assert also.dials.heat <= without.dials.heat


def test_heat_rises_fast_and_falls_slowly() -> None:
    insulted, _ = play(PARCEL, [reply_with("hostile")])
    soothed, _ = play(PARCEL, [reply_with("acknowledge", "apologise", "paraphrase", "own")])
    start = PARCEL.customer.starts.heat
    assert insulted.dials.heat - start > start - soothed.dials.heat > 0


def test_the_first_apology_helps_and_the_third_grates() -> None:
    state, turns = play(KITCHEN, [reply_with("apologise", number=n) for n in range(3)])
    by_turn = [sum(move.by for move in turn.moves if move.dial == "heat") for turn in turns]
    assert by_turn[0] < by_turn[1] <= 0 < by_turn[2]
    assert state.last[0].kind == "reaction"


def test_a_solution_before_the_customer_was_heard_heats_and_after_it_cools() -> None:
    _, early = play(PARCEL, [reply_with("offer")])
    _, late = play(PARCEL, [reply_with("acknowledge"), reply_with("offer")])
    assert early[0].after.heat > early[0].before.heat
    assert late[1].after.heat < late[1].before.heat
    assert "early offer" in early[0].signs
    assert "early offer" not in late[1].signs


def test_passing_on_before_asking_is_premature_and_after_asking_with_reason_and_time_ends_well() -> None:
    early, turns = play(PARCEL, [reply_with("escalate", "reason", "timeline")])
    assert "early escalation" in turns[0].signs
    assert early.ending is None
    late, _ = play(
        PARCEL,
        [reply_with("acknowledge", "apologise"), reply_with("probe"), reply_with("escalate", "reason", "timeline")],
    )
    assert late.ending == "passed on well"


def test_a_stage_goes_on_when_its_wants_are_met_over_several_turns() -> None:
    state, turns = play(PARCEL, [reply_with("acknowledge"), reply_with("apologise")])
    assert [turn.stage for turn in turns] == ["outburst", "story"]
    assert turns[1].customer[0].kind == "press"
    assert state.last[-1].kind == "stage"


def test_what_was_not_heard_costs_nothing_and_is_asked_for_again() -> None:
    state, turns = play(PARCEL, [reply_with(heard="not heard"), reply_with(heard="not heard")])
    assert turns[-1].after == turns[0].before
    assert state.last[0].kind == "repair"
    assert turns[1].customer[0].text != state.last[0].text


def test_silence_costs_patience_until_the_customer_leaves() -> None:
    state, turns = play(PARCEL, [reply_with(heard="nothing said")] * 10)
    assert turns[0].after.patience < turns[0].before.patience
    assert state.ending == "hung up"


def test_a_question_is_answered_at_any_time_and_out_of_order() -> None:
    state, _ = say(PARCEL, "i'm sorry what's your order number please")
    assert state.last[0].kind == "answer"
    assert "double four" in state.last[0].text


def test_naming_a_thing_without_asking_is_no_question() -> None:
    state, _ = say(PARCEL, "your order number is on the parcel")
    assert state.last[0].kind != "answer"


def test_a_detail_counts_only_after_the_customer_has_said_it() -> None:
    _, guessed = say(PARCEL, "i hope it isn't for a birthday on saturday")
    assert guessed[0].facts == ()
    _, heard = say(
        PARCEL,
        "i'm so sorry that must have been so upsetting for you",
        "oh no and his birthday on saturday what does the label say",
    )
    assert "birthday" in heard[1].facts


def test_money_beyond_the_authority_is_entered_in_the_ledger_against_the_learner() -> None:
    _, turns = say(PARCEL, "i'm so sorry that must be awful", "i'll give you fifty pounds for the trouble")
    (promise,) = (promise for promise in turns[1].promises if promise.kind == "over the limit")
    assert not promise.keepable
    assert "fifty pounds" in promise.words


def test_money_within_the_authority_and_a_refund_of_the_price_are_fine() -> None:
    _, turns = say(PARCEL, "i'll give you twenty pounds for the trouble", "i'll refund the hundred and forty pounds")
    assert not [promise for turn in turns for promise in turn.promises if promise.kind == "over the limit"]


def test_asked_to_say_it_again_the_customer_does() -> None:
    first, _ = say(PARCEL, "hello")
    again, _ = say(PARCEL, "hello", "sorry could you say that again please")
    assert again.last[0].text == first.last[0].text
    assert again.last[0].kind == "repeat"


def test_the_customer_does_not_press_with_the_same_words_twice_while_others_are_left() -> None:
    state, _ = play(PARCEL, [reply_with(number=n) for n in range(6)])
    assert len(set(state.said)) == len(state.said)


def test_reciting_every_phrase_at_once_or_the_same_reply_again_gets_nobody_on() -> None:
    stuffed, turns = play(PARCEL, [reply_with(*PHRASE_CUES[:14], number=1)])
    assert "read from a script" in turns[0].signs
    assert stuffed.stage == "outburst"
    text = "i'm so sorry that must be awful for you and your son"
    parrot, turns = say(PARCEL, text, text)
    assert "said before" in turns[1].signs
    assert parrot.dials.heat > turns[1].before.heat


@pytest.mark.parametrize("cue", sorted(HARMFUL - {"overpromise"}))
def test_poor_practice_heats_every_customer(cue: str) -> None:
    for scenario in SCENARIOS.values():
        state, _ = play(scenario, [reply_with(cue)])
        assert state.dials.heat > scenario.customer.starts.heat
        assert state.dials.trust < scenario.customer.starts.trust


def test_a_mood_gives_way_only_when_heat_is_well_below_its_line() -> None:
    from kiosk.roleplay.mood import mood_for

    assert mood_for(Dials(75, 50, 50)) == "furious"
    assert mood_for(Dials(73, 50, 50), before="furious") == "furious"
    assert mood_for(Dials(73, 50, 50), before="upset") == "upset"
    assert mood_for(Dials(70, 50, 50), before="furious") == "upset"
    assert mood_for(Dials(10, 20, 50)) == "wary"
    assert mood_for(Dials(10, 70, 50)) == "grateful"


def test_a_customer_of_their_own_kind_differs_by_what_the_file_says() -> None:
    raw = PARCEL.model_dump(by_alias=True)
    raw["customer"]["feels"] = {"apologise": {"heat": -5}}
    touchy = Scenario.model_validate(raw)
    usual, _ = play(PARCEL, [reply_with("apologise")])
    soft, _ = play(touchy, [reply_with("apologise")])
    assert soft.dials.heat == usual.dials.heat - 5


def long_reply(seconds: float) -> Reply:
    words = tuple(Word(f"word{at}", at / 2, at / 2 + 0.4, 1.0) for at in range(round(2 * seconds)))
    return Reply("heard", words, engine="vosk")


def test_who_goes_on_for_too_long_is_cut_in_on_and_it_costs_patience() -> None:
    assert PARCEL.customer.interrupts is not None
    borne = PARCEL.customer.interrupts.after
    short, _ = play(PARCEL, [long_reply(borne - 1)])
    state, (turn,) = play(PARCEL, [long_reply(borne + 1)])
    assert "went on" in turn.signs
    assert state.last[0].kind == "interruption"
    assert state.last[0].text in PARCEL.customer.interrupts.says
    assert state.dials.patience < short.dials.patience
    stopped, _ = play(PARCEL, [replace(long_reply(5), stopped=True)])
    assert stopped.last[0].kind == "interruption"


@pytest.mark.parametrize("name", SCENARIOS)
@given(replies=st.lists(REPLIES, max_size=MOST_TURNS), seed=st.integers(0, 20))
@settings(deadline=None, max_examples=60)
def test_a_customer_never_repeats_a_line_unless_nothing_was_heard_or_asked_again(
    name: str, replies: list[Reply], seed: int
) -> None:
    state, turns = play(SCENARIOS[name], replies, seed)
    lines = [line for turn in turns for line in turn.customer] + list(state.last)
    fresh = [line.text for line in lines if line.kind not in ("repair", "silence", "repeat", "answer")]
    assert len(fresh) == len(set(fresh))


@pytest.mark.parametrize("cue", PHRASE_CUES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_customer_reacts_to_every_cue(name: str, cue: str) -> None:
    _, (turn,) = play(SCENARIOS[name], [reply_with(cue)])
    assert [move for move in turn.moves if move.sign != "every turn"]


def test_a_role_play_can_listen_for_something_of_its_own() -> None:
    data = PARCEL.model_dump(by_alias=True)
    data["listens for"] = {"large print": {"means": "Large print was offered.", "heard in": ["large print"]}}
    data["stages"]["outburst"]["wants"] = ["large print"]
    own = Scenario.model_validate(data)
    state, (turn,) = say(own, "there is large print")
    assert "large print" in turn.signs
    assert {move.dial for move in turn.moves if move.sign == "large print"} == {"heat", "trust"}
    assert state.stage == "story"
