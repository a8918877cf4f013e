"""The group around a visit: projector, remote and observers, what they see and what they may do."""

import asyncio
import time
from typing import Any, Final

from kiosk.screens import group_messages as said
from kiosk.screens.desk import Desk
from kiosk.screens.group_orders import put
from kiosk.screens.group_view import call_shown, compared, remote_call, roleplay_line, sheet
from kiosk.screens.group_votes import Votes
from kiosk.screens.hub import Json, Screen
from kiosk.screens.pairing import Pairing, Role
from kiosk.screens.performing import Performing
from kiosk.screens.visit import Visit

AWAY_AFTER: Final = 120.0
"""Seconds without a remote after which the learner need not wait for the trainer any more. Ours."""
LEADS_FOR: Final = 600.0
"""Seconds without a remote after which nobody leads: a phone sleeps in the hand while the room talks. Ours."""
_PASSED_ON: Final = ("partial", "voice", "mouth")
"""What the projector gets of what passes between two states."""


class Group:
    """The devices that have joined. Belongs to the event loop; the desk's hub tells it of every change."""

    def __init__(
        self, desk: Desk, pairing: Pairing, away_after: float = AWAY_AFTER, leads_for: float = LEADS_FOR
    ) -> None:
        """away_after, leads_for: seconds, see AWAY_AFTER and LEADS_FOR."""
        self.pairing = pairing
        self._waits = (away_after, leads_for)
        self._desk = desk
        self._visit: Visit | None = None
        self._members: list[tuple[Screen, Role]] = []
        self._leads = self._away = False
        self._timers: list[asyncio.TimerHandle] = []
        self._forget_call()

    def _forget_call(self) -> None:
        self._votes = Votes()
        self._call: Performing | None = None
        self._turns = 0
        self._began: float | None = None
        self._revealed, self._showing = False, 0

    @property
    def code(self) -> str:
        """See Onlooker."""
        return self.pairing.code

    @property
    def leading(self) -> bool:
        """See Onlooker."""
        return self._leads

    @property
    def away(self) -> bool:
        """See Onlooker."""
        return self._away

    @property
    def idle(self) -> bool:
        """Whether nobody is at the kiosk."""
        return self._desk.visit is None

    def key(self, role: Role, secret: str, browser: str) -> str | None:
        """Under which a device may be this: what it joined as; the learner's own browser may be a projector.

        None: it may not.
        """
        if self.pairing.role_of(secret) == role:
            return secret
        visit = self._desk.visit
        return browser if role == "projector" and visit is not None and visit.browser == browser else None

    def join(self, screen: Screen, role: Role) -> None:
        """A device has connected: it gets the whole state at once."""
        self._members.append((screen, role))
        if role == "remote":
            self._count_absence(leads=True)
        self.changed()
        if role == "remote" and self._visit is not None:
            self._visit.lead_changed()

    def left(self, screen: Screen) -> None:
        """A device has gone; it may come back while the visit lasts."""
        self._members = [member for member in self._members if member[0] is not screen]
        if self._leads and not any(role == "remote" and self._belongs(member) for member, role in self._members):
            self._count_absence(leads=True, wait=True)
        self.changed()

    def _count_absence(self, *, leads: bool, wait: bool = False) -> None:
        """Begin anew. wait: from now on no remote is there."""
        for timer in self._timers:
            timer.cancel()
        self._leads, self._away, self._timers = leads, False, []
        if wait:
            loop, (away_after, leads_for) = asyncio.get_running_loop(), self._waits
            self._timers = [
                loop.call_later(away_after, self._absent, True), loop.call_later(leads_for, self._absent, False),
            ]  # fmt: skip

    def _absent(self, still_leads: bool) -> None:
        self._leads, self._away = still_leads, True
        if self._visit is not None:
            self._visit.lead_changed()

    def changed(self) -> None:
        """See Onlooker."""
        visit = self._desk.visit
        if visit is not self._visit:
            self._visit = visit
            self._count_absence(leads=False)
            self._forget_call()
            if visit is None:
                self.pairing.shut()
            else:
                self.pairing.open()
        self._follow_call()
        for screen, role in self._members:
            screen.send(self._state(screen, role))

    def passing(self, message: Json) -> None:
        """See Onlooker."""
        if message["type"] in _PASSED_ON:
            for screen, role in self._members:
                if role == "projector" and self._belongs(screen):
                    screen.send(message, droppable=True)

    def take(self, screen: Screen, role: Role, text: str) -> None:
        """A message of a device. Raises BadInput for rubbish, and for what is not this role's to say."""
        message = said.read_message(role, text)
        visit = self._visit
        if visit is None or not self._belongs(screen):
            return
        if isinstance(message, said.Heard | said.Point):
            performing = visit.performing
            if performing is not None and not self._revealed:
                self._votes.take(screen.browser, message, performing.turns, performing.scenario.marking)
        else:
            self._desk.stay()
            self._lead(visit, message)
        self.changed()

    def _lead(self, visit: Visit, message: said.RemoteMessage) -> None:
        performing = visit.performing
        match message:
            case said.Reveal() if visit.page is not None:
                self._revealed = True
                visit.reveal()
            case said.Show(turn=turn):
                self._showing = turn if performing is not None and turn <= performing.turns else 0
            case said.NextLearner(check=check):
                visit.next_learner(check=check)
            case said.Reveal():
                return  # The call still goes on, or is being written up.
            case _ if performing is not None and visit.step == "call":
                put(performing, message)

    def _belongs(self, screen: Screen) -> bool:
        visit = self._visit
        own = visit is not None and screen.browser == visit.browser
        return own or self.pairing.role_of(screen.browser) is not None

    def _follow_call(self) -> None:
        """Notice that another call has begun, or that another try is made at a reply."""
        call = self._visit.performing if self._visit is not None else None
        if call is not self._call:
            self._forget_call()
            self._call = call
        now = call.now if call is not None else None
        if now is None:
            return
        if len(now.turns) < self._turns:
            self._votes.drop_after(len(now.turns))
        self._turns = len(now.turns)
        if self._began is None and now.phase != "ringing":
            self._began = time.monotonic()

    def _state(self, screen: Screen, role: Role) -> Json:
        visit = self._visit
        if visit is None or not self._belongs(screen):
            return {"type": "state", "step": "gone" if role != "projector" or visit is not None else "attract"}
        state: dict[str, Any] = {
            "type": "state",
            "step": self._step(visit),
            "code": self.code,
            "observers": len({screen.browser for screen, role in self._members if role == "observer"}),
            "voters": self._votes.voters,
        }
        performing = visit.performing
        if performing is None:
            return state
        state["roleplay"] = roleplay_line(performing.scenario)
        if role != "observer":
            state["call"] = call_shown(performing, self._elapsed())
        if role == "remote":
            state["steer"] = {**remote_call(performing), "written": visit.page is not None}
        if role == "observer":
            state["sheet"] = sheet(performing, self._votes, screen.browser, spoken=performing.spoken)
        elif self._revealed and visit.page is not None and performing.now is not None:
            marks = visit.page.view["marks"]
            state["compared"] = compared(performing.now.turns, self._votes, marks, self._showing)
        return state

    def _step(self, visit: Visit) -> str:
        if visit.performing is None or visit.performing.now is None:
            return "waiting"
        if visit.step == "call":
            return "call"
        return "revealed" if self._revealed else "voting"

    def _elapsed(self) -> float:
        return time.monotonic() - self._began if self._began is not None else 0.0
