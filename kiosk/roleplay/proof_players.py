"""Learners of several kinds, each a rule for what to reply where a call stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final

from kiosk.judging.cue import HARMFUL, PHRASE_CUES
from kiosk.roleplay.call import CallState, Play
from kiosk.roleplay.names import alternatives
from kiosk.roleplay.proof_replies import GIBBERISH, NOT_HEARD, SAME_AGAIN, SILENCE, STUFFED, Given, as_reply, fillings
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Reply, Turn

Player = Callable[[CallState], Given]
"""Gives a reply to where the call stands."""
STOCK: Final = (
    Given(("acknowledge", "apologise")),
    Given(("probe",)),
    Given(("own",)),
    Given(("thank",)),
)
"""What can be said to anybody about anything, and settles nothing."""
_MOST_AT_ONCE: Final = 7
"""Helpful cues that a reply may hold before it counts as a list of phrases."""


@dataclass(frozen=True, slots=True)
class PlayedOut:
    """A call played to its end."""

    state: CallState
    turns: tuple[Turn, ...]
    path: tuple[Given, ...]


def play_along(
    play: Play, player: Player, reply: Callable[[Given, int], Reply] = as_reply, state: CallState | None = None
) -> PlayedOut:
    """Play until the call ends. Every call ends: there is a last turn. `reply` puts what is given into words."""
    state, turns, path = state or play.open(), list[Turn](), list[Given]()
    while state.ending is None:
        path.append(player(state))
        state, turn = play.respond(state, reply(path[-1], state.turn))
        turns.append(turn)
    return PlayedOut(state, tuple(turns), tuple(path))


def play_out(play: Play, player: Player, state: CallState | None = None) -> CallState:
    """The state in which a call ends."""
    return play_along(play, player, state=state).state


def good_reply(scenario: Scenario, way: int = 0) -> Player:
    """Gives each stage what it wants and nothing else. `way`: which of the ways that the alternatives allow."""

    def player(state: CallState) -> Given:
        ways = fillings(_open_wants(scenario, state))
        return Given(ways[way % len(ways)])

    return player


def _open_wants(scenario: Scenario, state: CallState) -> Sequence[str]:
    wants = scenario.stages[state.stage].wants
    # A stage that has all it wants goes on after one more reply that gives it something.
    return [want for want in wants if want not in state.wants_met] or wants


def slow_reply(scenario: Scenario) -> Player:
    """Gives one thing a reply."""

    def player(state: CallState) -> Given:
        return Given(alternatives(_open_wants(scenario, state)[0])[:1])

    return player


def first(*openings: Given) -> Callable[[Scenario], Player]:
    """Begins with these replies and is good afterwards."""

    def made(scenario: Scenario) -> Player:
        good = good_reply(scenario)
        return lambda state: openings[state.turn] if state.turn < len(openings) else good(state)

    return made


def always(*replies: Given) -> Callable[[Scenario], Player]:
    """Gives these in turn, whatever is said."""

    def made(scenario: Scenario) -> Player:
        turn = cycle(replies)
        return lambda state: next(turn)

    return made


def same_words(scenario: Scenario) -> Player:
    """Gives the same reply, which holds what the stages want, over and over."""
    wants = [want for stage in scenario.stages.values() for want in stage.wants]
    signs = tuple(dict.fromkeys(alternatives(want)[0] for want in wants))[:_MOST_AT_ONCE]
    return lambda state: Given(signs) if state.turn == 0 else SAME_AGAIN


GOOD_LEARNERS: Final[Mapping[str, Callable[[Scenario], Player]]] = {
    "gives one thing a reply": slow_reply,
    "takes the second of every two ways": lambda scenario: good_reply(scenario, 1),
    "takes the third of every three ways": lambda scenario: good_reply(scenario, 2),
    "is not heard at first": first(NOT_HEARD, NOT_HEARD),
    "needs a moment at first": first(SILENCE),
    "talks beside the point at first": first(GIBBERISH),
}
"""Learners who must not end badly."""
LAZY_LEARNERS: Final[Mapping[str, Callable[[Scenario], Player]]] = {
    "says nothing": always(SILENCE),
    "talks but never to the point": always(GIBBERISH),
    "says every helpful phrase at once": always(STUFFED),
    "gives the same reply over and over": same_words,
    "goes round a few stock phrases": always(*STOCK),
    **{f"gives the customer nothing but '{cue}'": always(Given((cue,))) for cue in PHRASE_CUES if cue in HARMFUL},
}
"""Learners who must not end well, and must be stopped."""
