"""Marking points: met, not met, or not heard, with doubt read in the learner's favour."""

from dataclasses import replace

import pytest
from debrief.calls import PARCEL, REHEARSALS, call, rehearsed, said, scenario_of

from kiosk.debrief.evidence import Evidence
from kiosk.debrief.marking import RULES, Verdict, mark
from kiosk.judging.tone import ToneCue, ToneMeasures
from kiosk.roleplay.points import MARKING_POINTS
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord, Promise

SORRY = said("i'm so sorry", apologise="i'm so sorry")
SEE = said("i can see why", acknowledge="i can see why")
OFFER = said("i'll send another", offer="i'll send another")
ASK = said("what happened", probe="what happened")
BY_FRIDAY = said("by friday", timeline="by friday")
PLAIN = said("right then")
LOST = said("mumble", heard="not heard")
CUT = said("right then", cut=True)
UNSURE = said("one two three", confidence=0.3)
SILENT = said(heard="nothing said")
PASSED = said("i'll pass you to priya because she decides by friday", escalate="i'll pass you to priya",
              reason="because she decides", timeline="by friday")  # fmt: skip
PASSED_BARE = said("i'll pass you to priya", escalate="i'll pass you to priya")
OVER = said("you get a hundred pounds", offer="you get",
            promises=[Promise("a hundred pounds", "over the limit", False)])  # fmt: skip
LOUD = said("hello", tone=[ToneCue("raised_voice", 7.0, "dB", "7 dB above your own baseline")],
            measures=ToneMeasures(level_db=7.0))  # fmt: skip
EVEN = said("hello", measures=ToneMeasures(level_db=1.0))
UNMEASURED = said("hello", measures=ToneMeasures(unheard={"level_db": "no baseline"}))


CASES = [
    ("acknowledged", call(SEE), "met"),
    ("acknowledged", call(PLAIN), "not met"),
    ("acknowledged", call(PLAIN, LOST), "not heard"),
    ("acknowledged", call(CUT), "not heard"),
    ("acknowledged", call(UNSURE), "not heard"),
    ("acknowledged", call(PLAIN, ending=None), "not heard"),
    ("acknowledged", call(LOST, SEE), "met"),
    ("acknowledged", call(SILENT), "not met"),
    ("apologised", call(SORRY), "met"),
    ("apologised", call(SORRY, SORRY), "met"),
    ("apologised", call(SORRY, SORRY, SORRY), "not met"),
    ("apologised", call(PLAIN), "not met"),
    ("apologised", call(LOST), "not heard"),
    ("listened", call(said("your son", facts=["birthday"])), "met"),
    ("listened", call(said("so the bike", paraphrase="so the bike")), "met"),
    ("listened", call(PLAIN), "not met"),
    ("listened", call(LOST), "not heard"),
    ("empathy before solution", call(SEE, OFFER), "met"),
    ("empathy before solution", call(said("i see i'll send", acknowledge="i see", offer="i'll send")), "met"),
    ("empathy before solution", call(said("i'll send i see", acknowledge="i see", offer="i'll send")), "not met"),
    ("empathy before solution", call(OFFER, SEE), "not met"),
    ("empathy before solution", call(LOST, OFFER), "not heard"),
    ("empathy before solution", call(OFFER, LOST), "not met"),
    ("empathy before solution", call(PLAIN), "not met"),
    ("empathy before solution", call(SEE), "met"),
    ("root cause", call(ASK, OFFER), "met"),
    ("root cause", call(said("and the card", signs=["answered", "probe"]), OFFER), "met"),
    ("root cause", call(OFFER, ASK), "not met"),
    ("root cause", call(LOST, OFFER), "not heard"),
    ("root cause", call(PLAIN), "not met"),
    ("policy named", call(said("our delivery promise", policy="our delivery promise")), "met"),
    ("policy named", call(PLAIN), "not met"),
    ("policy named", call(LOST), "not heard"),
    ("within authority", call(OFFER), "met"),
    ("within authority", call(OVER), "not met"),
    ("within authority", call(OVER, LOST), "not met"),
    ("within authority", call(LOST), "not heard"),
    ("within authority", call(), "not heard"),
    ("limits said", call(said("i'm not able to", limits="i'm not able to")), "met"),
    ("limits said", call(PLAIN), "not met"),
    ("limits said", call(LOST), "not heard"),
    ("escalated well", call(ASK, PASSED), "met"),
    ("escalated well", call(PASSED), "not met"),
    ("escalated well", call(LOST, PASSED), "not heard"),
    ("escalated well", call(ASK, PASSED_BARE), "not met"),
    ("escalated well", call(ASK, PASSED_BARE, LOST), "not heard"),
    ("escalated well", call(PLAIN), "not met"),
    ("not escalated", call(PLAIN), "met"),
    ("not escalated", call(PASSED), "not met"),
    ("not escalated", call(PLAIN, ending="hung up"), "not met"),
    ("not escalated", call(LOST, ending="hung up"), "not heard"),
    ("not escalated", call(PLAIN, ending=None), "not heard"),
    ("owned", call(said("leave it with me", own="leave it with me")), "met"),
    ("owned", call(PLAIN), "not met"),
    ("owned", call(LOST), "not heard"),
    ("timescale given", call(BY_FRIDAY), "met"),
    ("timescale given", call(PLAIN), "not met"),
    ("timescale given", call(LOST), "not heard"),
    ("logged", call(said("i've logged it", log="i've logged it")), "met"),
    ("logged", call(PLAIN), "not met"),
    ("logged", call(PLAIN, ending=None), "not heard"),
    ("nothing over-promised", call(PLAIN), "met"),
    ("nothing over-promised", call(said("i guarantee it", overpromise="i guarantee it")), "not met"),
    ("nothing over-promised", call(SILENT), "not heard"),
    ("confirmed", call(said("is that okay", confirm="is that okay")), "met"),
    ("confirmed", call(PLAIN), "not met"),
    ("confirmed", call(LOST), "not heard"),
    ("no blame", call(PLAIN), "met"),
    ("no blame", call(said("your own fault", blame="your own fault")), "not met"),
    ("no blame", call(said("not our fault", defend="not our fault")), "not met"),
    ("no blame", call(LOST), "not heard"),
    ("steady voice", call(EVEN), "met"),
    ("steady voice", call(EVEN, LOUD), "not met"),
    ("steady voice", call(PLAIN), "not heard"),
    ("steady voice", call(UNMEASURED), "not heard"),
    ("steady voice", call(), "not heard"),
    ("warm close", call(PLAIN, said("thank you", thank="thank you")), "met"),
    ("warm close", call(said("thank you", thank="thank you"), PLAIN, PLAIN, PLAIN), "not met"),
    ("warm close", call(PLAIN, PLAIN, LOST), "not heard"),
    ("warm close", call(LOST, PLAIN, PLAIN), "not met"),
    ("warm close", call(SEE, ending=None), "not heard"),
]


