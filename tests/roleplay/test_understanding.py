"""What a reply means to this customer: questions, facts given back, promises, and asking to hear it again."""

import pytest

from kiosk.hearing.utterance import Utterance, Word, typed
from kiosk.judging.library import load_library
from kiosk.roleplay.call import Play
from kiosk.roleplay.judge import Judge
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.understanding import Understood, understand
from kiosk.settings import shipped

FILES = scenario_files([shipped("scenarios")])
PARCEL = load_scenario(FILES["late-parcel"])
LIBRARY = load_library()
PLANTED = "It's my son's seventh birthday on Saturday. I've rung you three times."


def take(text: str, scenario: Scenario = PARCEL, planted: str = PLANTED, earlier: tuple[str, ...] = ()) -> Understood:
    reply = Judge(scenario, LIBRARY).judge(typed(text), "")
    return understand(scenario, reply, planted, (), earlier)


@pytest.mark.parametrize(
    "text",
    [
        "sorry could you say that again please",
        "can you repeat that",
        "Sorry, what was that?",
        "pardon",
        "pardon me could you speak up",
        "i beg your pardon could you give me that again",
        "i didn't catch that",
        "I didn’t quite hear you",
        "sorry come again the line dipped",
        "what did you say",
    ],
)
def test_a_request_to_hear_it_again_is_one(text: str) -> None:
    assert take(text).say_again


@pytest.mark.parametrize(
    "text",
    [
        "i just want to say that i'm really sorry about this",
        "i must say that we'll put it right",
        "let me repeat that back to you so it's right",
        "let me say that again it comes on friday",
        "you shouldn't have had to say it three times",
        "we do beg your pardon for all of this",
        "pardon us for such carelessness",
        "what was that like for you",
        "so just to go over it the bike comes on friday",
        "the rules say that you get your money back",
    ],
)
def test_words_that_only_sound_like_such_a_request_are_none(text: str) -> None:
    assert not take(text).say_again


def test_questions_are_answered_in_the_order_asked_and_two_at_most() -> None:
    text = "what's your address and can you give me the order number and what was in the parcel"
    assert take(text).answers == ("address", "order number")


def test_to_name_something_without_asking_is_no_question() -> None:
    assert take("your order number is on the label").answers == ()


@pytest.mark.parametrize("text", ["What’s your order number?", "Could you give me your order-number, please?"])
def test_a_typed_question_may_have_capitals_and_signs(text: str) -> None:
    assert take(text).answers == ("order number",)


def test_a_fact_counts_once_it_was_said_and_only_once() -> None:
    text = "so it's for your son's birthday on Saturday!"
    assert take(text).facts == ("birthday",)
    assert take(text, planted="Where is it?").facts == ()
    reply = Judge(PARCEL, LIBRARY).judge(typed(text), "")
    assert understand(PARCEL, reply, PLANTED, {"birthday"}).facts == ()


@pytest.mark.parametrize(
    ("text", "kind", "keepable"),
    [
        ("i'll give you twenty pounds for the trouble", "offer", True),
        ("i'll give you twenty one pounds for the trouble", "over the limit", False),
        ("i'll refund the hundred and forty pounds", "offer", True),
        ("i guarantee it will be there tomorrow", "overpromise", False),
    ],
)
def test_the_promise_ledger_knows_what_can_be_kept(text: str, kind: str, keepable: bool) -> None:
    promises = take(text).promises
    assert (kind, keepable) in {(promise.kind, promise.keepable) for promise in promises}
    assert ("over the limit" in take(text).signs) == (kind == "over the limit")


def test_what_is_not_given_is_not_promised() -> None:
    promises = take("i can't give you fifty pounds").promises
    assert not [promise for promise in promises if promise.kind == "over the limit"]


@pytest.mark.parametrize(
    ("compensation", "limit"),
    [("none", 0), ("up to 20 pounds", 20), ("up to 1,500 euros", 1_500), ("12.50", 12.5), ("2 vouchers of 5", 2)],
)
def test_the_limit_is_the_sum_in_the_authority(compensation: str, limit: float) -> None:
    raw = PARCEL.model_dump(by_alias=True)
    raw["authority"]["compensation"] = compensation
    assert Scenario.model_validate(raw).authority.limit == limit


def test_a_limit_in_words_is_refused_and_never_read_as_nothing() -> None:
    raw = PARCEL.model_dump(by_alias=True)
    raw["authority"]["compensation"] = "up to twenty pounds"
    with pytest.raises(ValueError, match="write 'none', or a sum in figures"):
        Scenario.model_validate(raw)


def test_what_was_not_heard_may_be_said_again_in_the_same_words() -> None:
    """The customer asks to hear it again; who then says it again has not recited."""
    text = "i'm so sorry that must be dreadful for you and your son"
    judge, play = Judge(PARCEL, LIBRARY, floor=0.6), Play(PARCEL)
    unsure = Utterance(tuple(Word(word, 0.0, 0.0, 0.2) for word in text.split()), engine="test")
    state, first = play.respond(play.open(), judge.judge(unsure, ""))
    state, second = play.respond(state, judge.judge(typed(text), ""))
    assert first.reply.heard == "not heard"
    assert "said before" not in second.signs
    assert second.after.heat < second.before.heat


def test_short_replies_may_be_the_same() -> None:
    assert "said before" not in take("yes of course", earlier=("yes of course",)).signs
    again = "i'm so sorry that must be awful for you"
    assert "said before" in take(again, earlier=(again,)).signs
    assert "said before" in take("I'm so sorry. That must be awful for you!", earlier=(again,)).signs


def test_a_phrase_without_a_word_in_it_is_never_heard() -> None:
    raw = PARCEL.model_dump(by_alias=True)
    raw["customer"]["facts"]["birthday"]["heard in"] = ["…"]
    assert take("hello there", Scenario.model_validate(raw)).facts == ()


@pytest.mark.parametrize("refusal", ["i can't give you", "i'm not able to pay out", "we won't refund all of the"])
def test_a_sum_that_is_refused_is_no_promise(refusal: str) -> None:
    text = f"{refusal} ninety five pounds but i'll send you a new one"
    assert not [promise for promise in take(text).promises if promise.kind == "over the limit"]
    assert [
        promise for promise in take("i'll give you ninety five pounds").promises if promise.kind == "over the limit"
    ]


def test_a_short_question_out_of_the_words_of_a_long_speech_is_no_repeat() -> None:
    speech = "can you bear with me while i tell you that i was here when it came in and what it was like"
    assert "said before" not in take("can you tell me when that was", earlier=(speech,)).signs
    assert "said before" in take(speech, earlier=(speech,)).signs


@pytest.mark.parametrize(
    "text",
    ["how's the parcel look what's in it", "is your address the same as before", "does your order number begin with f"],
)
def test_more_ways_to_ask(text: str) -> None:
    assert take(text).answers
