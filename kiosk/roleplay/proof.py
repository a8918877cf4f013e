"""Proves a role-play by playing it: the good learner gets there, the lazy ones don't, and every call ends.

All ways to play are walked through (`proof_search`), the shortest first. Deterministic.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.roleplay.call import LEFT, CallState, Play
from kiosk.roleplay.names import split_then
from kiosk.roleplay.proof_lines import never_said
from kiosk.roleplay.proof_model import Model
from kiosk.roleplay.proof_players import GOOD_LEARNERS, LAZY_LEARNERS, STOCK, good_reply, play_along
from kiosk.roleplay.proof_replies import IDLE, UNTIL_LOST, Given, as_reply, path_text, replies_in, signs_that_matter
from kiosk.roleplay.proof_search import Search, Sightings
from kiosk.roleplay.proof_sweep import sweep
from kiosk.roleplay.proof_types import Flaw, Step
from kiosk.roleplay.scenario import MOODS, Scenario

__all__ = ["Flaw", "prove", "replay"]


def prove(play: Play) -> Iterator[Flaw]:
    """Every flaw found, the graver kinds first.

    Lines that are never said are told of only where there is no other flaw: most come of one.
    """
    proof = _Proof(play)
    flaws = [*proof.good_learners(), *proof.dead_ends(), *proof.lazy_learners()]
    flaws += proof.flaws_left(proof.unreachable)
    yield from flaws or proof.flaws_left(lambda: never_said(proof.model, proof.sightings))


def replay(play: Play, path: Sequence[Given]) -> CallState:
    """Play a path through the call itself, to its end or the call's."""
    state = play.open()
    for given in path:
        if state.ending is None:
            state, _ = play.respond(state, as_reply(given, state.turn))
    return state


_CLOSER: Final = ((False, 0), (False, 10), (True, 0))
"""How closely a search looks (`thorough`, `grain`), from the quickest on."""
_MOST_PLACES: Final = 3_000
"""Places in each search, those with the shortest ways: about a second's work."""


