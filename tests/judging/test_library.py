"""The cue library: what ships, what a trainer may add, and how faults are told."""

from pathlib import Path

import pytest

from kiosk.errors import BadInput
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.library import SHIPPED, load_library
from kiosk.judging.matcher import Matcher
from kiosk.judging.pattern import spoken_forms
from kiosk.judging.phrases import PhraseJudge


def names(judge: PhraseJudge, reply: str) -> list[str]:
    return [cue.name for cue in judge.find(reply.split())]


def test_every_cue_has_a_file_with_phrases_and_says_what_it_means() -> None:
    assert sorted(load_library().cues) == sorted(PHRASE_CUES)
    assert all(cue.phrases for cue in load_library().cues.values())
    for name in PHRASE_CUES:
        assert (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8").startswith("means: ")


def test_a_trainer_adds_phrases_classes_and_guards_in_an_own_folder(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("grovel: |\n  grovel | kneel\n")
    (tmp_path / "apologise.yaml").write_text("phrases: |\n  # said in our branch\n  i {grovel} before you\n")
    (tmp_path / "guards.yaml").write_text("negation:\n  phrases: |\n    hardly ever\n")
    judge = PhraseJudge(load_library(tmp_path))
    assert names(judge, "i kneel before you") == ["apologise"]
    assert names(judge, "hardly ever i kneel before you") == []
    (cue,) = judge.find(["i", "kneel", "before", "you"])
    assert cue.rule == f"phrase 'i {{grovel}} before you' ({tmp_path / 'apologise.yaml'}:3)"


def test_a_scenario_adds_its_own_phrases() -> None:
    library = load_library().extended({"policy": ["fern [pledge|word]"]}, "late-parcel.yaml")
    assert names(PhraseJudge(library), "there is a fern pledge for late parcels") == ["policy"]
    assert names(PhraseJudge(load_library()), "there is a fern pledge for late parcels") == []


def test_a_misspelt_cue_of_a_scenario_gets_the_nearest_name() -> None:
    with pytest.raises(BadInput, match=r"late-parcel\.yaml: unknown cue 'apologize'; did you mean 'apologise'\?"):
        load_library().extended({"apologize": ["sorry"]}, "late-parcel.yaml")


@pytest.mark.parametrize(
    ("file", "text", "line", "fault"),
    [
        ("apologise.yaml", "means: x\nphrases: |\n  sorry\n  i am [sorry\n", 4, "never closes"),
        ("apologise.yaml", "phrases: >-\n  sorry [a\n", None, "sorry [a"),
        ("apologise.yaml", "phrase: |\n  sorry\n", 1, "unknown key 'phrase'; did you mean 'phrases'?"),
        ("apologise.yaml", "phrases: [sorry]\n", 1, "expected a block of lines"),
        ("apologise.yaml", "phrases: |\n  so {upsett}\n", 2, "unknown word class 'upsett'"),
        ("apologise.yaml", "guards: [negations]\n", 1, "unknown guard 'negations'"),
        ("apologise.yaml", "guards: negation\n", 1, "expected a list of guard names"),
        ("apologise.yaml", "needs: [escalated]\n", 1, "unknown cue 'escalated'"),
        ("apologise.yaml", "- sorry\n", 1, "expected `name: value` lines"),
        ("apologise.yaml", "means: 'x\n", None, "not readable as YAML"),
        ("guards.yaml", "negation:\n  reach: far\n", 2, "reach 'far' is not a count of words"),
        ("words.yaml", "mood: |\n  cross | (sad\n", 2, "never closes"),
    ],
)
def test_a_faulty_file_is_named_with_line_and_remedy(
    tmp_path: Path, file: str, text: str, line: int | None, fault: str
) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(BadInput) as error:
        load_library(tmp_path)
    place = f"{tmp_path / file}:{line}: " if line else f"{tmp_path / file}"
    assert str(error.value).startswith(place)
    assert fault in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_of_an_unknown_cue_gets_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "apologies.yaml").write_text("phrases: |\n  sorry\n")
    with pytest.raises(BadInput, match=r"unknown cue 'apologies'; did you mean 'apologise'\?"):
        load_library(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder of phrases"):
        load_library(tmp_path / "missing")


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "thank.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="not readable as YAML"):
        load_library(tmp_path)


def test_a_line_set_further_in_goes_on_with_the_phrase_above(tmp_path: Path) -> None:
    (tmp_path / "thank.yaml").write_text("phrases: |\n  much [obliged|\n      beholden]\n  [a\n")
    with pytest.raises(BadInput, match=r"thank\.yaml:4: "):
        load_library(tmp_path)
    (tmp_path / "thank.yaml").write_text("phrases: |\n  much [obliged|\n      beholden]\n")
    assert names(PhraseJudge(load_library(tmp_path)), "much beholden") == ["thank"]


def test_what_a_cue_means_can_be_shown_to_people() -> None:
    assert all(cue.means for cue in load_library().cues.values())


def test_every_form_of_a_phrase_as_it_may_be_said_is_found_by_the_phrase() -> None:
    phrases = [phrase for cue in load_library().cues.values() for phrase in cue.phrases]
    matcher = Matcher(phrases)
    for index, phrase in list(enumerate(phrases))[::5]:
        for text in spoken_forms(phrase):
            assert index in {match.phrase for match in matcher.find(text.split())}, f"{phrase.where}: '{text}'"


def test_each_alternative_of_a_phrase_is_said_at_least_once(tmp_path: Path) -> None:
    (tmp_path / "apologise.yaml").write_text("phrases: |\n  i [kneel|bow (low)|grovel] ...2 [here|now] (again)\n")
    said = set(load_library(tmp_path).sentences()) - set(load_library().sentences())
    assert {word for text in said for word in text.split()} == {
        "i", "kneel", "bow", "low", "grovel", "here", "now", "again"
    }  # fmt: skip
