"""Phrases and free wording together: what is found on replies never trained on, and what a trainer can decide."""

import time
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import BadInput
from kiosk.hearing.utterance import Word
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.evaluate import Evaluation, evaluate
from kiosk.judging.learned.training.noise import misheard
from kiosk.judging.learned.training.rows import REPLIES, read_rows
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge

JUDGE = PhraseJudge(load_library(), learned=True)
ALONE = PhraseJudge(load_library(), learned=False)
DEVELOPMENT = read_rows([REPLIES / "development.jsonl"])
"""320 replies to situations that the model was never trained on."""


FREE = "honestly you're getting in such a flap about a doll"
"""A dismissal that no phrase of the library holds."""


def names(judge: PhraseJudge, reply: str, situation: str | None = None) -> set[str]:
    return {cue.name for cue in judge.find(reply.split(), situation)}


def measured(judge: PhraseJudge, wrong_words: float = 0.0) -> Evaluation:
    chance = np.random.default_rng(0)
    found = [
        (row.cues, {cue.name for cue in judge.find(misheard(row.reply.split(), wrong_words, chance), row.situation)})
        for row in DEVELOPMENT
    ]
    return evaluate(found, PHRASE_CUES)


def test_replies_to_situations_never_trained_on_are_judged_as_assessors_judge_them() -> None:
    together = measured(JUDGE)
    assert together.micro.f1 >= 0.87
    assert {name: score.f1 for name, score in together.cues.items() if score.f1 < 0.65} == {}
    assert together.micro.f1 > measured(ALONE).micro.f1


@pytest.mark.parametrize(("wrong", "least"), [(0.1, 0.80), (0.2, 0.75)])
def test_a_poor_recogniser_costs_little(wrong: float, least: float) -> None:
    assert measured(JUDGE, wrong).micro.f1 >= least


def test_every_cue_names_its_words_its_rule_and_how_likely_it_is() -> None:
    for row in DEVELOPMENT[:80]:
        words = row.reply.split()
        for cue in JUDGE.find(words, row.situation):
            assert cue.evidence == " ".join(words[cue.first : cue.last + 1])
            assert 0.2 < cue.likelihood <= 1
            assert cue.rule.startswith(("phrase '", "free wording, likely to ")) or cue.name == "paraphrase"


def test_evidence_in_free_wording_is_as_certain_as_its_least_certain_word() -> None:
    (plain,) = [cue for cue in JUDGE.find(FREE.split()) if cue.name == "dismiss"]
    unsure = [Word(text, at, at + 1, 0.3 if at == plain.last else 0.9) for at, text in enumerate(FREE.split())]
    (dismissal,) = [cue for cue in JUDGE.find(unsure) if cue.name == "dismiss"]
    assert dismissal.evidence == plain.evidence
    assert dismissal.confidence == 0.3


def test_punctuation_and_capitals_of_a_typed_reply_change_nothing() -> None:
    for row in DEVELOPMENT[:40]:
        typed = row.reply.capitalize().replace(" and ", ", and ").replace("'", "’") + "."
        assert names(JUDGE, typed, row.situation) == names(JUDGE, row.reply, row.situation)


def test_a_trainer_can_switch_the_free_wording_of_a_cue_off(tmp_path: Path) -> None:
    assert "dismiss" in names(JUDGE, FREE)
    (tmp_path / "dismiss.yaml").write_text("learned: no\n", "utf-8")
    assert "dismiss" not in names(PhraseJudge(load_library(tmp_path), learned=True), FREE)


def test_a_switch_that_is_neither_yes_nor_no_is_named(tmp_path: Path) -> None:
    (tmp_path / "apologise.yaml").write_text("means: sorry\nlearned: perhaps\n", "utf-8")
    with pytest.raises(BadInput, match=r"apologise\.yaml:2: learned 'perhaps' is neither yes nor no"):
        load_library(tmp_path)


def test_a_role_plays_own_phrase_is_never_taken_back() -> None:
    own = load_library().extended({"log": ["the weather is nice"]}, "role-play x")
    assert "log" not in names(JUDGE, "the weather is nice")
    assert "log" in names(PhraseJudge(own, learned=True), "the weather is nice")


def test_words_without_letters_are_no_reply() -> None:
    assert JUDGE.find(["…", "-"]) == JUDGE.find([]) == ()


def test_a_long_reply_is_judged_within_its_budget() -> None:
    words = (" ".join(row.reply for row in DEVELOPMENT[:5])).split()[:60]
    JUDGE.find(words, DEVELOPMENT[0].situation)
    started = time.process_time()
    for _ in range(10):
        JUDGE.find(words, DEVELOPMENT[0].situation)
    assert (time.process_time() - started) / 10 < 0.020
