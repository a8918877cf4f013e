"""Rules for the way forward: rules and limits named, who does what by when, on record, agreed, passed on well."""

from kiosk.debrief.evidence import Evidence, Found
from kiosk.debrief.verdicts import Mark, met, missing, wanted


def policy_named(call: Evidence) -> Mark:
    """The rule, right or procedure that applies was named."""
    return wanted(
        "policy named",
        call,
        call.cues("policy"),
        "the rule that applies was named",
        "no rule or right was named",
    )


def limits_said(call: Evidence) -> Mark:
    """What lies outside the learner's authority was said plainly."""
    return wanted(
        "limits said",
        call,
        call.cues("limits"),
        "it was said plainly what lies outside the role's authority",
        "nothing was said about the limits of the role's authority",
    )


def owned(call: Evidence) -> Mark:
    """Personal responsibility was taken for the next step."""
    return wanted(
        "owned",
        call,
        call.cues("own"),
        "the next step was taken on in person",
        "nobody took on the next step",
    )


def timescale_given(call: Evidence) -> Mark:
    """The customer was told by when."""
    return wanted(
        "timescale given",
        call,
        call.cues("timeline"),
        "the customer was told by when",
        "no day, clock time or countable span was given",
    )


def logged(call: Evidence) -> Mark:
    """The complaint was recorded and the customer told so."""
    return wanted(
        "logged",
        call,
        call.cues("log"),
        "the customer was told that the complaint is on record",
        "the customer was not told that the complaint is on record",
    )


def confirmed(call: Evidence) -> Mark:
    """The way forward was summarised or agreed."""
    return wanted(
        "confirmed",
        call,
        call.cues("confirm"),
        "the way forward was summarised or agreed",
        "the way forward was neither summarised nor agreed",
    )


def escalated_well(call: Evidence) -> Mark:
    """The case was passed on after asking, with a reason and a time."""
    point, passed = "escalated well", call.cues("escalate")
    if not passed:
        return missing(point, call, "the case was not passed on")
    first = passed[0]
    if not _asked_before(call, first):
        because = "the case was passed on before anything was asked"
        return _short(point, first, missing(point, call, because, last_turn=first.turn))
    lacking = [what for what, cue in (("a reason", "reason"), ("a time", "timeline")) if not _since(call, cue, first)]
    if lacking:
        because = f"the case was passed on without {' and without '.join(lacking)}"
        return _short(point, first, missing(point, call, because, first_turn=first.turn))
    return met(point, first, "the case was passed on after asking, with a reason and a time")


def _asked_before(call: Evidence, passed: Found) -> bool:
    """Something was asked, or the facts given back, up to and with the reply that passed the case on."""
    return any(one.turn <= passed.turn for one in call.asked() + call.cues("paraphrase"))


def _since(call: Evidence, cue: str, passed: Found) -> bool:
    """The cue came with the hand-over or after it."""
    return any(one.turn >= passed.turn for one in call.cues(cue))


def _short(point: str, passed: Found, verdict: Mark) -> Mark:
    """A hand-over that falls short is shown with its own words."""
    if verdict.verdict == "not heard":
        return verdict
    return Mark(point, "not met", verdict.because, passed.turn, passed.words)


def not_escalated(call: Evidence) -> Mark:
    """The case was solved, and without passing it on."""
    point, passed = "not escalated", call.cues("escalate")
    if passed:
        return Mark(point, "not met", "the case was passed on", passed[0].turn, passed[0].words)
    if call.ending is not None and call.ending.outcome == "good" and call.spoke:
        return Mark(point, "met", "the case was solved without passing it on")
    return missing(point, call, "the case was not solved")
