"""Marking points: each met, not met, or not heard, with the words and the reason.

Doubt is read in the learner's favour. Evidence of good practice counts wherever it was found; a point that was
not met is *not heard* when a reply that was not caught well could have held it, or when the call was broken off
before it was due.
"""

from collections.abc import Callable, Mapping
from typing import Final

from kiosk.debrief import care_rules, plan_rules, promise_rules
from kiosk.debrief.evidence import Evidence
from kiosk.debrief.verdicts import Mark, Verdict, wanted
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord

__all__ = ["RULES", "Mark", "Verdict", "mark"]

RULES: Final[Mapping[str, Callable[[Evidence], Mark]]] = {
    "acknowledged": care_rules.acknowledged,
    "apologised": care_rules.apologised,
    "listened": care_rules.listened,
    "empathy before solution": care_rules.empathy_before_solution,
    "root cause": care_rules.root_cause,
    "policy named": plan_rules.policy_named,
    "within authority": promise_rules.within_authority,
    "limits said": plan_rules.limits_said,
    "escalated well": plan_rules.escalated_well,
    "not escalated": plan_rules.not_escalated,
    "owned": plan_rules.owned,
    "timescale given": plan_rules.timescale_given,
    "logged": plan_rules.logged,
    "nothing over-promised": promise_rules.nothing_over_promised,
    "confirmed": plan_rules.confirmed,
    "no blame": promise_rules.no_blame,
    "steady voice": promise_rules.steady_voice,
    "warm close": care_rules.warm_close,
}
"""Marking point → its rule. The keys are those of MARKING_POINTS."""


def mark(scenario: Scenario, record: CallRecord) -> tuple[Mark, ...]:
    """Mark a call against the points its role-play asks for, in the role-play's order.

    The same record always gets the same marks. Raises KeyError for a point that no rule is known for, which
    loading a role-play rules out.
    """
    evidence = Evidence(scenario, record)
    return tuple(
        _listened_for(evidence, point) if point in scenario.listens_for else RULES[point](evidence)
        for point in scenario.marking
    )


def _listened_for(call: Evidence, point: str) -> Mark:
    return wanted(point, call, call.own(point), "it was said", "nothing that was heard said it")
