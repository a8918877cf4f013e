"""What `kiosk bench judging` tells of agreement with labels: each cue, each source, and how far it may be chance."""

import pytest

from kiosk.commands.benchmarks.judged import agreement, draws
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.training.rows import Row


def row(scenario: str, *cues: str) -> Row:
    return Row(f"{scenario}-{len(cues)}", scenario, "", "a reply", frozenset(cues))


ROWS = [row("good", "thank"), row("good", "thank", "own"), row("bad", "thank"), row("bad", "own")]
FOUND = [{"thank"}, {"thank", "own"}, set[str](), {"log"}]


def ranges() -> dict[str, tuple[float, float]]:
    found = draws([each.scenario for each in ROWS], [each.cues for each in ROWS], FOUND)
    return dict(zip((*PHRASE_CUES, "all"), found, strict=True))


def test_a_range_holds_what_draws_of_whole_situations_give() -> None:
    # A quarter of the draws of two situations takes the good one twice, a quarter the bad one twice.
    assert ranges()["thank"] == (0.0, 1.0)
    assert ranges()["all"] == (0.0, 1.0)


def test_a_cue_neither_labelled_nor_found_is_without_fault_in_every_draw() -> None:
    assert ranges()["escalate"] == (1.0, 1.0)


def test_the_draws_are_the_same_each_time() -> None:
    assert ranges() == ranges()


def test_every_cue_is_told_for_its_source_with_range_and_counts() -> None:
    figures = {each.what.strip(): each for each in agreement(", spoken", ROWS, FOUND)}
    assert set(figures) == {
        "phrase cues, micro-F1, spoken",
        "phrase cues, F1 of the lowest cue, spoken",
        *(f"{cue}, F1, spoken" for cue in PHRASE_CUES),
    }
    thank = figures["thank, F1, spoken"]
    assert thank.value == pytest.approx(0.8)
    assert thank.remark == "0.00 to 1.00, precision 1.00, recall 0.67, 3 labelled"
    assert figures["phrase cues, micro-F1, spoken"].value == pytest.approx(2 * 3 / (4 + 5))
    assert figures["phrase cues, F1 of the lowest cue, spoken"].remark == "log"


def test_budgets_stand_beside_the_plain_replies_alone() -> None:
    assert [each.budget for each in agreement("", ROWS, FOUND, budget=True)][:3] == [0.85, 0.7, None]
    assert {each.budget for each in agreement(", spoken", ROWS, FOUND)} == {None}
