"""What the room heard: the observers' marks, and how they lie beside the machine's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.debrief.labels import label
from kiosk.judging.cue import HARMFUL, PHRASE_CUES
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Turn
from kiosk.screens.group_messages import Heard, ObserverMessage, Point

TONES: Final = {"waited": True, "raised_voice": False, "rushed": False, "cutting_in": False}
"""Tone cues that an ear in the room can tell without measuring → whether they help."""
HELPS: Final[Mapping[str, bool]] = {**{cue: cue not in HARMFUL for cue in PHRASE_CUES}, **TONES}
"""The task sheet's cues → whether they help."""


@dataclass(slots=True)
class Votes:
    """The room's marks of one call."""

    _heard: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    _points: dict[str, dict[str, str]] = field(default_factory=dict)

    def take(self, who: str, vote: ObserverMessage, turns: int, points: Sequence[str]) -> None:
        """Count a vote of `who`. A reply that is still being given may be marked: `turns` + 1."""
        match vote:
            case Heard(turn=turn, cue=cue, on=on) if turn <= turns + 1 and cue in HELPS:
                mine = self._heard.setdefault(who, set())
                (mine.add if on else mine.discard)((turn, cue))
            case Point(point=point, verdict=verdict) if point in points:
                self._points.setdefault(who, {}).pop(point, None)
                if verdict is not None:
                    self._points[who][point] = verdict

    def drop_after(self, turns: int) -> None:
        """Another try is made at what came after so many turns: the votes for it are gone."""
        for mine in self._heard.values():
            mine.difference_update({vote for vote in mine if vote[0] > turns})

    def of(self, who: str) -> dict[str, Any]:
        """What `who` has marked."""
        by_turn: dict[str, list[str]] = {}
        for turn, cue in sorted(self._heard.get(who, ())):
            by_turn.setdefault(str(turn), []).append(cue)
        return {"heard": by_turn, "points": self._points.get(who, {})}

    @property
    def voters(self) -> int:
        """Observers who have marked anything."""
        return len({who for votes in (self._heard, self._points) for who, mine in votes.items() if mine})

    def beside_turn(self, turn: Turn) -> dict[str, Any]:
        """A reply with what the room and what the machine heard in it."""
        room = Counter(cue for mine in self._heard.values() for number, cue in mine if number == turn.number)
        machine = {cue.name for cue in turn.reply.cues} | {cue.name for cue in turn.reply.tone}
        cues = [cue for cue in HELPS if cue in machine or room[cue]]
        return {
            "turn": turn.number,
            "text": turn.reply.text,
            "heard": turn.reply.heard,
            "cues": [
                {"name": label(cue), "helps": HELPS[cue], "room": room[cue], "machine": cue in machine} for cue in cues
            ],
        }

    def beside_points(self, marks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The marking points with what the room and what the machine (`marks`) says of them."""
        rows = []
        for mark in marks:
            room = Counter(mine.get(mark["point"]) for mine in self._points.values())
            rows.append({**mark, "room": {"met": room["met"], "not met": room["not met"]}})
        return rows


def task_sheet(scenario: Scenario, *, spoken: bool) -> dict[str, Any]:
    """What an observer listens for: cues by reply, and the marking points when the call is over."""
    cues = [cue for cue in HELPS if spoken or cue not in TONES]
    return {
        "cues": [{"cue": cue, "name": label(cue), "helps": HELPS[cue]} for cue in cues],
        "points": list(scenario.marking),
    }
