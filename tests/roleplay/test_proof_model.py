"""The prover's whole numbers say what the call itself does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.judging.cue import PHRASE_CUES
from kiosk.roleplay.appraisal import MOST_HEAT_FALL
from kiosk.roleplay.call import MOST_TURNS, Play
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.proof_model import Model
from kiosk.roleplay.proof_replies import Given, as_reply, replies_in
from kiosk.roleplay.scenario import MOODS
from kiosk.settings import shipped

SCENARIOS = {name: load_scenario(file) for name, file in scenario_files([shipped("scenarios")]).items()}
MODELS = {name: Model(scenario) for name, scenario in SCENARIOS.items()}
EXHAUSTIBLE = ("reaction", "interruption")
"""Lines that run out: the model takes it that there is always one left."""


@pytest.mark.parametrize("name", SCENARIOS)
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_the_model_of_a_call_goes_where_the_call_goes(name: str, data: st.DataObject) -> None:
    scenario, model = SCENARIOS[name], MODELS[name]
    play = Play(scenario)
    state, step = play.open(), model.open()
    for _ in range(MOST_TURNS):
        tried = data.draw(st.sampled_from(replies_in(scenario, state.stage)))
        before = state
        state, turn = play.respond(state, as_reply(tried, state.turn))
        ending, step, effect, _ = model.respond(step, model.choice(tried))
        assert (step.heat, step.trust, step.patience) == (state.dials.heat, state.dials.trust, state.dials.patience)
        assert MOODS[step.mood] == state.mood
        assert model.effects[effect].signs == frozenset(turn.signs)
        stops = (
            model.effects[effect].heard
            and not model._story(model.node(before.stage, before.wants_met, before.done), model.effects[effect])[1]
        )
        if stops and state.last[0].kind not in EXHAUSTIBLE:
            return
        if state.last[0].kind == "ending" and ending is None:
            return
        assert ending == state.ending
        if ending is not None:
            return
        node = model.nodes[step.node]
        assert (node.stage, node.wants_met, node.done) == (state.stage, state.wants_met, state.done)
        assert 0 <= step.heat <= 100


@pytest.mark.parametrize("name", SCENARIOS)
@given(data=st.data(), signs=st.sets(st.sampled_from(PHRASE_CUES), max_size=5))
@settings(deadline=None, max_examples=60)
def test_acknowledging_as_well_never_raises_heat_in_any_role_play(
    name: str, data: st.DataObject, signs: set[str]
) -> None:
    scenario, model = SCENARIOS[name], MODELS[name]
    step = model.open()
    for _ in range(data.draw(st.integers(0, 6))):
        tried = data.draw(st.sampled_from(replies_in(scenario, model.nodes[step.node].stage)))
        ending, step, *_ = model.respond(step, model.choice(tried))
        if ending is not None:
            return
    without = model.respond(step, model.choice(Given(tuple(sorted(signs - {"acknowledge"}))))).step
    also = model.respond(step, model.choice(Given(tuple(sorted(signs | {"acknowledge"}))))).step
    assert also.heat <= without.heat
    assert also.heat >= step.heat - MOST_HEAT_FALL
