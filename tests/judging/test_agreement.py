"""What `kiosk bench judging` tells of agreement with labels: each cue, each source, and how far it may be chance."""

import pytest

from kiosk.commands.benchmarks.judged import agreement
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.training.rows import Row


def row(scenario: str, *cues: str) -> Row:
    return Row(f"{scenario}-{len(cues)}", scenario, "", "a reply", frozenset(cues))


ROWS = [row("good", "thank"), row("good", "thank", "own"), row("bad", "thank"), row("bad", "own")]
FOUND = [{"thank"}, {"thank", "own"}, set[str](), {"log"}]


def test_every_cue_is_told_for_its_source_with_range_and_counts() -> None:
    figures = {each.what.strip(): each for each in agreement(", spoken", ROWS, FOUND)}
    assert set(figures) == {
        "phrase cues, micro-F1, spoken",
        *(f"{cue}, F1, spoken" for cue in PHRASE_CUES),
    }
    thank = figures["thank, F1, spoken"]
    assert thank.value == pytest.approx(0.8)
    assert thank.remark == "0.00 to 1.00, precision 1.00, recall 0.67, 3 labelled"
    assert figures["phrase cues, micro-F1, spoken"].value == pytest.approx(2 * 3 / (4 + 5))


def test_budgets_stand_beside_the_plain_replies_alone() -> None:
    together, lowest, *cues = agreement("", ROWS, FOUND, budget=True)
    assert (together.budget, lowest.budget, lowest.remark) == (0.85, 0.7, "log")
    assert {each.budget for each in cues} == {None}
    assert {each.budget for each in agreement(", spoken", ROWS, FOUND)} == {None}
