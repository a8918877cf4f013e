"""A call put on to another stage by somebody who may, whatever is still wanted before it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.roleplay.scenario import Scenario, lines_for
from kiosk.roleplay.turns import Spoken

if TYPE_CHECKING:
    from kiosk.roleplay.call import CallState


def jumped(scenario: Scenario, state: "CallState", stage: str, said: Sequence[Spoken] = ()) -> "CallState":
    """The state in which the customer has come to `stage`, as if all stages before it in the file were done.

    said: what the customer said there, where that is known.
    """
    stages = list(scenario.stages)
    if not said:
        lines = lines_for(scenario.stages[stage].says, state.mood)
        text = next((line for line in lines if line not in state.said), lines[0])
        said = (Spoken(text, state.mood, "stage"),)
    return replace(
        state,
        stage=stage,
        wants_met=frozenset(),
        done=tuple(stages[: stages.index(stage)]),
        last=tuple(said),
        said=(*state.said, *(line.text for line in said)),
    )
