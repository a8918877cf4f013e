"""JSON lines of replies in, JSON lines of cues out."""

import io
import json

import pytest

from kiosk.errors import BadInput
from kiosk.judging.cue_lines import judge_lines
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
