"""From what was heard to a judged reply: doubt is never held against the learner."""

from dataclasses import replace

import numpy as np
import pytest

from kiosk.hearing.baseline import Baseline
from kiosk.hearing.utterance import Prosody, Utterance, Word, typed
from kiosk.judging.cue import HARMFUL
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge
from kiosk.roleplay.judge import SURE_OF_HARM, Judge, library_for
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Reply
from kiosk.settings import shipped

PARCEL = load_scenario(scenario_files([shipped("scenarios")])["late-parcel"])
LIBRARY = load_library()
FLOOR = 0.6
SILENCE = np.zeros(16_000, np.int16)
QUIET = Prosody(level_db=-30.0, pitch_hz=120.0, pitch_range_st=4.0, rate=4.0, speech_seconds=3.0)


def spoken(text: str, sure: float = 1.0, unsure: str = "", prosody: Prosody | None = None) -> Utterance:
    """An utterance in which the words of `unsure` were recognised with a confidence of 0.3."""
    words = [
        Word(word, float(at), at + 0.5, 0.3 if word in unsure.split() else sure) for at, word in enumerate(text.split())
    ]
    return Utterance(tuple(words), SILENCE, prosody, engine="test")


def judge(utterance: Utterance, baseline: Baseline | None = None) -> Reply:
    return Judge(PARCEL, LIBRARY, FLOOR, baseline).judge(utterance, "Where is it?")


def cues(reply: Reply) -> set[str]:
    return {cue.name for cue in reply.cues}


def test_a_reply_is_its_cues_with_the_words_they_rest_on() -> None:
    reply = judge(spoken("i'm so sorry about this it's not our fault"))
    assert cues(reply) == {"apologise", "defend"}
    for cue in reply.cues:
        assert cue.evidence == " ".join(word.text for word in reply.words[cue.first : cue.last + 1])


def test_poor_practice_in_words_the_recogniser_doubted_is_left_out_and_good_practice_is_not() -> None:
    text = "i'm so sorry about this it's not our fault"
    assert cues(judge(spoken(text, unsure="not our fault"))) == {"apologise"}
    assert "apologise" in cues(judge(spoken(text, unsure="sorry")))


def test_a_reply_that_was_mostly_not_caught_is_not_heard_and_has_no_cues() -> None:
    reply = judge(spoken("please calm down it's only a bike", sure=0.4))
    assert (reply.heard, reply.cues) == ("not heard", ())
    assert reply.text == "please calm down it's only a bike", "what was caught is kept, to be looked at"


def test_sound_without_a_word_is_not_heard_and_no_sound_is_nothing_said() -> None:
    assert judge(Utterance((), SILENCE)).heard == "not heard"
    assert judge(Utterance(())).heard == "nothing said"
    assert judge(typed("")).heard == "nothing said"


def test_what_is_typed_is_certain() -> None:
    reply = judge(typed("Please calm down."))
    assert (reply.heard, reply.engine) == ("heard", "typed")
    assert cues(reply) == {"dismiss"}


def test_the_voice_is_measured_against_its_own_baseline_only() -> None:
    loud = Prosody(level_db=-20.0, pitch_hz=160.0, pitch_range_st=4.0, rate=4.0, speech_seconds=3.0)
    raised = judge(spoken("that is what i said", prosody=loud), Baseline(-30.0, 120.0, 4.0, 4.0, 20.0))
    assert "raised_voice" in {cue.name for cue in raised.tone}
    own = judge(spoken("that is what i said", prosody=loud), Baseline(-20.0, 160.0, 4.0, 4.0, 20.0))
    assert "raised_voice" not in {cue.name for cue in own.tone}
    without = judge(spoken("that is what i said", prosody=loud))
    assert without.measures is not None
    assert without.measures.level_db is None
    assert "raised_voice" not in {cue.name for cue in without.tone}


def test_only_words_cut_in_a_noise_over_the_customer_does_not() -> None:
    over = {"response_s": -1.0, "overlap_s": 1.0}
    words = replace(spoken("please let me finish", prosody=QUIET), **over)
    assert {cue.name for cue in judge(words).tone} == {"cutting_in"}
    assert judge(replace(words, words=())).tone == ()


def test_who_said_nothing_has_no_tone() -> None:
    reply = judge(Utterance((), prosody=QUIET), Baseline(-30.0, 120.0, 4.0, 4.0, 20.0))
    assert (reply.heard, reply.tone, reply.measures) == ("nothing said", (), None)


def test_a_role_play_adds_its_policies_and_phrases_for_itself_alone() -> None:
    raw = PARCEL.model_dump(by_alias=True)
    raw["authority"]["policies"] = {"wombats": ["wombat clause"]}
    raw["phrases"] = {"offer": ["drone for you"]}
    own = library_for(Scenario.model_validate(raw), LIBRARY)
    words = ["wombat", "clause", "and", "a", "drone", "for", "you"]
    assert {"policy", "offer"} <= {cue.name for cue in PhraseJudge(own).find(words)}
    assert not {"policy", "offer"} & {cue.name for cue in PhraseJudge(library_for(PARCEL, LIBRARY)).find(words)}


@pytest.mark.parametrize("text", ["…", "!!!", "’", "\u202e", "ſ", "0" * 500, "sorry " * 2_000])
def test_strange_text_is_judged_without_a_crash(text: str) -> None:
    assert judge(typed(text)).heard == "heard"


def test_poor_practice_in_free_wording_counts_only_when_it_is_sure() -> None:
    sure = judge(typed("oh dry your eyes would you it's a bit of plastic with two wheels on"))
    assert {"dismiss", "hostile"} & cues(sure)
    doubtful = typed("if you had told us on monday we could have caught it")
    weighed = PhraseJudge(library_for(PARCEL, LIBRARY), learned=True).find(doubtful.words, "Where is it?")
    assert {cue.name for cue in weighed if cue.likelihood < SURE_OF_HARM} & HARMFUL
    assert not cues(judge(doubtful)) & HARMFUL


def test_good_practice_that_a_phrase_shows_is_not_taken_back() -> None:
    assert "probe" in cues(judge(typed("oh you poor thing that must be so frightening what happened")))
