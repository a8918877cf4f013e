"""The customer's mood, read off the dials."""

from collections.abc import Mapping

from kiosk.roleplay.scenario import MOODS, Mood
from kiosk.roleplay.turns import Dials

_FROM_HEAT: tuple[tuple[int, Mood], ...] = ((75, "furious"), (50, "upset"), (28, "wary"))
_GRATEFUL_HEAT, _GRATEFUL_TRUST = 18, 60
_CALM_TRUST = 25
_STICKS = 4
"""A mood gives way to a better one only when heat is this far below its line, so that it does not flicker."""
LINES: Mapping[str, tuple[int, ...]] = {
    "heat": (*(line for line, _ in _FROM_HEAT), _GRATEFUL_HEAT + 1),
    "trust": (_CALM_TRUST, _GRATEFUL_TRUST),
}
"""Dial → the values from which the mood may be another one."""


def mood_for(dials: Dials, before: Mood | None = None) -> Mood:
    """The mood at these dials, given the mood before.

    Heat decides; a customer without trust is at best wary, and only one who trusts is grateful.
    """
    for line, mood in _FROM_HEAT:
        if dials.heat >= line or (before == mood and dials.heat >= line - _STICKS):
            return mood
    if dials.trust < _CALM_TRUST:
        return "wary"
    if dials.heat <= _GRATEFUL_HEAT and dials.trust >= _GRATEFUL_TRUST:
        return "grateful"
    return "calm"


def worse(one: Mood, other: Mood) -> bool:
    """Whether `one` is a worse mood than `other`."""
    return MOODS.index(one) < MOODS.index(other)