@dataclass
class _Proof:
    """One role-play being proved."""

    play: Play

    def __post_init__(self) -> None:
        scenario = self.play.scenario
        self.scenario, self.model = scenario, Model(scenario)
        self.outcomes = {name: ending.outcome for name, ending in scenario.endings.items()}
        self.good = {name for name, outcome in self.outcomes.items() if outcome == "good"}
        replies = {stage: replies_in(scenario, stage) for stage in scenario.stages}
        self._replies = replies
        matters = signs_that_matter(scenario)
        self._harmless = {
            stage: [
                given for given in all_ if not given.harmful and (not given.signs or matters.intersection(given.signs))
            ]
            for stage, all_ in replies.items()
        }
        self.sightings = Sightings(self.model)
        self._hopeless = {("stages", name) for name in scenario.stages} | {
            ("endings", name) for name in scenario.endings
        }
        self._hopeless -= set(_led_to(scenario))
        self.careful = Search(self.model, self.sightings, self._harmless.__getitem__).run(most=_MOST_PLACES)
        sweep(self.model, self.sightings, self._anything)
        self._closer = list(_CLOSER)

    def flaws_left(self, look: Callable[[], Iterator[Flaw]]) -> list[Flaw]:
        """What `look` makes of the sightings, once looking closer brings nothing more to light."""
        while any(flaw.where not in self._hopeless for flaw in look()) and self._closer:
            thorough, grain = self._closer.pop(0)
            search = Search(self.model, self.sightings, self._anything, thorough=thorough, grain=grain)
            search.run(until=lambda: not any(look()), most=_MOST_PLACES, ask_after=_MOST_PLACES // 10)
        return list(look())

    def _anything(self, stage: str) -> list[Given]:
        return [*self._replies[stage], *UNTIL_LOST]

    def good_learners(self) -> Iterator[Flaw]:
        """The learner who gives what is wanted ends well, and the slower ones not badly."""
        best = play_along(self.play, good_reply(self.scenario))
        state = best.state
        if state.ending not in self.good:
            at = f"(heat {state.dials.heat}, trust {state.dials.trust}, patience {state.dials.patience})"
            yield Flaw(
                ("stages", state.stage),
                f"a learner who gives every stage what it wants ends with '{state.ending}', not with a good "
                f"ending {at}: {path_text(best.path)}: check 'then' and the dials",
                best.path,
            )
            return
        for who, player in GOOD_LEARNERS.items():
            played = play_along(self.play, player(self.scenario))
            ending = played.state.ending or ""
            if self.outcomes.get(ending, "bad") == "bad":
                text = f"a learner who {who} can't avoid the ending '{ending}': {path_text(played.path)}"
                text = f"{text}: let what is wanted weigh more, or the call start gentler"
                yield Flaw(self._place_of(ending), text, played.path)
                return

    def dead_ends(self) -> Iterator[Flaw]:
        """Where a learner who did no harm is past all help: no good ending any more, however calm the customer.

        That dials have gone too far, or patience is running out, is a call lost fairly. Only the place with the
        shortest way to it is told of: those behind it mostly come of the same fault.
        """
        if not self.good & self.careful.endings.keys():
            return
        judged = set[tuple[int, int]]()
        alive = self._leads_to_good()
        for place, step in self.careful.steps.items():
            stage = self.model.nodes[step.node].stage
            case = (step.node, self.model.bands.seen(step.heard))
            if place in alive or case in judged:
                continue
            judged.add(case)
            path = self.careful.path(place)
            if not self._can_be_saved(step) and replay(self.play, path).stage == stage:
                text = f"no good ending can be reached any more, however calm the customer is, after {path_text(path)}"
                yield Flaw(("stages", stage), f"{text}: let 'then' or an ending's 'when' leave a way", path)
                return

    def _leads_to_good(self) -> set[int]:
        """The places of a careful learner from which some reply after another leads to a good ending.

        Those that the search did not come to look at count among them: nothing is known against them.
        """
        waiting = [place for place, endings in self.careful.ended.items() if endings & self.good]
        waiting += self.careful.waiting
        alive = set(waiting)
        while waiting:
            fresh = [place for place in self.careful.back[waiting.pop()] if place not in alive]
            alive.update(fresh)
            waiting += fresh
        return alive

    def _can_be_saved(self, step: Step) -> bool:
        """Whether a good ending could still be reached with a customer who is calm and has all the time."""
        best = step._replace(heat=0, trust=100, patience=100, mood=MOODS.index("calm"), turn=0)
        search = Search(self.model, Sightings(self.model), self._harmless.__getitem__, best)
        search.run(until=lambda: bool(self.good & search.endings.keys()))
        return bool(self.good & search.endings.keys())

    def lazy_learners(self) -> Iterator[Flaw]:
        """Nobody gets anywhere by giving nothing, and nobody is let go on for ever.

        A mixed ending is a plan that the customer doubts; who has said nothing has made none, so silence and talk
        beside the point must end badly. Stock phrases may come to that, but not to a good ending.
        """
        told = set[str]()
        for what, replies, wrong in (
            ("a learner who gives the customer nothing", IDLE, ("good", "mixed")),
            ("a learner with nothing but stock phrases", STOCK, ("good",)),
        ):
            for name, path in self._endings_by(replies):
                if self.outcomes.get(name) in wrong and name not in told:
                    told.add(name)
                    text = f"{what} reaches the {self.outcomes[name]} ending '{name}': {path_text(path)}"
                    yield Flaw(self._place_of(name), f"{text}: let its 'when' or its stages want more", path)
        for who, player in LAZY_LEARNERS.items():
            played = play_along(self.play, player(self.scenario))
            ending = played.state.ending
            if ending in self.good - told:
                told.add(ending)
                text = f"a learner who {who} reaches the good ending '{ending}': {path_text(played.path)}"
                yield Flaw(self._place_of(ending), f"{text}: let its stages want more", played.path)
            if ending == LEFT and LEFT not in told:
                told.add(LEFT)
                text = f"a learner who {who} is never stopped: give an ending 'when: patience at most 0'"
                yield Flaw(("endings",), text, played.path)

    def _endings_by(self, replies: Sequence[Given]) -> Iterator[tuple[str, Sequence[Given]]]:
        """Every ending that these replies alone can lead to, with the shortest way."""
        everywhere = dict.fromkeys(self.scenario.stages, replies)
        search = Search(self.model, Sightings(self.model), everywhere.__getitem__, grain=1).run()
        for name in search.endings:
            path = search.path_to_ending(name)
            if replay(self.play, path).ending == name:
                yield name, path

    def unreachable(self) -> Iterator[Flaw]:
        """Stages and endings that no way of playing leads to."""
        stages = {stage for stage, _ in self.sightings.entered}
        for name in self.scenario.stages:
            if name not in stages:
                text = f"no way of playing leads to the stage '{name}': check what 'then' leads there"
                yield Flaw(("stages", name), text)
        for name in self.scenario.endings:
            if name not in self.sightings.endings:
                text = f"no way of playing leads to the ending '{name}': check its 'when' and what 'then' leads there"
                yield Flaw(("endings", name), text)

    def _place_of(self, ending: str) -> tuple[str, ...]:
        return ("endings", ending) if ending in self.outcomes else ("endings",)


def _led_to(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """The stages and endings that the file leads to, whatever its conditions."""
    waiting, seen = [scenario.first_stage], set[str]()
    yield from (("endings", name) for name, ending in scenario.endings.items() if ending.when)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in scenario.stages:
            yield "stages", name
            waiting += [target for target, _ in map(split_then, scenario.stages[name].then)]
        else:
            yield "endings", name
