"""How many replies are cut off, and how long the end of a turn takes, on recorded spoken orders."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.commands.benchmarks.recordings import missing, recordings
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, Samples
from kiosk.sound.detector import SileroDetector
from kiosk.sound.turn_end import SpeechEnded, SpeechStarted, TurnEnd, TurnOver

HESITATIONS: Final = (0.3, 0.6, 0.9, 1.2)
"""Seconds of silence put into a reply, one after the other."""
_BLOCK: Final = RATE // 50
_FLUENT, _HESITANT = "turns cut off, fluent", "turns cut off, with one hesitation of 0.3–1.2 s"


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Share of turns cut off with the settings' pause."""
    if lacking := missing(data, "speech/barista"):
        yield needs(_FLUENT, lacking, 2, "%")
        yield needs(_HESITANT, lacking, 10, "%")
        return
    assert data is not None
    fluent, hesitant = [], []
    for number, (_, samples) in enumerate(recordings(data / "speech/barista")):
        fluent.append(_cut_off(samples, settings.pause))
        if len(stretched := with_hesitation(samples, HESITATIONS[number % len(HESITATIONS)])) > len(samples):
            hesitant.append(_cut_off(stretched, settings.pause))
    remark = f"pause {settings.pause} s, {len(fluent)} recordings"
    yield Figure(_FLUENT, 100 * float(np.mean(fluent)), "%", 2, digits=1, remark=remark)
    yield Figure(_HESITANT, 100 * float(np.mean(hesitant)), "%", 10, digits=1, remark=remark)


def with_hesitation(samples: Samples, seconds: float) -> Samples:
    """The recording with `seconds` of its own room tone in its deepest inner dip between words.

    It comes back as it is where speech is too short to have an inside.
    """
    spans = _speech(samples)
    if not spans or spans[-1][1] - spans[0][0] < RATE:
        return samples
    blocks = len(samples) // _BLOCK
    power = np.mean(samples[: blocks * _BLOCK].reshape(blocks, _BLOCK).astype(float) ** 2, axis=1)
    smooth = np.convolve(power, np.ones(5) / 5, "same")
    length = spans[-1][1] - spans[0][0]
    first, last = (spans[0][0] + length // 4) // _BLOCK, (spans[-1][1] - length // 4) // _BLOCK
    at = (first + int(np.argmin(smooth[first:last]))) * _BLOCK
    quiet = int(np.argmin(np.convolve(power, np.ones(10), "valid"))) * _BLOCK
    tone = samples[quiet : quiet + 10 * _BLOCK]
    # To and fro, so that the joins make no clicks that could pass for speech.
    there_and_back = np.concatenate([tone, tone[::-1]])
    filling = np.resize(there_and_back, round(seconds * RATE))
    return np.concatenate([samples[:at], filling, samples[at:]])


def _speech(samples: Samples) -> list[tuple[int, int]]:
    """(first, last) sample of each stretch of speech."""
    finder = TurnEnd(SileroDetector(), None)
    events = (*finder.feed(samples), *finder.finish())
    starts = [event.at for event in events if isinstance(event, SpeechStarted)]
    ends = [event.at for event in events if isinstance(event, SpeechEnded)]
    return list(zip(starts, ends, strict=True))


def _cut_off(samples: Samples, pause: float) -> bool:
    spans = _speech(samples)
    if not spans:
        return False
    over = [event for event in TurnEnd(SileroDetector(), pause).feed(samples) if isinstance(event, TurnOver)]
    return bool(over) and over[0].at < spans[-1][1]
