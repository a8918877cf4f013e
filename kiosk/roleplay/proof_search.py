"""Every way a role-play can go, shortest ways first."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from kiosk.roleplay.proof_model import Model
from kiosk.roleplay.proof_replies import Given
from kiosk.roleplay.proof_types import After, Step

MOST_PLACES: Final = 12_000
"""Different places in one search: more than a shipped role-play has, and some seconds' work."""


class Sightings:
    """What any of several searches came across, without the ways that led there."""

    def __init__(self, model: Model) -> None:
        self._nodes = model.nodes
        self.endings: set[str] = set()
        self.entered: set[tuple[str, int]] = set()
        """Stages that were come into, with the mood then."""
        self.closed: set[tuple[str, int]] = set()
        """Endings, with the mood then."""
        self.stayed: set[tuple[int, int, int]] = set()
        """Place in the story, mood and effect of replies after which the stage was the same."""
        self.left: set[tuple[int, int, int]] = set()
        """The same of replies after which it was another; the place is the one that was left."""

    def begin(self, step: Step) -> None:
        """Note where a call begins."""
        self.entered.add((self._nodes[step.node].stage, step.mood))

    def note(self, before: Step, done: After) -> None:
        """Note what a reply led to."""
        after = done.step
        if done.ending is not None:
            self.endings.add(done.ending)
            self.closed.add((done.ending, after.mood))
        elif self._nodes[after.node].stage != self._nodes[before.node].stage:
            self.entered.add((self._nodes[after.node].stage, after.mood))
            self.left.add((before.node, after.mood, done.effect))
        else:
            self.stayed.add((after.node, after.mood, done.effect))


class Search:
    """A search through one role-play, and what it came across.

    Two calls are at the same *place* when they stand in the same stage with the same wants met, with the dials in
    the same bands and the same mood, and (in a `thorough` search) no condition can tell apart what was heard.
    """

    def __init__(
        self, model: Model, sightings: Sightings, replies: Callable[[str], Sequence[Given]],
        start: Step | None = None, *, thorough: bool = True, grain: int = 0,
    ) -> None:  # fmt: skip
        """`replies`: stage → what is tried there. `start`: without it, where the call opens. `grain`: points of heat
        or trust that tell places apart in any case.
        """
        self._model, self._sightings, self._thorough, self._grain = model, sightings, thorough, grain
        self._choices = {name: list(map(model.choice, replies(name))) for name in model.scenario.stages}
        self.steps: dict[int, Step] = {}
        """Place → the first call that came there."""
        self.before: dict[int, tuple[int, Given, int]] = {}
        """Place → the place before the first visit, the reply, and how many times in a row."""
        self.back: dict[int, list[int]] = {}
        """Place → the places one reply before it."""
        self.endings: dict[str, tuple[int, Given, int]] = {}
        """Ending → the first place and reply that led there, and how many times in a row."""
        self.ended: dict[int, set[str]] = {}
        """Place → the endings one reply away."""
        start = start or model.open()
        first = self._place(start, model.bands.seen(start.heard))
        self.steps[first], self.back[first] = start, []
        self._sightings.begin(start)
        self.waiting = deque([first])
        """Places that nothing was tried at yet."""

    def run(self, until: Callable[[], bool] = lambda: False, most: int = MOST_PLACES, ask_after: int = 1) -> "Search":
        """Search until everything is seen, or `most` places, or until `until` holds.

        ask_after: places between two looks at `until`.
        """
        visits = 0
        while self.waiting and len(self.steps) < most:
            self.waiting.extend(self._visit(self.waiting.popleft()))
            visits += 1
            if visits % ask_after == 0 and until():
                break
        return self

    def _visit(self, place: int) -> list[int]:
        """Try every reply at a place; returns the places nobody came to before."""
        model, step, fresh = self._model, self.steps[place], list[int]()
        for choice in self._choices[model.nodes[step.node].stage]:
            times, before, done = 1, step, model.respond(step, choice)
            while done.ending is None and times < choice.given.times:
                times, before, done = times + 1, done.step, model.respond(done.step, choice)
            ending, after, _, seen = done
            self._sightings.note(before, done)
            if ending is not None:
                self.endings.setdefault(ending, (place, choice.given, times))
                self.ended.setdefault(place, set()).add(ending)
                continue
            there = self._place(after, seen)
            if there not in self.steps:
                self.steps[there], self.before[there], self.back[there] = after, (place, choice.given, times), []
                fresh.append(there)
            self.back[there].append(place)
        return fresh

    def _place(self, step: Step, seen: int) -> int:
        bands = self._model.bands
        dials = (bands.heat[step.heat] << 5 | bands.trust[step.trust]) << 5 | bands.patience[step.patience]
        place = ((step.node << 3 | step.mood) << 15 | dials) << 6 | bands.turn[step.turn]
        if self._grain:
            place = (place << 7 | step.heat // self._grain) << 7 | step.trust // self._grain
        return seen << 64 | place if self._thorough else place

    def path(self, place: int) -> list[Given]:
        """The replies that lead to a place."""
        replies = []
        while place in self.before:
            place, given, times = self.before[place]
            replies += [given] * times
        return replies[::-1]

    def path_to_ending(self, name: str) -> list[Given]:
        """The replies that lead to an ending that was reached."""
        place, given, times = self.endings[name]
        return [*self.path(place), *[given] * times]
