"""The names of the phrase cues, and what a found cue looks like."""

from dataclasses import dataclass
from typing import Final

PHRASE_CUES: Final = (
    "acknowledge",
    "apologise",
    "paraphrase",
    "probe",
    "policy",
    "offer",
    "own",
    "limits",
    "escalate",
    "reason",
    "timeline",
    "log",
    "confirm",
    "thank",
    "defend",
    "blame",
    "dismiss",
    "stonewall",
    "overpromise",
    "hostile",
)
"""The twenty things a trained assessor marks in the words of a reply."""

HELPFUL: Final = frozenset(PHRASE_CUES[:14])
"""Cues that are good practice in their place."""

HARMFUL: Final = frozenset(PHRASE_CUES[14:])
"""Cues that are poor practice anywhere."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found in one reply, with its evidence."""

    name: str
    first: int
    """Index of the first evidence word in the reply."""
    last: int
    """Index of the last evidence word, included."""
    evidence: str
    """The evidence words exactly as heard."""
    rule: str
    """Which rule found it, in words a trainer can look up."""
    confidence: float = 1.0
    """0 to 1: the least confidence of the evidence words, as the recogniser gave it."""
    likelihood: float = 1.0
    """0 to 1: how likely a trained assessor would mark it; 1 where a phrase alone decided."""
