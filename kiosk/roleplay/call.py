"""The call as a state machine: (state, reply) → (state, turn, lines). No clock, no sound, no file.

What the customer says next is chosen in a fixed order: an ending that is due, a reaction to a strong cue, the
answer to a question, the next stage when its wants are met, else a press.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kiosk.judging.cue import HARMFUL
from kiosk.roleplay import conditions
from kiosk.roleplay.appraisal import appraisal_for, settle
from kiosk.roleplay.conditions import Condition, View
from kiosk.roleplay.jump import jumped
from kiosk.roleplay.mood import mood_for
from kiosk.roleplay.names import alternatives, split_then
from kiosk.roleplay.scenario import Mood, Says, Scenario, lines_for, nearest_moods
from kiosk.roleplay.turns import Dials, LineKind, Move, Reply, Spoken, Turn
from kiosk.roleplay.understanding import Understood, understand

OUTSIDE = frozenset({"on hold", "trainer"})
"""Signs of moves that no reply made: they happened before it, and are kept with it."""
MOST_TURNS = 40
"""A call that has gone on for so many turns ends: the customer leaves."""
LEFT = "ran out of time"
"""The ending of a call that reached MOST_TURNS."""
BLOCKING = HARMFUL | {
    "early offer",
    "early escalation",
    "repeated apology",
    "read from a script",
    "said before",
    "raised_voice",
    "cutting_in",
}
"""A reaction to one of these is all the customer says; after any other the story goes on."""


@dataclass(frozen=True, slots=True)
class CallState:
    """Where a call stands between two replies."""

    stage: str
    dials: Dials
    mood: Mood
    turn: int = 0
    """Replies so far."""
    heard: Mapping[str, int] = field(default_factory=dict)
    """Sign → in how many replies it was heard."""
    wants_met: frozenset[str] = frozenset()
    """Wants of this stage that are met."""
    done: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    """Every line the customer has said, in order."""
    replies: tuple[str, ...] = ()
    """What the learner has said and was heard to say, reply by reply."""
    last: tuple[Spoken, ...] = ()
    """The lines just said."""
    ending: str | None = None


class Play:
    """A role-play ready to be played: its conditions compiled, its customer's appraisal at hand."""

    def __init__(self, scenario: Scenario, seed: int = 0) -> None:
        """`seed` varies which of several lines comes first; the same seed gives the same call."""
        self.scenario = scenario
        self.seed = seed
        self.appraisal = appraisal_for(scenario)
        self._endings = [(name, self._parse(ending.when)) for name, ending in scenario.endings.items() if ending.when]
        self._then = {
            name: [(target, self._parse(when or "always")) for target, when in map(split_then, stage.then)]
            for name, stage in scenario.stages.items()
        }

    def _parse(self, text: str) -> Condition:
        return conditions.parse(text, self.scenario.signs, self.scenario.stages)

    def open(self) -> CallState:
        """The state in which the customer has said the opening line (`last`)."""
        starts = self.scenario.customer.starts
        dials = Dials(starts.heat, starts.trust, starts.patience)
        state = CallState(self.scenario.first_stage, dials, mood_for(dials))
        line = self._line(state, self.scenario.stages[state.stage].says, "opening")
        return replace(state, last=(line,), said=(line.text,))

    def respond(self, state: CallState, reply: Reply) -> tuple[CallState, Turn]:
        """The state after a reply, whose `last` is what the customer says to it, and the turn as it is kept."""
        meant = understand(self.scenario, reply, " ".join(state.said).lower(), state.facts, state.replies)
        turn = state.turn + 1
        view = View(state.dials.as_dict(), meant.signs, state.heard, state.stage, state.done, turn)
        signs = self.appraisal.in_context(view)
        view = replace(view, now=signs)
        moves = self.appraisal.moves(view)
        if reply.heard != "not heard":
            moves += self.appraisal.time_passes()
        dials, applied = settle(state.dials, moves)
        after = replace(
            state,
            dials=dials,
            mood=mood_for(dials, state.mood),
            turn=turn,
            heard=dict(Counter(state.heard) + Counter(signs)),
            facts=state.facts | set(meant.facts),
            replies=(*state.replies, reply.text) if reply.heard == "heard" else state.replies,
            wants_met=state.wants_met | self._met(state.stage, signs),
        )
        view = replace(view, dials=dials.as_dict())
        after, lines = self._choose(after, view, reply, meant, signs)
        after = replace(after, last=lines, said=(*state.said, *(line.text for line in lines)))
        kept = Turn(
            turn, state.last, reply, tuple(sorted(signs)), meant.facts, applied, meant.promises, state.dials, dials,
            after.mood, after.stage, state.stage, ending=after.ending,
        )  # fmt: skip
        return after, kept

    def wait(self, state: CallState, moves: Sequence[Move]) -> tuple[CallState, tuple[Move, ...]]:
        """The state after something that was no reply, and what it really moved; an ending may be due by it."""
        dials, applied = settle(state.dials, moves)
        state = replace(state, dials=dials, mood=mood_for(dials, state.mood))
        ending = self._due(View(dials.as_dict(), frozenset(), state.heard, state.stage, state.done, state.turn))
        if ending is not None:
            state, lines = self._end(state, ending)
            state = replace(state, last=lines, said=(*state.said, *(line.text for line in lines)))
        return state, applied

    def led(self, state: CallState, turn: Turn) -> CallState:
        """The state in which a kept reply fell: a trainer may have led to a stage, and dials were moved meanwhile."""
        arrived = [line.kind for line in turn.customer] == ["stage"] and turn.customer != state.last
        if (arrived or turn.stage_before != state.stage) and turn.stage_before in self.scenario.stages:
            state = jumped(self.scenario, state, turn.stage_before, turn.customer)
        moves = [move for move in turn.moves if move.sign in OUTSIDE]
        return self.wait(state, moves)[0] if moves else state

    def replay(self, state: CallState, turn: Turn) -> CallState:
        """The state after a turn that has been kept."""
        state = self.led(state, turn)
        if state.ending is None:
            state, _ = self.respond(state, turn.reply)
        # A mood hangs on every move there was, and moves that undid one another are not kept.
        return replace(state, dials=turn.after, mood=turn.mood)

    def open_wants(self, state: CallState) -> tuple[str, ...]:
        """What the stage still waits for, in its order."""
        return tuple(want for want in self.scenario.stages[state.stage].wants if want not in state.wants_met)

    def _met(self, stage: str, signs: frozenset[str]) -> frozenset[str]:
        wants = self.scenario.stages[stage].wants
        return frozenset(want for want in wants if signs.intersection(alternatives(want)))

    def _choose(
        self, state: CallState, view: View, reply: Reply, meant: Understood, signs: frozenset[str]
    ) -> tuple[CallState, tuple[Spoken, ...]]:
        customer = self.scenario.customer
        if ending := self._due(view):
            return self._end(state, ending)
        if state.turn >= MOST_TURNS:
            return self._leave(state)
        if reply.heard == "not heard":
            return state, (self._line(state, {"any": customer.repairs}, "repair"),)
        if reply.heard == "nothing said":
            return state, (self._line(state, {"any": customer.silences}, "silence"),)
        if meant.say_again:
            return state, tuple(replace(line, kind="repeat") for line in state.last)
        reaction, blocks = self._reaction(state, signs)
        if reaction is not None and blocks:
            return state, (reaction,)
        if "went on" in signs and (cut_in := self._interruption(state)):
            return state, (cut_in,)
        said = tuple(self._answers(state, meant)) or ((reaction,) if reaction else ())
        if not self.open_wants(state):
            state, onward = self._advance(state, view, signs)
            return state, (*said, onward)
        if said:
            return state, said
        press = self._press(state)
        return (state, (press,)) if press else self._give_up(state, view)

    def _due(self, view: View) -> str | None:
        return next((name for name, holds in self._endings if holds(view)), None)

    def _end(self, state: CallState, name: str) -> tuple[CallState, tuple[Spoken, ...]]:
        line = self._line(state, self.scenario.endings[name].says, "ending")
        return replace(state, ending=name), (line,)

    def _leave(self, state: CallState) -> tuple[CallState, tuple[Spoken, ...]]:
        return replace(state, ending=LEFT), (Spoken(self.scenario.customer.leaves, state.mood, "ending"),)

    def _give_up(self, state: CallState, view: View) -> tuple[CallState, tuple[Spoken, ...]]:
        """Nothing new to ask is how patience ends: the ending that waits for that, else the customer leaves."""
        ending = self._due(replace(view, dials={**view.dials, "patience": 0}))
        return self._end(state, ending) if ending else self._leave(state)

    def _interruption(self, state: CallState) -> Spoken | None:
        interrupts = self.scenario.customer.interrupts
        text = self._unsaid(state, {"any": interrupts.says}, state.mood) if interrupts else None
        return Spoken(text, state.mood, "interruption") if text else None

    def _advance(self, state: CallState, view: View, signs: frozenset[str]) -> tuple[CallState, Spoken]:
        """Into the next stage. What this reply gave beyond the old stage's wants counts there too."""
        done = (*state.done, state.stage)
        view = replace(view, done=done)
        target = next(name for name, holds in self._then[state.stage] if holds(view))
        state = replace(state, done=done)
        if target in self.scenario.endings:
            state, (line,) = self._end(state, target)
            return state, line
        needed = {sign for want in self.scenario.stages[state.stage].wants for sign in alternatives(want)}
        state = replace(state, stage=target, wants_met=self._met(target, signs - needed))
        return state, self._line(state, self.scenario.stages[target].says, "stage")

    def _reaction(self, state: CallState, signs: frozenset[str]) -> tuple[Spoken | None, bool]:
        """The reaction to the strongest sign that has one left, and whether the story stops for it."""
        stage = self.scenario.stages[state.stage]
        for blocking in (True, False):
            for reacts in (stage.reacts, self.scenario.customer.reacts):
                for sign, says in reacts.items():
                    if (
                        sign in signs
                        and (sign in BLOCKING) == blocking
                        and (text := self._unsaid(state, says, state.mood))
                    ):
                        return Spoken(text, state.mood, "reaction"), blocking
        return None, False

    def _answers(self, state: CallState, meant: Understood) -> Iterator[Spoken]:
        for name in meant.answers:
            yield self._line(state, self.scenario.customer.answers[name].says, "answer")

    def _press(self, state: CallState) -> Spoken | None:
        """Ask for a want that is still open, else for anything; the stage's own presses before the customer's.

        None when everything has been said: nobody goes on asking in the same words.
        """
        stage = self.scenario.stages[state.stage]
        missing = [says for want, says in stage.misses.items() if state.wants_met and want not in state.wants_met]
        places = [says for says in (*missing, stage.presses, self.scenario.customer.presses) if says]
        for mood in nearest_moods(state.mood):
            for says in places:
                if text := self._unsaid(state, says, mood):
                    return Spoken(text, state.mood, "press")
        return None

    def _line(self, state: CallState, says: Says, kind: LineKind) -> Spoken:
        """A line not said yet if there is one, else the one said longest ago."""
        lines = lines_for(says, state.mood)
        text = self._unsaid(state, says, state.mood) or min(lines, key=lambda line: _last_said(state.said, line))
        return Spoken(text, state.mood, kind)

    def _unsaid(self, state: CallState, says: Says, mood: Mood) -> str | None:
        lines = lines_for(says, mood)
        turned = lines[self.seed % len(lines) :] + lines[: self.seed % len(lines)]
        return next((line for line in turned if line not in state.said), None)


def _last_said(said: Sequence[str], line: str) -> int:
    return max((at for at, text in enumerate(said) if text == line), default=-1)
