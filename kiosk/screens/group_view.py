"""What the projector, the remote and the observers' pages show, as plain JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Turn
from kiosk.screens.group_votes import Votes, task_sheet
from kiosk.screens.performing import Performing
from kiosk.screens.view import reply_text


def roleplay_line(scenario: Scenario) -> dict[str, Any]:
    """Which role-play it is."""
    customer = scenario.customer
    return {
        "title": scenario.title,
        "customer": customer.name,
        "voice": customer.voice,
        "setting": "on the phone" if scenario.setting == "phone" else "at the counter",
    }


def call_shown(performing: Performing, elapsed: float) -> dict[str, Any] | None:
    """The running call as the room sees it: no marks of the machine. `elapsed`: seconds since it began.

    None before it has begun.
    """
    now, call = performing.now, performing.view()
    if now is None or call is None:
        return None
    stages = list(performing.scenario.stages)
    return {
        **{key: call[key] for key in ("phase", "mood", "heat", "partial", "turns")},
        "said": _latest(call["said"]),
        "stage": now.stage,
        "stages": stages,
        "at": stages.index(now.stage) + 1,
        "elapsed": round(elapsed, 1),
    }


def _latest(said: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The learner's last reply and what the customer said to it."""
    replies = [at for at, line in enumerate(said) if line["who"] == "you"]
    return list(said[replies[-1] :] if replies else said)


def remote_call(performing: Performing) -> dict[str, Any]:
    """What a trainer steers by."""
    now = performing.now
    return {
        "turns": [_turn_line(turn) for turn in now.turns] if now is not None else [],
        "patience": now.dials.patience if now is not None else 0,
        "trust": now.dials.trust if now is not None else 0,
    }


def sheet(performing: Performing, votes: Votes, who: str, *, spoken: bool) -> dict[str, Any]:
    """An observer's task sheet, with what they have marked."""
    now = performing.now
    return {
        **task_sheet(performing.scenario, spoken=spoken),
        "turns": [_turn_line(turn) for turn in now.turns] if now is not None else [],
        "phase": now.phase if now is not None else "ringing",
        "mine": votes.of(who),
    }


def compared(turns: Sequence[Turn], votes: Votes, marks: Sequence[Mapping[str, Any]], showing: int) -> dict[str, Any]:
    """Room and machine side by side, after the reveal. showing: what the projector shows of it, see `Show`."""
    return {
        "points": votes.beside_points(marks),
        "turns": [votes.beside_turn(turn) for turn in turns],
        "voters": votes.voters,
        "showing": showing,
    }


def _turn_line(turn: Turn) -> dict[str, Any]:
    return {"turn": turn.number, "text": reply_text(turn)}
