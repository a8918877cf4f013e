"""Signs, marking points and dials in words for a reader, and which of them help."""

from collections.abc import Collection, Mapping
from typing import Final

from kiosk.judging.cue import HARMFUL, HELPFUL

LABELS: Final[Mapping[str, str]] = {
    "acknowledge": "Trouble recognised",
    "apologise": "Apology",
    "paraphrase": "Facts given back",
    "probe": "Question",
    "policy": "Rule named",
    "offer": "Help offered",
    "own": "Taken on in person",
    "limits": "Limit said plainly",
    "escalate": "Passed on",
    "reason": "Reason given",
    "timeline": "Time given",
    "log": "Put on record",
    "confirm": "Agreement checked",
    "thank": "Thanks",
    "defend": "Company defended",
    "blame": "Blame",
    "dismiss": "Trouble made small",
    "stonewall": "Door closed",
    "overpromise": "Promise nobody can be sure of",
    "hostile": "Insult",
    "raised_voice": "Raised voice",
    "rushed": "Faster than your own pace",
    "slowed": "Slower than your own pace",
    "flat": "Little movement in pitch",
    "long_pauses": "Long pauses",
    "cutting_in": "Spoken over the customer",
    "long_silence": "Long silence",
    "steady": "Level near your own",
    "even_pace": "Even pace",
    "waited": "Customer left to finish",
    "early offer": "Offer before the customer was heard",
    "early escalation": "Passed on before anything was asked",
    "repeated apology": "Apology repeated",
    "over the limit": "More than the role allows",
    "fact reused": "Detail remembered",
    "nothing said": "No answer",
    "answered": "Question to the point",
    "read from a script": "Many phrases at once",
    "said before": "Same reply again",
    "every turn": "Time",
    "on hold": "Kept on hold",
    "trainer": "The trainer's hand",
}
"""Sign → a few words that name it; never a feeling of the learner's (EU AI Act, Art. 5(1)(f))."""

TO_TRY: Final[Mapping[str, str]] = {
    "within authority": "Keep within what the role allows",
    "nothing over-promised": "Promise only what is sure",
    "no blame": "Blame nobody",
    "acknowledged": "Recognise the trouble in words",
    "empathy before solution": "Hear the customer out before the solution",
    "listened": "Give the customer's own facts back",
    "root cause": "Ask before you solve",
    "escalated well": "Pass the case on with a reason and a time",
    "limits said": "Say plainly what you may not decide",
    "owned": "Take the next step on yourself",
    "timescale given": "Say by when",
    "confirmed": "Check what has been agreed",
    "logged": "Put the complaint on record, and say so",
    "policy named": "Name the rule that applies",
    "apologised": "Say sorry once",
    "warm close": "Close with thanks",
    "steady voice": "Stay near your own level and pace",
    "not escalated": "Solve it before you pass it on",
}
"""Marking point → what to try, the most valuable first: no harm, then being heard, then a plan, then the close."""

HELPING_TONE: Final = frozenset({"steady", "even_pace", "waited"})
"""Tone cues that are good practice."""

HELPING: Final = HELPFUL | HELPING_TONE | {"fact reused", "answered"}
"""Signs that are good practice in their place."""

HARMING: Final = HARMFUL | {
    "raised_voice", "rushed", "flat", "cutting_in", "long_silence", "early offer", "early escalation",
    "repeated apology", "over the limit", "nothing said", "read from a script", "said before",
}  # fmt: skip
"""Signs that make things worse, now or when the call is over."""

_SPOILED: Final[Mapping[str, str]] = {
    "early offer": "offer",
    "over the limit": "offer",
    "early escalation": "escalate",
    "repeated apology": "apologise",
    "stonewall": "policy",
    "blame": "fact reused",
    "dismiss": "fact reused",
    "hostile": "fact reused",
}
"""Sign → the helping sign that does no good beside it."""


def helping_here(signs: Collection[str]) -> frozenset[str]:
    """Those of a reply's signs that are good practice where they stand.

    A rule beside a closed door is none, nor is a detail that was remembered to blame somebody with.
    """
    return (frozenset(signs) & HELPING) - {_SPOILED[sign] for sign in signs if sign in _SPOILED}


def label(sign: str) -> str:
    """A few words that name a sign; the sign itself where none are known, as in records of a newer program."""
    return LABELS.get(sign, sign.replace("_", " "))


def sentence(text: str) -> str:
    """`text` with a capital letter and a full stop."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")
