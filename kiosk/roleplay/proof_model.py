"""The call in whole numbers, for the prover: what `Play.respond` does to stage, dials and ending, without lines.

Playing hundreds of thousands of replies through `Play` would take minutes. What a reply does depends on few things,
so each combination is worked out once, with the customer's own rules, and looked up from then on. Two things are
left out: that a customer who has used up every line for something says another, and what words make up a sign. A
path found here is played through `Play` before anybody is told of it.
"""

from collections.abc import Iterator, Mapping

from kiosk.roleplay import conditions
from kiosk.roleplay.appraisal import MOST_HEAT_FALL, MOST_TRUST_RISE, appraisal_for
from kiosk.roleplay.call import BLOCKING, LEFT, MOST_TURNS
from kiosk.roleplay.conditions import Condition, View
from kiosk.roleplay.mood import mood_for
from kiosk.roleplay.names import alternatives, split_then
from kiosk.roleplay.proof_bands import COUNT, Bands
from kiosk.roleplay.proof_replies import Given, as_reply
from kiosk.roleplay.proof_types import After, Choice, Effect, Node, Step, Verdict
from kiosk.roleplay.scenario import MOODS, Scenario
from kiosk.roleplay.turns import Dials, Move
from kiosk.roleplay.understanding import understand


class _Earlier(Mapping[str, int]):
    """Packed counts as a mapping that notes what was looked at."""

    def __init__(self, heard: int, at: Mapping[str, int]) -> None:
        self._heard, self._at = heard, at
        self.looked = 0

    def __getitem__(self, sign: str) -> int:
        self.looked |= COUNT << self._at[sign]
        return (self._heard >> self._at[sign]) & COUNT

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)


