"""What a coach would say to a learner who is stuck: what to try, never the words to say."""

from collections.abc import Mapping, Sequence
from typing import Final

from kiosk.roleplay.names import alternatives
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.scenario import Scenario

PRESSES: Final = 2
"""After so many turns in a row in which the customer only presses on, the learner is stuck. Ours."""

_TIPS: Final[Mapping[str, str]] = {
    "acknowledge": "Name the trouble this has caused, before anything else.",
    "apologise": "Say sorry, once, for what went wrong.",
    "paraphrase": "Give back in your own words what you have just been told.",
    "probe": "Ask one open question about what happened.",
    "policy": "Name the rule that applies, in plain words.",
    "offer": "Say what you can do about it.",
    "own": "Take the next step on yourself: say that you will do it.",
    "limits": "Say plainly what you may not decide.",
    "escalate": "Say who can take this further, and pass it on.",
    "reason": "Give the reason for what you propose.",
    "timeline": "Say by when something will happen.",
    "log": "Put the complaint on record, and say so.",
    "confirm": "Sum up what has been agreed, and ask whether it is right.",
    "thank": "Thank the customer for something they did.",
    "fact reused": "Come back to a detail that you were told earlier.",
    "answered": "Ask for what you need to know: a number, a date, a name.",
}
"""What a stage wants → what to try."""


def tip_for(scenario: Scenario, wants: Sequence[str]) -> str:
    """What to try for the first of the stage's open wants; empty where nothing is wanted."""
    if not wants:
        return ""
    sign = alternatives(wants[0])[0]
    own = scenario.listens_for.get(sign)
    return _TIPS.get(sign) or (f"The course asks for this here: {own.means}" if own else "")


def stuck(now: Snapshot) -> bool:
    """Whether the customer has done nothing but press for a while."""
    kinds = [{line.kind for line in lines} for lines in (*(turn.customer for turn in now.turns), now.lines)]
    return len(kinds) >= PRESSES and all(kind <= {"press", "silence", "repair"} for kind in kinds[-PRESSES:])
