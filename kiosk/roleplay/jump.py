"""A call put on to another stage by somebody who may, whatever is still wanted before it."""

from dataclasses import replace

from kiosk.roleplay.call import CallState
from kiosk.roleplay.scenario import Scenario, lines_for
from kiosk.roleplay.turns import Spoken


def jumped(scenario: Scenario, state: CallState, stage: str) -> CallState:
    """The state in which the customer has come to `stage`, as if all stages before it in the file were done."""
    stages = list(scenario.stages)
    lines = lines_for(scenario.stages[stage].says, state.mood)
    text = next((line for line in lines if line not in state.said), lines[0])
    return replace(
        state,
        stage=stage,
        wants_met=frozenset(),
        done=tuple(stages[: stages.index(stage)]),
        last=(Spoken(text, state.mood, "stage"),),
        said=(*state.said, text),
    )
