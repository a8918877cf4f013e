"""What a trainer did to a call: it is told plainly, and changes no mark."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord, Turn


@dataclass(frozen=True, slots=True)
class LedByTrainer:
    """One step of a trainer's."""

    turn: int | None
    """Number of the turn before which it was; None where the record does not tell."""
    text: str


def led_by_trainer(scenario: Scenario, record: CallRecord) -> tuple[LedByTrainer, ...]:
    """Everything that a trainer did, in the order of the call."""
    return (*_tried_again(record), *_along_the_way(scenario, record))


def _tried_again(record: CallRecord) -> Iterator[LedByTrainer]:
    if record.retakes:
        yield LedByTrainer(
            None, f"led by the trainer: went back for another try at a reply; the first try is in call {record.retakes}"
        )


def _along_the_way(scenario: Scenario, record: CallRecord) -> Iterator[LedByTrainer]:
    stage, stayed = scenario.first_stage, True
    for turn in record.turns:
        if turn.stage_before != stage:
            yield _step(turn, f"moved on to stage “{turn.stage_before}”")
        elif stayed and [line.kind for line in turn.customer] == ["stage"]:
            yield _step(turn, f"began stage “{stage}” anew")
        heat = sum(move.by for move in turn.moves if (move.sign, move.dial) == ("trainer", "heat"))
        if heat:
            yield _step(turn, f"{'raised' if heat > 0 else 'lowered'} heat by {abs(heat)}")
        stage, stayed = turn.stage, turn.stage == turn.stage_before


def _step(turn: Turn, what: str) -> LedByTrainer:
    return LedByTrainer(turn.number, f"led by the trainer: {what} before turn {turn.number}")
