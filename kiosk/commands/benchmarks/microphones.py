"""Whether a microphone that changes its own loudness, or cuts it off, is noticed, and a sound one let alone."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.commands.benchmarks.recordings import missing, recordings
from kiosk.hearing.prosody import measure as prosody_of
from kiosk.sound.audio import RATE, Samples

_ROOM_DB: Final = -60.0
"""Noise of the room (dB of full scale) that is put under the actors: their studio was too quiet to be one."""
_CLIPS: Final = 4
"""Neutral clips that make a microphone check, as long as one."""
_SOURCES: Final = ("ravdess", "librispeech", "barista")
_LEFT_ALONE: Final = "recordings as they are that pass for automatic gain"


def measure(data: Path | None) -> Iterator[Figure]:
    """Shares of recordings: taken wrongly for automatic gain; noticed with gain, or clipping, put on them."""
    if lacking := missing(data, "speech/ravdess"):
        yield needs(_LEFT_ALONE, lacking, 2, "%")
        return
    assert data is not None
    heard = [prosody_of(samples) for name in _SOURCES for _, samples in recordings(data / "speech" / name)]
    wrongly = [one.unheard.get("level_db") == "automatic gain" for one in heard]
    yield Figure(_LEFT_ALONE, 100 * float(np.mean(wrongly)), "%", 2, digits=1, remark=f"{len(heard)} recordings")
    checks = list(_checks(data / "speech/ravdess"))
    yield _noticed("plain", checks, lambda samples: samples)
    for back_after in (1.0, 3.0):
        yield _noticed("automatic gain", checks, partial(with_automatic_gain, back_after=back_after))
    yield _noticed("clipped", checks, _overdriven)


def _noticed(what: str, checks: list[Samples], change: Callable[[Samples], Samples]) -> Figure:
    said = [prosody_of(change(samples)).unheard.get("level_db", "plain") for samples in checks]
    share = 100 * said.count(what) / len(said)
    remark = f"{len(checks)} checks"
    return Figure(f"microphone checks taken rightly, {what}", share, "%", 90, at_least=True, digits=0, remark=remark)


def _checks(folder: Path) -> Iterator[Samples]:
    """A microphone check of each actor: neutral clips in an ordinary room."""
    spoken: dict[str, list[Samples]] = defaultdict(list)
    for path, samples in recordings(folder, "03-01-01-*"):
        spoken[path.stem.split("-")[-1]].append(samples)
    chance = np.random.default_rng(0)
    for clips in spoken.values():
        sound = np.concatenate(clips[:_CLIPS])
        room = chance.normal(0, 32767 * 10 ** (_ROOM_DB / 20), len(sound))
        yield np.clip(np.round(sound + room), -32768, 32767).astype(np.int16)


def with_automatic_gain(samples: Samples, back_after: float = 1.0) -> Samples:
    """As a microphone with automatic gain hears it: loud sound turns it down at once, then up to 30 dB come back.

    `back_after`: seconds in which the gain recovers by a factor of e.
    """
    down, up = np.exp(-1 / (0.01 * RATE)), np.exp(-1 / (back_after * RATE))
    heard, gain = 0.15 / 30, np.empty(len(samples))
    for at, size in enumerate(np.abs(samples / 32767).tolist()):
        kept = down if size > heard else up
        heard = kept * heard + (1 - kept) * size
        gain[at] = min(30.0, 0.15 / max(heard, 1e-6))
    return np.clip(np.round(samples * gain), -32768, 32767).astype(np.int16)


def _overdriven(samples: Samples) -> Samples:
    """Turned up until one sample in twenty no longer fits."""
    loud = np.percentile(np.abs(samples.astype(np.float64)), 95)
    return np.clip(np.round(samples / loud * 32767), -32768, 32767).astype(np.int16)
