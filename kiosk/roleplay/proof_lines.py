"""Lines of a role-play that no way of playing brings out."""

from collections.abc import Collection, Iterator, Sequence

from kiosk.roleplay.proof_model import Model
from kiosk.roleplay.proof_search import Sightings
from kiosk.roleplay.proof_types import Flaw
from kiosk.roleplay.scenario import MOODS, Says, Scenario, nearest_moods


def never_said(model: Model, sightings: Sightings) -> Iterator[Flaw]:
    """Every entry of the role-play's lines that is never said, given everything that was come across."""
    return _Lines(model, sightings).faults()


class _Lines:
    def __init__(self, model: Model, sightings: Sightings) -> None:
        self._scenario: Scenario = model.scenario
        self._entered, self._closed = sightings.entered, sightings.closed
        stayed, left = sightings.stayed, sightings.left
        self._open = {(model.nodes[node].stage, mood) for node, mood, _ in stayed}
        self._lacking: set[tuple[str, str, int]] = set()
        self._heard: set[tuple[str, str, int]] = set()
        for node, mood, effect in stayed | left:
            if model.effects[effect].heard:
                self._heard |= {(model.nodes[node].stage, sign, mood) for sign in model.effects[effect].signs}
        for node, mood in {(node, mood) for node, mood, effect in stayed if model.effects[effect].heard}:
            stage, met, _ = model.nodes[node]
            lacking = [want for want in self._scenario.stages[stage].wants if met and want not in met]
            self._lacking |= {(stage, want, mood) for want in lacking}

    def faults(self) -> Iterator[Flaw]:
        """Every line of what can be reached that no mood, no sign and no open want ever brings out."""
        reached = {stage for stage, _ in self._entered}
        for name in self._scenario.stages:
            if name in reached:
                yield from self._stage(name)
        for name, ending in self._scenario.endings.items():
            moods = {mood for closed, mood in self._closed if closed == name}
            if moods:
                yield from _unused(ending.says, moods, ("endings", name, "says"), f"when the call ends as '{name}'")
        customer, anywhere = self._scenario.customer, {mood for _, mood in self._open}
        yield from _unused(customer.presses, anywhere, ("customer", "presses"), "when this customer presses")
        for sign, says in customer.reacts.items():
            moods = {mood for _, heard, mood in self._heard if heard == sign}
            yield from _reaction(says, moods, ("customer", "reacts", sign), sign, "in this role-play")
        for name, answer in customer.answers.items():
            yield from _unused(answer.says, anywhere, ("customer", "answers", name, "says"), "when this is asked")

    def _stage(self, name: str) -> Iterator[Flaw]:
        stage = self._scenario.stages[name]
        begins = {mood for entered, mood in self._entered if entered == name}
        if name != self._scenario.first_stage:
            # The opening's other moods are there for a trainer who lets the customer begin otherwise.
            yield from _unused(stage.says, begins, ("stages", name, "says"), f"when '{name}' begins")
        for sign, says in stage.reacts.items():
            moods = {mood for where, heard, mood in self._heard if (where, heard) == (name, sign)}
            yield from _reaction(says, moods, ("stages", name, "reacts", sign), sign, f"in '{name}'")
        for want, says in stage.misses.items():
            moods = {mood for where, lacks, mood in self._lacking if (where, lacks) == (name, want)}
            place = ("stages", name, "misses", want)
            if moods:
                yield from _unused(says, moods, place, f"while '{name}' still lacks '{want}'")
            else:
                why = f"'{name}' never has another want met while '{want}' is open"
                yield Flaw(place, f"this is never said, because {why}: remove it, or use 'presses'")
        if stage.presses is not None:
            moods = {mood for where, mood in self._open if where == name}
            yield from _unused(stage.presses, moods, ("stages", name, "presses"), f"while '{name}' waits")


def _reaction(says: Says, moods: Collection[int], place: Sequence[str], sign: str, where: str) -> Iterator[Flaw]:
    if moods:
        yield from _unused(says, moods, place, f"when '{sign}' is heard {where}")
    elif sign == "nothing said":
        yield Flaw(tuple(place), "this is never said, because 'silences' are said instead: put it there")
    else:
        text = f"this is never said, because '{sign}' can't be heard {where} while the call goes on: remove it"
        yield Flaw(tuple(place), text)


def _unused(says: Says, moods: Collection[int], place: Sequence[str], when: str) -> Iterator[Flaw]:
    """The entries of `says` that are taken in none of the moods."""
    used = {_taken(says, mood) for mood in moods}
    for key in says:
        if key not in used:
            there = " or ".join(MOODS[mood] for mood in sorted(moods))
            text = f"the line for '{key}' is never said: {when} this customer is only ever {there}"
            yield Flaw((*place, key), f"{text}: remove it, or give it to one of these")


def _taken(says: Says, mood: int) -> str:
    if MOODS[mood] not in says and "any" in says:
        return "any"
    return next(other for other in nearest_moods(MOODS[mood]) if other in says)
