"""Agreement with labels, counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.judging.evaluate import Score, evaluate

NAMES = ("thank", "own", "log")
SETS = st.frozensets(st.sampled_from(NAMES))


def test_counts_and_figures_by_cue_and_together() -> None:
    rows = [({"thank"}, {"thank", "own"}), ({"thank", "own"}, {"own"}), (set(), set())]
    result = evaluate(rows, NAMES)
    assert result.replies == 3
    assert result.cues["thank"] == Score(right=1, extra=0, missed=1)
    assert result.cues["own"] == Score(right=1, extra=1, missed=0)
    assert result.micro == Score(right=2, extra=1, missed=1)
    assert result.micro.precision == pytest.approx(2 / 3)
    assert result.micro.f1 == pytest.approx(2 / 3)
    assert result.cues["log"].f1 == 1.0, "nothing to find and nothing found"


@given(st.lists(st.tuples(SETS, SETS)))
def test_figures_stay_in_range_and_perfect_finding_scores_one(
    rows: list[tuple[frozenset[str], frozenset[str]]],
) -> None:
    result = evaluate(rows, NAMES)
    for score in (*result.cues.values(), result.micro):
        assert 0 <= score.precision <= 1
        assert 0 <= score.recall <= 1
        assert 0 <= score.f1 <= 1
    assert evaluate([(labelled, labelled) for labelled, _ in rows], NAMES).micro.f1 == 1.0
