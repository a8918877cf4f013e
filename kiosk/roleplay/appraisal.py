"""The table of appraisal rules: what each sign does to the customer, in context."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kiosk.roleplay import conditions
from kiosk.roleplay.conditions import Condition, View
from kiosk.roleplay.scenario import Feels, Scenario
from kiosk.roleplay.turns import Dials, Move
from kiosk.yaml_file import read, validate

_TABLE = Path(__file__).with_name("appraisal.yaml")
MOST_HEAT_FALL = 14
"""Heat lost in one turn at most: people calm down slowly."""
MOST_TRUST_RISE = 8
"""Trust gained in one turn at most: it mends slowest of all."""


class Rule(BaseModel):
    """What a sign does to the dials, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    when: str | None = None
    heat: int = Field(0, ge=-50, le=50)
    trust: int = Field(0, ge=-50, le=50)
    patience: int = Field(0, ge=-50, le=50)
    because: str


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    signs: Mapping[str, str]
    moves: Mapping[str, tuple[Rule, ...]]
    every_turn: Rule = Field(alias="every turn")


_OWN = Rule(heat=-3, trust=4, because="it was what this customer needed")
"""What hearing something does that only this role-play listens for, the first time; `feels` is added to it."""


@cache
def _table() -> _Table:
    document, places = read(_TABLE)
    return validate(_Table, document, places)


def context_signs() -> Mapping[str, str]:
    """What cues may amount to in their place in the call → when they do, as the table says it."""
    return _table().signs


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The rules compiled for one role-play's customer."""

    signs: Sequence[tuple[str, Condition]]
    rules: Mapping[str, Sequence[tuple[Condition, Rule]]]
    feels: Mapping[str, Feels]
    every_turn: Rule
    own: Sequence[str] = ()
    """What only this role-play listens for."""

    def in_context(self, view: View) -> frozenset[str]:
        """The reply's signs together with what they amount to at this point of the call."""
        return frozenset(view.now) | {name for name, holds in self.signs if holds(view)}

    def rules_used(self, view: View) -> Iterator[tuple[str, Rule, Feels]]:
        """Each sign of a reply with the rule that holds for it and how this customer differs, as the table has them."""
        for sign, rules in self.rules.items():
            rule = next((rule for holds, rule in rules if holds(view)), None) if sign in view.now else None
            if rule is not None:
                yield sign, rule, _within(rule, sign, self.feels.get(sign, Feels()))
        for sign in self.own:
            if sign in view.now and not view.earlier.get(sign):
                yield sign, _OWN, self.feels.get(sign, Feels())

    def moves(self, view: View) -> list[Move]:
        """What the reply's signs would do to the dials, before any limit, in the order of the table."""
        return [move for sign, rule, feels in self.rules_used(view) for move in _moves(rule, sign, feels)]

    def time_passes(self) -> list[Move]:
        """What a turn costs whatever is said in it."""
        return _moves(self.every_turn, "every turn", Feels())


def _within(rule: Rule, sign: str, feels: Feels) -> Feels:
    """What of a customer's difference counts: sympathy may leave somebody cold, but never heats."""
    if sign != "acknowledge" or rule.heat + feels.heat <= 0:
        return feels
    return feels.model_copy(update={"heat": max(0, -rule.heat)})


def _moves(rule: Rule, sign: str, feels: Feels) -> list[Move]:
    amounts = {
        "heat": rule.heat + feels.heat,
        "trust": rule.trust + feels.trust,
        "patience": rule.patience + feels.patience,
    }
    return [Move(dial, by, sign, rule.because) for dial, by in amounts.items() if by]  # type: ignore[arg-type]


def appraisal_for(scenario: Scenario) -> Appraisal:
    """Compile the table for a role-play."""
    table, stages = _table(), scenario.stages

    def holds(text: str | None) -> Condition:
        return conditions.parse(text or "always", scenario.signs, stages)

    return Appraisal(
        signs=[(name, holds(text)) for name, text in table.signs.items()],
        rules={sign: [(holds(rule.when), rule) for rule in rules] for sign, rules in table.moves.items()},
        feels=scenario.customer.feels,
        every_turn=table.every_turn,
        own=tuple(scenario.listens_for),
    )


def settle(dials: Dials, moves: Sequence[Move]) -> tuple[Dials, tuple[Move, ...]]:
    """Apply moves to the dials within their limits; the returned moves are what each really did.

    What makes things worse counts first and in full, what mends counts after it and up to MOST_HEAT_FALL and
    MOST_TRUST_RISE a turn: heat rises fast and falls slowly. The moves add up exactly to the change.
    """
    values, start = dials.as_dict(), dials.as_dict()
    floor = {"heat": start["heat"] - MOST_HEAT_FALL, "trust": 0, "patience": 0}
    ceiling = {"heat": 100, "trust": start["trust"] + MOST_TRUST_RISE, "patience": 100}
    applied = []
    for move in sorted(moves, key=_mends):
        low, high = max(0, floor[move.dial]), min(100, ceiling[move.dial])
        new = min(max(values[move.dial] + move.by, low), high)
        if new != values[move.dial]:
            applied.append(Move(move.dial, new - values[move.dial], move.sign, move.because))
        values[move.dial] = new
    return Dials(**values), tuple(applied)


def _mends(move: Move) -> bool:
    return (move.by < 0) == (move.dial == "heat")
