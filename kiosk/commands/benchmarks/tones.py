"""How well a raised voice is told from a calm one, on actors' recordings: as they are, played softly, and in noise."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks import microphones, pitch_and_pace
from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.commands.benchmarks.recordings import missing, recordings
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import measure as prosody_of
from kiosk.hearing.utterance import Prosody
from kiosk.judging.tone import RAISED_DB, tone_measures
from kiosk.settings import Settings
from kiosk.sound.audio import Samples

SOFTER_DB: Final = -12.0
NOISE_DB: Final = -10.0
"""Level of the kitchen against the speech it is put under, clip by clip."""

_NEUTRAL, _CALM, _ANGRY = "01", "02", "05"
_STRENGTHS: Final = (("02", "strong", 0.98), ("01", "normal", 0.93))
_FLAGGED: Final = "calm and neutral clips flagged as raised"
_SOFTER: Final = f"level changed by {SOFTER_DB:.0f} dB on clip and baseline, most"

Levels = dict[tuple[str, str, str], float]
"""(emotion, intensity, clip) → dB against the actor's own neutral clips; named as in RAVDESS."""


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Raised voices, then pitch and pace against the truth, then what is noticed of a microphone."""
    if lacking := missing(data, "speech/ravdess"):
        yield needs("raised voice against calm, AUC", lacking, at_least=True)
    else:
        assert data is not None
        yield from raised_voices(data)
    yield from pitch_and_pace.measure(data)
    yield from microphones.measure(data)


def raised_voices(data: Path) -> Iterator[Figure]:
    """The level as a sign of a raised voice, on `data`/speech/ravdess; every figure has a budget."""
    clips = dict(recordings(data / "speech/ravdess", "03-01-0[125]-*"))
    plain = _levels(clips, lambda samples: samples)
    yield from _told_apart(plain, "")
    softer = _levels(clips, lambda samples: np.round(samples * 10 ** (SOFTER_DB / 20)).astype(np.int16))
    yield Figure(_SOFTER, max(abs(softer[key] - plain[key]) for key in plain if key in softer), "dB", 1.0)
    if lacking := missing(data, "speech/noise"):
        yield needs("the same in kitchen noise", lacking)
        return
    _, kitchen = next(recordings(data / "speech/noise", "kitchen*"))
    noisy = _levels(clips, lambda samples: in_noise(samples, kitchen))
    yield from _told_apart(noisy, f", in noise of {NOISE_DB:.0f} dB")
    for intensity, name, _ in _STRENGTHS:
        lost = 100 * (_area(plain, intensity) - _area(noisy, intensity))
        yield Figure(f"points of AUC that noise costs, {name} anger", lost, "", 5, digits=1)


def _told_apart(levels: Levels, where: str) -> Iterator[Figure]:
    calm = sum(emotion == _CALM for emotion, _, _ in levels)
    for intensity, name, budget in _STRENGTHS:
        what, loud = f"{name} anger against calm, AUC{where}", len(_of(levels, _ANGRY, intensity))
        remark = f"{loud} and {calm} clips, 12 actors"
        yield Figure(what, _area(levels, intensity), "", budget, at_least=True, digits=3, remark=remark)
    quiet = [level for (emotion, _, _), level in levels.items() if emotion != _ANGRY]
    flagged = 100 * float(np.mean([level >= RAISED_DB for level in quiet]))
    yield Figure(_FLAGGED + where, flagged, "%", 2, digits=1, remark=f"{len(quiet)} clips")


def _area(levels: Levels, intensity: str) -> float:
    return auc(_of(levels, _ANGRY, intensity), _of(levels, _CALM, "01") + _of(levels, _CALM, "02"))


def _of(levels: Levels, emotion: str, intensity: str) -> list[float]:
    return [level for key, level in levels.items() if key[:2] == (emotion, intensity)]


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance (0 to 1) that one of `positive` is above one of `negative`; ties count half."""
    above = np.subtract.outer(np.array(positive), np.array(negative))
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def in_noise(samples: Samples, noise: Samples) -> Samples:
    """The recording with `noise` under it, NOISE_DB against its own level of speech; louder ones are not cut off."""
    level = prosody_of(samples).level_db
    under = np.resize(noise, len(samples)).astype(np.float64)
    own = 10 * np.log10(np.mean((under / 32767) ** 2))
    mixed = samples + under * 10 ** (((level or 0.0) + NOISE_DB - own) / 20)
    return np.clip(np.round(mixed), -32768, 32767).astype(np.int16)


def _levels(clips: dict[Path, Samples], change: Callable[[Samples], Samples]) -> Levels:
    """The level of each clip against the actor's neutral ones without itself; what has no level is left out."""
    heard: dict[str, dict[tuple[str, str, str], Prosody]] = defaultdict(dict)
    for path, samples in clips.items():
        _, _, emotion, intensity, _, _, actor = path.stem.split("-")
        heard[actor][emotion, intensity, path.stem] = prosody_of(change(samples))
    levels: Levels = {}
    for spoken in heard.values():
        for key, prosody in spoken.items():
            own = [other for name, other in spoken.items() if name[0] == _NEUTRAL and name != key]
            level = tone_measures(prosody, Baseline.of(own)).level_db
            if level is not None:
                levels[key] = level
    return levels
