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
    offset: float
    """Added always."""

    def likelihood(self, weight: float, phrase: bool) -> float:
        """0 to 1: how likely the cue is, from the model's `weight` (log-odds) and whether a phrase was found."""
        odds = self.trust * weight + self.phrase * phrase + self.offset
        return 1 / (1 + math.exp(-odds)) if odds > -500 else 0.0


@dataclass(frozen=True, slots=True)
class Weighings:
    """The weighing of every cue."""

    cues: Mapping[str, Weighing]
    least: Mapping[str, float]
    """By cue: the likelihood from which it counts as found."""


def read_weighings(file: Path) -> Weighings:
    """Read what `training/measure.py` wrote. Raises MissingPart where it is not there."""
    if not file.is_file():
        raise MissingPart(f"{file}: the learned part of the judge is not there; install the kiosk again")
    given = json.loads(file.read_text(encoding="utf-8"))
    return Weighings(
        {cue: Weighing(**{part: given[cue][part] for part in ("trust", "phrase", "offset")}) for cue in PHRASE_CUES},
        {cue: given[cue]["least"] for cue in PHRASE_CUES},
    )
