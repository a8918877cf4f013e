"""What a screen shows, as plain JSON: nothing in it that the learner may not see."""

from collections.abc import Iterator
from typing import Any

from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Turn
from kiosk.screens.live_call import Phase


def roleplay_view(scenario: Scenario) -> dict[str, Any]:
    """A role-play as it is chosen and briefed."""
    authority = scenario.authority
    escalate = authority.escalate_to
    return {
        "name": scenario.name,
        "title": scenario.title,
        "customer": scenario.customer.name,
        "voice": scenario.customer.voice,
        "setting": "on the phone" if scenario.setting == "phone" else "at the counter",
        "phone": scenario.setting == "phone",
        "level": scenario.level,
        "minutes": scenario.minutes,
        "framework": scenario.framework,
        "brief": scenario.brief,
        "compensation": authority.compensation,
        "policies": list(authority.policies),
        "escalation": f"{escalate.who[0].capitalize()}, within {escalate.within}" if escalate else "",
        "transfer": transfer_targets(scenario),
        "heat": scenario.customer.starts.heat,
        "mood": "furious" if scenario.customer.starts.heat >= 75 else "upset",
    }


def transfer_targets(scenario: Scenario) -> list[str]:
    """To whom a phone call can be passed on."""
    escalate = scenario.authority.escalate_to
    return [who.capitalize() for who in escalate.who] if escalate and scenario.setting == "phone" else []


def call_view(scenario: Scenario, now: Snapshot, phase: Phase) -> dict[str, Any]:
    """A running call."""
    return {
        "phase": phase,
        "mood": now.mood,
        "said": list(_said(now)),
        "heat": _heat(scenario, now),
        "partial": now.partial,
        "turns": len(now.turns),
    }


def _heat(scenario: Scenario, now: Snapshot) -> list[int]:
    """After each reply, and as it is where something has moved it since."""
    heat = [scenario.customer.starts.heat, *(turn.after.heat for turn in now.turns)]
    return heat if heat[-1] == now.dials.heat else [*heat, now.dials.heat]


def _said(now: Snapshot) -> Iterator[dict[str, str]]:
    for turn in now.turns:
        for line in turn.customer:
            yield {"who": "customer", "text": line.text}
        yield {"who": "you", "text": reply_text(turn)}
    if now.phase != "ringing":
        for line in now.lines:
            yield {"who": "customer", "text": line.text}


def reply_text(turn: Turn) -> str:
    """The learner's reply as a caption."""
    if turn.reply.heard == "nothing said":
        return "(nothing was said)"
    if turn.reply.heard == "not heard":
        return f"({turn.reply.text or '…'}) – not heard well enough, so it does not count"
    return turn.reply.text
