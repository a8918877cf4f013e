"""The marking points a role-play may ask for, in the course's words. The debrief holds the rule for each."""

from collections.abc import Mapping
from typing import Final

from kiosk.roleplay.scenario import Scenario

MARKING_POINTS: Final[Mapping[str, str]] = {
    "acknowledged": "The customer's feeling or trouble was recognised as real.",
    "apologised": "An apology was given, and not worn out by repeating it.",
    "listened": "The customer's own facts were given back.",
    "empathy before solution": "The customer was heard before a solution was offered.",
    "root cause": "The cause or need was asked for before a solution was offered.",
    "policy named": "The rule, right or procedure that applies was named.",
    "within authority": "Nothing beyond the learner's authority was promised.",
    "limits said": "What lies outside the learner's authority was said plainly.",
    "escalated well": "The case was passed on after asking, with a reason and a time.",
    "not escalated": "The case was solved without passing it on.",
    "owned": "Personal responsibility was taken for the next step.",
    "timescale given": "The customer was told by when.",
    "logged": "The complaint was recorded and the customer told so.",
    "nothing over-promised": "Nothing was promised that cannot be sure.",
    "confirmed": "The way forward was summarised or agreed with the customer.",
    "no blame": "Neither the customer nor anybody else was blamed, belittled or put off.",
    "steady voice": "The voice stayed near its own baseline.",
    "warm close": "The call closed with thanks or a last word of understanding.",
}


def points_of(scenario: Scenario) -> dict[str, str]:
    """Every marking point the role-play may ask for, in words: the course's, and what it listens for itself."""
    return {**MARKING_POINTS, **{name: own.means for name, own in scenario.listens_for.items()}}