class Model:
    """One role-play in whole numbers."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.bands = Bands(scenario)
        self.nodes: list[Node] = []
        self.effects: list[Effect] = []
        self._numbers: dict[Node, int] = {}
        self._appraisal = appraisal_for(scenario)
        self._endings = [(name, self._parse(end.when)) for name, end in scenario.endings.items() if end.when]
        self._then = {
            name: [(target, self._parse(when or "always")) for target, when in map(split_then, stage.then)]
            for name, stage in scenario.stages.items()
        }
        self._choices: dict[Given, Choice] = {}
        self._moods: dict[int, int] = {}
        self._stories: dict[int, tuple[int, bool]] = {}
        self._verdicts: dict[tuple[int, int, int, bool], Verdict] = {}
        self._onward: dict[tuple[int, int, str], int] = {}

    def _parse(self, text: str) -> Condition:
        return conditions.parse(text, self.scenario.signs, self.scenario.stages)

    def node(self, stage: str, wants_met: frozenset[str], done: tuple[str, ...]) -> int:
        """The number of a place in the story."""
        node = Node(stage, wants_met, done)
        if node not in self._numbers:
            self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return self._numbers[node]

    def open(self) -> Step:
        """Where the call begins."""
        starts = self.scenario.customer.starts
        mood = MOODS.index(mood_for(Dials(starts.heat, starts.trust, starts.patience)))
        node = self.node(self.scenario.first_stage, frozenset(), ())
        return Step(node, starts.heat, starts.trust, starts.patience, mood, 0, 0)

    def choice(self, given: Given) -> Choice:
        """A reply, ready to be tried."""
        if given not in self._choices:
            now = understand(self.scenario, as_reply(given, 0), "", ()).signs
            self._choices[given] = Choice(given, now)
        return self._choices[given]

    def respond(self, step: Step, choice: Choice) -> After:
        """What a reply leads to."""
        node, _, _, _, _, heard, turn = step
        turn += 1
        effect = choice.known.get(heard & choice.looked) or self._effect(choice, heard)
        heat, trust, patience, mood = self._settled(step, effect)
        stays, complete = self._stories.get(node << 24 | effect[0]) or self._story(node, effect)
        bands = self.bands
        dials = (bands.heat[heat] << 5 | bands.trust[trust]) << 5 | bands.patience[patience]
        late = turn if turn >= MOST_TURNS else bands.turn[turn]
        case = (bands.seen(heard) << 32 | dials << 8 | late, effect[8], node, complete)
        verdict = self._verdicts.get(case) or self._judged(case, step, effect, Dials(heat, trust, patience))
        ending, onward, seen = verdict
        there = stays if onward is None else self._entered(stays, effect, onward)
        return After(ending, Step(there, heat, trust, patience, mood, heard + effect[7], turn), effect[0], seen)

    def _effect(self, choice: Choice, heard: int) -> Effect:
        """What a reply amounts to after what was heard."""
        found, looked = self._work_out(choice, heard)
        if looked | choice.looked != choice.looked:
            # More was looked at than before: what is known was filed under too little.
            choice.known.clear()
            choice.looked |= looked
        choice.known[heard & choice.looked] = found
        return found

    def _work_out(self, choice: Choice, heard: int) -> tuple[Effect, int]:
        earlier, given = _Earlier(heard, self.bands.place), choice.given
        signs = self._appraisal.in_context(View({}, choice.now, earlier, "", (), 0))
        moves = self._appraisal.moves(View({}, signs, earlier, "", (), 0))
        if given.heard != "not heard":
            moves += self._appraisal.time_passes()
        effect = Effect(
            len(self.effects), _sum(moves, "heat", 1), _sum(moves, "heat", -1), _sum(moves, "trust", -1),
            _sum(moves, "trust", 1), _sum(moves, "patience", -1), _sum(moves, "patience", 1),
            self.bands.packed(signs), self.bands.shown(signs), signs, given.heard == "heard",
        )  # fmt: skip
        self.effects.append(effect)
        return effect, earlier.looked

    def _settled(self, step: Step, effect: Effect) -> tuple[int, int, int, int]:
        """Heat, trust, patience and mood after a reply: what makes things worse first and in full (`settle`)."""
        _, heats, cools, lost, won, patience_lost, patience_won, *_ = effect
        _, heat, trust, patience, before, _, _ = step
        # Comparisons instead of min and max: this is done hundreds of thousands of times.
        least, most = (heat - MOST_HEAT_FALL if heat > MOST_HEAT_FALL else 0), trust + MOST_TRUST_RISE
        heat = (heat + heats if heat + heats < 100 else 100) - cools
        heat = heat if heat > least else least
        trust = (trust - lost if trust > lost else 0) + won
        trust = trust if trust < most else most
        trust = trust if trust < 100 else 100
        patience = (patience - patience_lost if patience > patience_lost else 0) + patience_won
        patience = patience if patience < 100 else 100
        key = (before << 7 | heat) << 7 | trust
        mood = self._moods.get(key)
        if mood is None:
            mood = self._moods[key] = MOODS.index(mood_for(Dials(heat, trust, patience), MOODS[before]))
        return heat, trust, patience, mood

    def _story(self, number: int, effect: Effect) -> tuple[int, bool]:
        """The place in the story if the stage stays the same, and whether nothing keeps it there."""
        stage, wants_met, done = self.nodes[number]
        met = wants_met | self._met(stage, effect.signs)
        complete = len(met) == len(set(self.scenario.stages[stage].wants)) and not self._stops(stage, effect)
        found = self._stories[number << 24 | effect.number] = self.node(stage, met, done), complete
        return found

    def _judged(self, case: tuple[int, int, int, bool], step: Step, effect: Effect, dials: Dials) -> Verdict:
        stage, _, done = self.nodes[step.node]
        earlier = _Earlier(step.heard, self.bands.place)
        view = View(dials.as_dict(), effect.signs, earlier, stage, done, step.turn + 1)
        ending, onward = next((name for name, holds in self._endings if holds(view)), None), None
        if ending is None and view.turn >= MOST_TURNS:
            ending = LEFT
        if ending is None and case[-1]:
            view = View(view.dials, effect.signs, earlier, stage, (*done, stage), view.turn)
            target = next(name for name, holds in self._then[stage] if holds(view))
            ending, onward = (target, None) if target in self.scenario.endings else (None, target)
        seen = self.bands.seen(step.heard + effect.counts)
        found = self._verdicts[case] = Verdict(ending, onward, seen)
        return found

    def _entered(self, number: int, effect: Effect, target: str) -> int:
        """The place in the story at the beginning of a stage: what was more than the last one wanted counts."""
        case = (number, effect.number, target)
        if case not in self._onward:
            stage, _, done = self.nodes[number]
            needed = {sign for want in self.scenario.stages[stage].wants for sign in alternatives(want)}
            self._onward[case] = self.node(target, self._met(target, effect.signs - needed), (*done, stage))
        return self._onward[case]

    def _met(self, stage: str, signs: frozenset[str]) -> frozenset[str]:
        wants = self.scenario.stages[stage].wants
        return frozenset(want for want in wants if signs.intersection(alternatives(want)))

    def _stops(self, stage: str, effect: Effect) -> bool:
        """The story waits: nothing was heard, or the customer reacts to something."""
        customer = self.scenario.customer
        reacts = {*self.scenario.stages[stage].reacts, *customer.reacts}
        cut_in = "went on" in effect.signs and customer.interrupts is not None
        return not effect.heard or cut_in or not reacts.isdisjoint(effect.signs & BLOCKING)


def _sum(moves: list[Move], dial: str, sign: int) -> int:
    return sum(abs(move.by) for move in moves if move.dial == dial and move.by * sign > 0)
