"""Proves a role-play by playing it: the good learner gets there, the lazy ones don't, and every call ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.hearing.utterance import Word
from kiosk.judging.cue import HARMFUL, PHRASE_CUES, Cue
from kiosk.roleplay.call import LEFT, CallState, Play
from kiosk.roleplay.names import alternatives
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Heard, Reply

Player = Callable[[CallState], Reply]
"""Gives a reply to where the call stands."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that playing the role-play brought out."""

    where: tuple[str, ...]
    """Keys in the file: ("endings", "resolved")."""
    text: str


def reply_with(*signs: str, heard: Heard = "heard", number: int = 0) -> Reply:
    """A reply that carries these cues and no words of any scenario; `number` keeps replies from being the same."""
    words = tuple(Word(f"{sign}{number}", 0.0, 0.0, 1.0) for sign in signs) or (Word(f"word{number}", 0.0, 0.0, 1.0),)
    cues = tuple(Cue(sign, at, at, f"{sign}{number}", "proof") for at, sign in enumerate(signs))
    return Reply(heard, words if heard == "heard" else (), cues if heard == "heard" else ())


def good_reply(scenario: Scenario) -> Player:
    """Gives each stage what it wants, the first alternative of every want, and nothing else."""

    def player(state: CallState) -> Reply:
        wants = [want for want in scenario.stages[state.stage].wants if want not in state.wants_met]
        return reply_with(*(_first_phrase_cue(want) for want in wants), number=state.turn)

    return player


def _first_phrase_cue(want: str) -> str:
    return next((sign for sign in alternatives(want) if sign in PHRASE_CUES), "probe")


def play_out(play: Play, player: Player, state: CallState | None = None) -> CallState:
    """Play until the call ends. Every call ends: there is a last turn."""
    state = state or play.open()
    while state.ending is None:
        state, _ = play.respond(state, player(state))
    return state


def prove(play: Play) -> Iterator[Flaw]:
    """Every flaw found. Deterministic."""
    scenario = play.scenario
    good = {name for name, ending in scenario.endings.items() if ending.outcome == "good"}
    best = play_out(play, good_reply(scenario))
    if best.ending not in good:
        text = f"a learner who gives every stage what it wants ends with '{best.ending}', not with a good ending"
        yield Flaw(
            ("stages", best.stage),
            f"{text}: check 'then' and the dials (heat {best.dials.heat}, trust {best.dials.trust})",
        )
    yield from _lazy_learners(play, good)
    yield from _unreachable(play)


def _lazy_learners(play: Play, good: set[str]) -> Iterator[Flaw]:
    lazy: dict[str, Player] = {
        "says nothing": lambda state: reply_with(heard="nothing said"),
        "talks but never to the point": lambda state: reply_with(number=state.turn),
        "says every helpful phrase at once": lambda state: reply_with(*PHRASE_CUES[:14], number=state.turn),
        "gives the same reply over and over": lambda state: reply_with(*_all_wants(play.scenario)),
    }
    for who, player in lazy.items():
        end = play_out(play, player)
        if end.ending in good:
            text = f"a learner who {who} reaches the good ending '{end.ending}': let its stages want more"
            yield Flaw(("endings", end.ending or ""), text)
        if end.ending == LEFT:
            text = f"a learner who {who} is never stopped: give an ending 'when: patience at most 0'"
            yield Flaw(("endings",), text)


def _all_wants(scenario: Scenario) -> tuple[str, ...]:
    wants = [_first_phrase_cue(want) for stage in scenario.stages.values() for want in stage.wants]
    return tuple(dict.fromkeys(wants))[:7]


def _unreachable(play: Play) -> Iterator[Flaw]:
    """Stages and endings that none of many ways of playing leads to."""
    scenario, reached = play.scenario, set[str]()
    for state in _ways_to_play(play):
        reached |= {state.ending or "", state.stage, *state.done}
    for name in scenario.stages:
        if name not in reached:
            yield Flaw(
                ("stages", name), f"no way of playing leads to the stage '{name}': check what 'then' leads there"
            )
    for name in scenario.endings:
        if name not in reached:
            text = f"no way of playing leads to the ending '{name}': check its 'when' and what 'then' leads there"
            yield Flaw(("endings", name), text)


def _ways_to_play(play: Play) -> Iterator[CallState]:
    """The good learner who at some turn takes to one habit, for a while or for good."""
    good = good_reply(play.scenario)
    habits: list[tuple[str, ...]] = [(cue,) for cue in (*PHRASE_CUES, "over the limit")]
    habits += [("probe", "escalate", "reason", "timeline"), ("escalate", "reason", "timeline")]
    start: CallState | None = play.open()
    while start is not None and start.ending is None:
        for habit in habits:
            for turns in (1, 2, 40):
                yield play_out(play, _habitual(good, habit, start.turn + turns), start)
        yield play_out(play, lambda state: reply_with(heard="nothing said"), start)
        start, _ = play.respond(start, good(start))
    if start is not None:
        yield start


def _habitual(good: Player, habit: tuple[str, ...], until: int) -> Player:
    def player(state: CallState) -> Reply:
        reply = good(state)
        if state.turn >= until:
            return reply
        wanted = [cue.name for cue in reply.cues] if not HARMFUL.intersection(habit) else []
        return reply_with(*dict.fromkeys((*wanted, *habit)), number=state.turn)

    return player
