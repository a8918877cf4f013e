"""JSON lines of replies in, JSON lines of cues out."""

import io
import json
from pathlib import Path

import pytest

from kiosk.errors import BadInput
from kiosk.judging.cue_lines import changes, judge_lines
from kiosk.judging.library import load_library
from kiosk.judging.phrases import PhraseJudge


@pytest.fixture(scope="module")
def judge() -> PhraseJudge:
    return PhraseJudge(load_library())


def test_each_reply_gets_its_cues_with_the_words_as_given(judge: PhraseJudge) -> None:
    rows = [
        {"id": "a", "reply": "I'm SO sorry about that", "situation": "It's broken!", "note": "ignored"},
        {"id": 2, "reply": "the weather is nice"},
    ]
    out = io.StringIO()
    judged = judge_lines(io.StringIO("\n".join(json.dumps(row) for row in rows) + "\n\n"), out, judge)
    assert judged == 2
    first, second = [json.loads(line) for line in out.getvalue().splitlines()]
    assert first["id"] == "a"
    assert first["cues"] == ["apologise"]
    assert first["evidence"] == {"apologise": "I'm SO sorry about that"}
    assert second == {"id": 2, "cues": [], "evidence": {}}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{oops", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ("[" * 100_000, "nested too deep"),
        ('{"id": ' + "9" * 5_000 + "}", "a number too long"),
        ('{"id": "x"}', "'reply' is missing"),
        ('{"reply": "hello"}', "'id' is missing"),
        ('{"id": "x", "reply": 5}', "'reply' is 5"),
        ('{"id": "x", "reply": "hello", "situation": []}', "'situation' is []"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(judge: PhraseJudge, line: str, fault: str) -> None:
    good = '{"id": 1, "reply": "thank you"}'
    out = io.StringIO()
    with pytest.raises(BadInput) as error:
        judge_lines(io.StringIO(f"{good}\n{line}\n"), out, judge)
    assert str(error.value).startswith("line 2: ")
    assert fault in str(error.value)
    assert json.loads(out.getvalue())["cues"] == ["thank"], "what came before the fault is not lost"


def test_an_explanation_tells_what_stands_what_was_switched_off_and_what_nearly_stood() -> None:
    judge = PhraseJudge(load_library(), learned=True)
    row = {"id": 1, "reply": "i'm so sorry i can't promise it'll be tomorrow", "situation": "Where is it?"}
    out = io.StringIO()
    judge_lines(io.StringIO(json.dumps(row)), out, judge, explain=True)
    answer = json.loads(out.getvalue())
    assert answer["cues"][0] == "apologise"
    assert answer["why"]["apologise"]["found"]
    assert "apologise.yaml:" in answer["why"]["apologise"]["rule"]
    assert 0 <= answer["why"]["apologise"]["likelihood"] <= 1
    assert not answer["why"].get("overpromise", {}).get("found")
    for told in answer["why"].values():
        if told["likelihood"] is not None:
            assert told["found"] == (told["likelihood"] >= told["counts from"])


def test_a_trainer_sees_which_replies_their_own_phrases_change(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("phrases: |\n  consider it sorted\n")
    (tmp_path / "thank.yaml").write_text("off: yes\n")
    rows = [
        {"id": "a", "reply": "consider it sorted"},
        {"id": "b", "reply": "what did you order"},
        {"id": "c", "reply": "thank you for telling me"},
    ]
    lines = io.StringIO("\n".join(json.dumps(row) for row in rows))
    before = PhraseJudge(load_library(), learned=False)
    after = PhraseJudge(load_library(tmp_path), learned=False)
    assert [(name, changed) for name, _, changed in changes(lines, before, after)] == [
        ("a", "+ own “consider it sorted”"),
        ("c", "- thank “thank you for”"),
    ]
