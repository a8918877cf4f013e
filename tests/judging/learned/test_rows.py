"""Labelled replies: what is read, and how they are split."""

import json
from pathlib import Path

import pytest

from kiosk.errors import BadInput
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.training.rows import held_out, labels, read_rows

ROW = {"id": "a", "scenario": "late-parcel", "situation": "It's late!", "reply": "i'm sorry", "cues": ["apologise"]}
# The package carries the development replies alone; the others are in the repository.
REPLIES = Path(__file__).parents[3] / "kiosk/judging/learned/replies"
FILES = sorted(REPLIES.glob("*.jsonl"))


def test_all_labelled_replies_can_be_read_and_none_comes_twice() -> None:
    rows = read_rows(FILES)
    assert len(rows) > 8_000
    assert len({row.id for row in rows}) == len(rows)
    assert len({(row.situation, row.reply) for row in rows}) == len(rows)
    assert labels(rows).sum(0).min() >= 200, "every cue has enough replies to learn from"


def test_replies_are_written_as_a_recogniser_writes_them() -> None:
    for row in read_rows(FILES):
        assert row.reply == " ".join(row.reply.lower().split()), row.id
        assert not set(row.reply) & set('.,;:!?"()0123456789'), row.id


def test_the_development_situations_are_never_trained_on() -> None:
    development = {row.scenario for row in read_rows([REPLIES / "development.jsonl"])}
    others = {row.scenario for row in read_rows(file for file in FILES if file.stem != "development")}
    assert not development & others


def test_a_split_keeps_every_case_on_one_side_and_uses_each_once() -> None:
    rows = read_rows(FILES)
    folds = [held_out(rows, 4, fold) for fold in range(4)]
    assert sum(fold.astype(int) for fold in folds).tolist() == [1] * len(rows)
    for fold in folds:
        out = {row.scenario for row, away in zip(rows, fold.tolist(), strict=True) if away}
        assert not out & {row.scenario for row, away in zip(rows, fold.tolist(), strict=True) if not away}


def test_further_situations_move_none_of_those_that_were_there() -> None:
    rows = read_rows(FILES)
    for fold in range(4):
        assert held_out(rows[:3_000], 4, fold).tolist() == held_out(rows, 4, fold)[:3_000].tolist()


def test_labels_have_one_column_a_cue(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(ROW) + "\n\n", "utf-8")
    (row,) = labels(read_rows([file]))
    assert [cue for cue, there in zip(PHRASE_CUES, row.tolist(), strict=True) if there] == ["apologise"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{oops", "not a labelled reply"),
        ('{"id": "a"}', "not a labelled reply"),
        (json.dumps(ROW | {"cues": ["appologise"]}), "unknown cues"),
        (json.dumps(ROW | {"reply": " "}), "empty reply"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, line: str, fault: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(ROW) + "\n" + line + "\n", "utf-8")
    with pytest.raises(BadInput, match=fault) as error:
        read_rows([file])
    assert str(error.value).startswith(f"{file}:2: ")
