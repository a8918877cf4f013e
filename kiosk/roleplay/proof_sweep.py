"""A quick look at many ways to play: the good learner who at some point takes to a habit, and comes back from it."""

from collections.abc import Callable, Sequence
from typing import Final

from kiosk.roleplay.call import MOST_TURNS
from kiosk.roleplay.proof_model import Model
from kiosk.roleplay.proof_replies import Given, fillings
from kiosk.roleplay.proof_search import Sightings
from kiosk.roleplay.proof_types import Step

_TIMES: Final = (1, 2, 3, 4)
"""Replies for which a habit is kept up."""
_MANNERS: Final = ((), ("acknowledge", "paraphrase", "thank"))
"""What a learner gives beside what is wanted, on the way to the end: nothing, or more than enough."""


def sweep(model: Model, sightings: Sightings, replies: Callable[[str], Sequence[Given]]) -> None:
    """Note what comes of every habit in `replies` (stage → what is tried there), from every point of a good call."""
    for manner in _MANNERS:
        step: Step | None = model.open()
        while step is not None:
            for given in replies(model.nodes[step.node].stage):
                _keep_up(model, sightings, step, given)
            step = _reply(model, sightings, step, _good(model, step, manner))


def _keep_up(model: Model, sightings: Sightings, start: Step, habit: Given) -> None:
    """The habit for a while, and then what is wanted until the end."""
    step: Step | None = start
    for turn in range(1, max(_TIMES) + 1):
        if step is None:
            return
        step = _reply(model, sightings, step, habit)
        if turn in _TIMES:
            for manner in _MANNERS:
                end = step
                while end is not None:
                    end = _reply(model, sightings, end, _good(model, end, manner))


def _reply(model: Model, sightings: Sightings, step: Step, given: Given) -> Step | None:
    """The place after a reply; None where the call is over."""
    done = model.respond(step, model.choice(given))
    sightings.note(step, done)
    return None if done.ending is not None or done.step.turn >= MOST_TURNS else done.step


def _good(model: Model, step: Step, manner: tuple[str, ...]) -> Given:
    stage, met, _ = model.nodes[step.node]
    wants = model.scenario.stages[stage].wants
    wanted = fillings([want for want in wants if want not in met] or wants)[0]
    return Given(tuple(dict.fromkeys((*wanted, *manner))))