@pytest.mark.parametrize(
    ("point", "record", "verdict"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_point_is_marked_by_what_was_heard(point: str, record: CallRecord, verdict: Verdict) -> None:
    given = RULES[point](Evidence(PARCEL, record))
    assert (given.point, given.verdict) == (point, verdict), given.because
    assert given.because


def test_every_point_of_the_course_has_a_rule_and_is_tried_both_ways() -> None:
    assert set(RULES) == set(MARKING_POINTS)
    for point in RULES:
        assert {verdict for name, _, verdict in CASES if name == point} == {"met", "not met", "not heard"}


@pytest.mark.parametrize("point", RULES)
def test_a_call_of_which_nothing_was_heard_has_no_point_not_met(point: str) -> None:
    record = call(LOST, CUT, UNSURE, ending=None)
    harmless = replace(record, turns=tuple(replace(turn, signs=()) for turn in record.turns))
    assert RULES[point](Evidence(PARCEL, harmless)).verdict != "not met"


def test_a_mark_shows_the_words_and_the_reply_that_decided_it() -> None:
    given = RULES["no blame"](Evidence(PARCEL, call(PLAIN, said("well it's your fault", blame="it's your fault"))))
    assert (given.turn, given.words) == (2, "it's your fault")


def test_the_limit_that_was_overstepped_is_named() -> None:
    assert "up to 20 pounds" in RULES["within authority"](Evidence(PARCEL, call(OVER))).because


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_the_same_call_always_gets_the_same_marks(name: str, script: str) -> None:
    first = mark(scenario_of(name), rehearsed(name, script))
    assert first == mark(scenario_of(name), rehearsed(name, script))
    assert [given.point for given in first] == list(scenario_of(name).marking)


def test_what_only_this_role_play_listens_for_is_marked_with_its_words() -> None:
    data = PARCEL.model_dump(by_alias=True)
    data["listens for"] = {"large print": {"means": "Large print was offered.", "heard in": ["large print"]}}
    data["marking"] = ["large print"]
    own = Scenario.model_validate(data)
    heard = said("i can send large print", signs=["large print"])
    (met,) = mark(own, call(heard))
    assert (met.verdict, met.turn, met.words) == ("met", 1, "large print")
    (missed,) = mark(own, call(PLAIN))
    assert missed.verdict == "not met"


@pytest.mark.parametrize("sign", ["read from a script", "said before"])
def test_recited_phrases_meet_no_point_and_harm_in_them_still_counts(sign: str) -> None:
    (recited,) = call(
        said("i can see why calm down", acknowledge="i can see why", dismiss="calm down", signs=[sign])
    ).turns
    marks = {given.point: given.verdict for given in mark(PARCEL, call(recited))}
    assert marks["acknowledged"] == "not met"
    assert marks["no blame"] == "not met"
