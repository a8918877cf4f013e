"""Everything that a screen needs to draw a visit from nothing."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kiosk.screens.hub import Json
from kiosk.screens.view import roleplay_view

if TYPE_CHECKING:
    from kiosk.screens.visit_state import VisitState


def visit_view(visit: "VisitState", *, sounding: bool, group: str) -> Json:
    """The state of a visit. sounding: the screen is heard and hears. group: the code by which others may look on."""
    settings = visit.crew.settings
    state: dict[str, Any] = {
        "type": "state",
        "step": visit.step,
        "trouble": visit.trouble,
        "sounding": sounding,
        "soundHere": bool(visit.crew.sound_here),
        "keepDays": settings.keep_days,
        "how": asdict(visit.how),
        "group": group,
        "held": visit.held,
        "trainerAway": visit.trainer_away,
    }
    if visit.step == "choose":
        state["roleplays"] = [roleplay_view(staged.scenario) for staged in visit.roleplays.values()]
    if visit.preparing is not None:
        state["roleplay"] = roleplay_view(visit.preparing.staged.scenario)
        state["preparing"] = visit.preparing.view()
    if visit.checking is not None and visit.step == "check":
        state["check"] = visit.checking.view()
    if visit.performing is not None and visit.step in ("call", "writing up"):
        state["call"] = visit.performing.view()
    if visit.page is not None and visit.step in ("debrief", "reflect", "done"):
        state["debrief"] = visit.page.view
    if visit.broken_off is not None and visit.step == "interrupted":
        state["turns"] = len(visit.broken_off.turns)
    return state
