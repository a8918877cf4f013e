"""Phrases and the learned model weighed together: how likely a trained assessor would mark a cue."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import MissingPart
from kiosk.judging.cue import PHRASE_CUES


@dataclass(frozen=True, slots=True)
class Weighing:
    """How the two are added for one cue, in log-odds; fitted on replies to situations kept out of the training."""

    trust: float
    """What the model's weight is multiplied by."""
    phrase: float
    """What a phrase of the library adds."""
    unsaid: float
    """What it adds (a negative number) when its phrases were said but denied, quoted or meant otherwise."""
    offset: float
    """Added always."""
    least: float
    """The likelihood from which the cue counts as found (0 to 1)."""

    def likelihood(self, weight: float, *, phrase: bool, unsaid: bool) -> float:
        """0 to 1: how likely the cue is, from the model's `weight` (log-odds) and what phrases gave."""
        odds = self.trust * weight + self.phrase * phrase + self.unsaid * unsaid + self.offset
        return 1 / (1 + math.exp(-odds)) if odds > -500 else 0.0


def read_weighings(file: Path) -> Mapping[str, Weighing]:
    """By cue, what `training/measure.py` wrote. Raises MissingPart where it is not there."""
    if not file.is_file():
        raise MissingPart(f"{file}: the learned part of the judge is not there; install the kiosk again")
    given = json.loads(file.read_text(encoding="utf-8"))
    return {cue: Weighing(**given[cue]) for cue in PHRASE_CUES}
