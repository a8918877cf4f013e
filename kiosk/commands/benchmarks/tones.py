"""How well a raised voice is told from a calm one, on actors' recordings."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.commands.benchmarks.recordings import missing, recordings
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import measure as prosody_of
from kiosk.hearing.utterance import Prosody
from kiosk.judging.tone import RAISED_DB, tone_measures
from kiosk.settings import Settings

_NEUTRAL, _CALM, _ANGRY = "01", "02", "05"
_ROWS: Final = (
    ("raised voice, strong anger against calm, AUC", 0.98),
    ("raised voice, normal anger against calm, AUC", 0.93),
)
_FLAGGED: Final = "calm and neutral clips flagged as raised"


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Areas under the curve of the level against each actor's own neutral clips."""
    if lacking := missing(data, "speech/ravdess"):
        for what, budget in _ROWS:
            yield needs(what, lacking, budget, at_least=True)
        yield needs(_FLAGGED, lacking, 2, "%")
        return
    assert data is not None
    levels = _levels(data / "speech/ravdess")
    calm = levels[_CALM, "01"] + levels[_CALM, "02"]
    actors = f"{len(calm)} calm clips"
    yield Figure(_ROWS[0][0], auc(levels[_ANGRY, "02"], calm), "", 0.98, at_least=True, digits=3, remark=actors)
    yield Figure(_ROWS[1][0], auc(levels[_ANGRY, "01"], calm), "", 0.93, at_least=True, digits=3, remark=actors)
    quiet = calm + levels[_NEUTRAL, "01"]
    flagged = 100 * float(np.mean([level >= RAISED_DB for level in quiet]))
    yield Figure(_FLAGGED, flagged, "%", 2, digits=1, remark=f"{len(quiet)} clips")


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance (0 to 1) that one of `positive` is above one of `negative`; ties count half."""
    above = np.subtract.outer(np.array(positive), np.array(negative))
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def _levels(folder: Path) -> dict[tuple[str, str], list[float]]:
    """(emotion, intensity) → levels in dB against the actor's own neutral clips; names as in RAVDESS."""
    clips: dict[str, list[tuple[str, str, Prosody]]] = {}
    for path, samples in recordings(folder, "03-01-*"):
        _, _, emotion, intensity, _, _, actor = path.stem.split("-")
        if emotion in (_NEUTRAL, _CALM, _ANGRY):
            clips.setdefault(actor, []).append((emotion, intensity, prosody_of(samples)))
    levels: dict[tuple[str, str], list[float]] = {}
    for spoken in clips.values():
        baseline = Baseline.of([prosody for emotion, _, prosody in spoken if emotion == _NEUTRAL])
        for emotion, intensity, prosody in spoken:
            level = tone_measures(prosody, baseline).level_db
            if level is not None:
                levels.setdefault((emotion, intensity), []).append(level)
    return levels
