"""Phrase cues in replies: the labelling guide's own examples, what switches a cue off, and what holds for any reply."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.hearing.utterance import Word
from kiosk.judging.cue import HARMFUL, PHRASE_CUES
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge

JUDGE = PhraseJudge(load_library())
BROKEN = "The boiler's been off since Friday and I've a four month old baby in this house."


def names(reply: str, situation: str | None = None) -> set[str]:
    return {cue.name for cue in JUDGE.find(reply.split(), situation)}


@pytest.mark.parametrize(
    ("cue", "reply"),
    [
        ("acknowledge", "i can hear how worrying that was"),
        ("acknowledge", "that must have ruined the party"),
        ("acknowledge", "you have every right to be upset"),
        ("acknowledge", "he shouldn't have fobbed you off"),
        ("acknowledge", "i'm sorry for your loss"),
        ("apologise", "i'm so sorry about the delay"),
        ("apologise", "i do apologise on behalf of the company"),
        ("probe", "when did it stop working"),
        ("probe", "talk me through what happened"),
        ("probe", "what would put this right for you"),
        ("policy", "under our thirty day returns policy"),
        ("policy", "the consumer rights act gives you"),
        ("policy", "our complaints procedure says"),
        ("policy", "you're entitled to your money back"),
        ("offer", "i can send a replacement today"),
        ("offer", "i'll refund the delivery charge"),
        ("own", "i'll look into this for you now"),
        ("own", "leave this with me"),
        ("own", "let me sort this out"),
        ("own", "i'm going to find out"),
        ("own", "i will advise you of the outcome"),
        ("limits", "i'm not able to approve that amount myself"),
        ("escalate", "i'm putting you through to my manager"),
        ("escalate", "i'm passing this over to the claims team"),
        ("reason", "i'm passing this to my manager because it's over my limit"),
        ("reason", "i'm handing you over to priya i'll tell her everything so you needn't repeat it"),
        ("timeline", "within two working days"),
        ("timeline", "by five o'clock"),
        ("timeline", "give me two minutes"),
        ("log", "i've logged that as a complaint"),
        ("log", "your reference is four two seven"),
        ("confirm", "does that sound fair"),
        ("confirm", "so to confirm i'll call you on tuesday"),
        ("thank", "thank you for telling me"),
        ("defend", "it's not my fault"),
        ("defend", "it isn't our fault"),
        ("defend", "we did nothing wrong"),
        ("defend", "i'm only doing my job"),
        ("defend", "it's outsourced"),
        ("defend", "i just read the light"),
        ("blame", "you should have read the email"),
        ("blame", "if you'd been in"),
        ("dismiss", "calm down"),
        ("dismiss", "it's only a parcel"),
        ("dismiss", "everyone has to wait"),
        ("dismiss", "there's no need to shout"),
        ("dismiss", "boo hoo"),
        ("stonewall", "there's nothing i can do"),
        ("stonewall", "that's our policy"),
        ("stonewall", "that's just policy"),
        ("stonewall", "computer says no"),
        ("overpromise", "i guarantee it'll be there tomorrow"),
        ("overpromise", "you'll never have a problem again"),
        ("overpromise", "i'll give you whatever you want"),
        ("hostile", "do you want a medal"),
    ],
)
def test_the_guides_examples_are_found(cue: str, reply: str) -> None:
    assert cue in names(reply)


@pytest.mark.parametrize(
    ("cue", "reply"),
    [
        ("acknowledge", "i'm sorry about that"),
        ("acknowledge", "i understand but there's a queue"),
        ("acknowledge", "sorry you feel that way"),
        ("apologise", "sorry what was that"),
        ("apologise", "sorry but no"),
        ("apologise", "you'll be sorry"),
        ("apologise", "sorry you feel that way"),
        ("apologise", "i'm sorry for your loss"),
        ("probe", "what do you expect me to do"),
        ("probe", "does that sound fair"),
        ("policy", "that's just policy"),
        ("offer", "let's see what we can do"),
        ("offer", "whatever you want i'll get it you"),
        ("offer", "you're entitled to your money back"),
        ("limits", "no you can't have it"),
        ("escalate", "the manager of the shop next door is nice"),
        ("reason", "because the van broke down"),
        ("timeline", "as soon as possible"),
        ("timeline", "i'll do it right away"),
        ("timeline", "two ticks"),
        ("log", "what's your order number"),
        ("log", "you log in with your email"),
        ("thank", "thanks for nothing"),
        ("defend", "it was a signal failure and we'll put it right"),
        ("blame", "did you turn it off at the wall"),
        ("blame", "you should never have been told that"),
        ("dismiss", "don't worry i've a new one here for you"),
        ("stonewall", "i can't refund it today what i can do is swap it"),
        ("overpromise", "i promise i'll call you back today"),
        ("overpromise", "i can't promise it'll be tomorrow"),
        ("hostile", "what a bloody awful day you've had"),
    ],
)
def test_the_guides_counterexamples_are_not_found(cue: str, reply: str) -> None:
    assert cue not in names(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "i'm not going to say calm down",
        "i wouldn't say it's your fault",
        "i can't promise that",
        "i won't promise it'll never happen again",
        "nobody's telling you to calm down",
        "you said it's a disgrace",
        "you said we did nothing wrong",
        "he told you to calm down",
    ],
)
def test_negation_and_quotation_switch_harmful_cues_off(reply: str) -> None:
    assert names(reply) & HARMFUL == set()


@pytest.mark.parametrize(
    "reply",
    [
        "you've nothing to pay and you won't be paying for the delivery either",
        "please hold on and i will put you through to my manager because she can approve the refund",
        "you could check the label for me if you don't mind and tell me what it says",
        "i'll make sure they call you and i'll definitely be in touch tomorrow",
        "there's nothing to worry about i have one here for you and it's free",
        "they sent it to the wrong address and that's our mistake",
        "i accept responsibility for that and i won't let it go until it's sorted",
        "keep hold of the receipt and i will refund it today",
        "sorry i cut you off there please go on",
        "do you want me to write it down for you",
        "what happens when you press the button",
        "it shouldn't have happened and you shouldn't have had to wait",
        "oh the poor baby how is she now",
        "wow that's awful i'm sorry",
        "have a seat and i'll get you a glass of water",
    ],
)
def test_kind_and_neutral_replies_give_no_harmful_cue(reply: str) -> None:
    assert names(reply) & HARMFUL == set()


def test_sorry_as_pardon_is_no_apology_but_an_apology_beside_it_is() -> None:
    assert "apologise" not in names("sorry say that again you cut out")
    assert "apologise" in names("sorry what was that and i'm really sorry about the noise here")


def test_an_apology_before_a_question_is_still_an_apology() -> None:
    assert names("i'm so sorry can you tell me what happened please") == {"apologise", "probe"}


def test_opposite_cues_stand_side_by_side() -> None:
    assert {"acknowledge", "defend"} <= names("i can see how upsetting that was but we did nothing wrong")


def test_hesitations_and_repeats_do_not_hide_a_cue() -> None:
    reply = "well i'm um i'm so so er sorry about that"
    (cue,) = JUDGE.find(reply.split())
    assert (cue.name, cue.evidence) == ("apologise", "i'm so so er sorry about that")


def test_facts_given_back_are_a_paraphrase_and_one_folded_into_sympathy_is_not() -> None:
    reply = "so the boiler's been off since friday and you've a baby at home"
    assert "paraphrase" in names(reply, BROKEN)
    assert "paraphrase" not in names("oh no with a baby that's frightening", BROKEN)
    assert names("four months old and no heating since friday that's frightening", BROKEN) == {
        "paraphrase",
        "acknowledge",
    }


def test_a_reason_needs_an_escalation() -> None:
    assert {"escalate", "reason"} <= names("i'm putting you through to my manager because she can approve that")
    assert "reason" not in names("because she can approve that")


def test_no_but_somebody_else_can_is_limits_and_escalation() -> None:
    assert {"limits", "reason", "escalate"} <= names("not me no but osman can so i'm fetching him for you")


def test_a_cue_is_as_certain_as_its_least_certain_word() -> None:
    words = [Word("i'm", 0, 0.2, 0.9), Word("sorry", 0.2, 0.6, 0.4), Word("mate", 0.6, 0.9, 0.1)]
    (cue,) = JUDGE.find(words)
    assert (cue.first, cue.last, cue.confidence) == (0, 1, 0.4)
    assert cue.rule.startswith("phrase '")
    assert "apologise.yaml:" in cue.rule


VOCABULARY = (  # words that phrases are made of, so that chance makes many near misses
    "i i'm you you'll your sorry calm down not um er so the it's only a parcel never again guarantee what did said"
    " manager passing to over because by friday thank that must have been awful policy nothing can do"
)
REPLIES = st.lists(st.sampled_from(VOCABULARY.split()), max_size=40)


@given(REPLIES)
def test_evidence_is_a_slice_of_the_reply_and_each_cue_comes_once_in_order(words: list[str]) -> None:
    cues = JUDGE.find(words, "the parcel came on friday and it was awful")
    for cue in cues:
        assert cue.name in PHRASE_CUES
        assert 0 <= cue.first <= cue.last < len(words)
        assert cue.evidence == " ".join(words[cue.first : cue.last + 1])
    assert len({cue.name for cue in cues}) == len(cues)
    assert [cue.first for cue in cues] == sorted(cue.first for cue in cues)


@given(REPLIES)
@settings(max_examples=10, deadline=None)
def test_the_same_words_give_the_same_cues(words: list[str]) -> None:
    assert JUDGE.find(words) == PhraseJudge(load_library()).find(words) == JUDGE.find(words)


CLAUSES = (
    "i can hear how worrying that was",
    "i'm so sorry about the delay",
    "when did it stop working",
    "i'll look into this for you now",
    "under our returns policy you can send it back",
    "i can send a replacement today",
    "your reference is four two seven",
    "thank you for telling me",
    "does that sound fair",
    "there's nothing i can do",
    "you should have read the email",
)
FILLERS = ("um", "er", "okay", "right", "let me see", "now then", "bear with me", "one moment")


@given(st.lists(st.tuples(st.sampled_from(CLAUSES), st.lists(st.sampled_from(FILLERS), max_size=3)), max_size=6))
def test_filler_between_clauses_never_makes_a_harmful_cue(turns: list[tuple[str, list[str]]]) -> None:
    alone = set().union(*(names(clause) for clause, _ in turns))
    together = names(" ".join(part for clause, fillers in turns for part in (clause, *fillers)))
    assert together & HARMFUL <= alone


def test_five_thousand_words_are_judged_in_time() -> None:
    hostile = ("i'm really very so sorry you should have never again not " * 500).split()[:5_000]
    started = time.perf_counter()
    JUDGE.find(hostile, BROKEN)
    assert time.perf_counter() - started < 10


def test_a_usual_reply_is_judged_well_within_its_budget() -> None:
    reply = (
        "oh no that's dreadful timing i'm ever so sorry let me get hold of the depot and i'll ring you back " * 3
    ).split()
    JUDGE.find(reply, BROKEN)
    started = time.perf_counter()
    for _ in range(10):
        JUDGE.find(reply, BROKEN)
    assert (time.perf_counter() - started) / 10 < 0.020
