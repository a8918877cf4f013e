"""What a proof works with, and what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kiosk.roleplay.proof_replies import Given


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that playing the role-play brought out."""

    where: tuple[str | int, ...]
    """Keys in the file: ("endings", "resolved")."""
    text: str
    path: Sequence[Given] = ()
    """The replies that lead to it, the shortest way; none where nothing leads to it."""


class Step(NamedTuple):
    """Where a call stands, as far as the prover looks."""

    node: int
    """Place in the story: see `Model.nodes`."""
    heat: int
    trust: int
    patience: int
    mood: int
    """Index in MOODS."""
    heard: int
    """How often each sign was heard, packed."""
    turn: int


class Verdict(NamedTuple):
    """What the conditions make of a reply."""

    ending: str | None
    stage: str | None
    """The next one, where the call goes on to it."""
    seen: int
    """What conditions can tell of the counts after it."""


class After(NamedTuple):
    """What a reply led to."""

    ending: str | None
    step: Step
    effect: int
    """Number of the effect."""
    seen: int


class Node(NamedTuple):
    """A place in the story."""

    stage: str
    wants_met: frozenset[str]
    done: tuple[str, ...]


class Effect(NamedTuple):
    """What a reply amounts to after what has been heard, before the limits of the dials."""

    number: int
    heats: int
    cools: int
    trust_lost: int
    trust_won: int
    patience_lost: int
    patience_won: int
    counts: int
    """Added to the packed counts."""
    shown: int
    """A number for those of its signs that conditions name."""
    signs: frozenset[str]
    heard: bool
    """There was something to answer to."""


@dataclass(slots=True)
class Choice:
    """A reply with its effects, each filed under what the rules looked at of what had been heard."""

    given: Given
    now: frozenset[str]
    """Its signs, whatever was heard before."""
    looked: int = 0
    known: dict[int, Effect] = field(default_factory=dict)
