"""How soon the customer stops when the learner cuts in."""

import threading
import time
from collections.abc import Iterator
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure
from kiosk.commands.benchmarks.turn_sounds import spoken_in
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.browser import BrowserSource
from kiosk.sound.browser_sink import BrowserSink
from kiosk.sound.detector import SileroDetector
from kiosk.sound.open_microphone import YIELDS_AFTER, OpenMicrophone
from kiosk.sound.resample import to_rate
from kiosk.speaking.speaker import Speaker

TIMES: Final = 5
_SAID: Final = "no listen to me please i would like to say something about this now"
_BLOCK: Final = RATE // 25
"""Samples in one message of the browser's microphone: 40 ms."""


def measure(speaker: Speaker) -> Iterator[Figure]:
    """Cut in on a long line, TIMES over, in real time, through the browser's source and sink."""
    said = speaker.render(_SAID, "learner", "neutral")
    voice = to_rate(said.samples, said.rate, RATE)
    took = [_cut_in(voice) for _ in range(TIMES)]
    remark = f"after the {YIELDS_AFTER} s that tell it from “mm-hm”; the worst of {TIMES}"
    yield Figure("customer interrupted → customer stops", max(took), "s", 0.4, remark=remark)


def _cut_in(voice: np.ndarray) -> float:
    source, sink = BrowserSource(), BrowserSink()
    stopped: list[float] = []
    sink.attach(lambda number, clip: stopped.append(time.perf_counter()) if clip is None else None)
    microphone = OpenMicrophone(source, SileroDetector())
    microphone.overhear()
    began = time.perf_counter()
    speaking = threading.Thread(target=_speak, args=(source, voice, began))
    speaking.start()
    sink.play(AudioClip(np.zeros(10 * RATE, np.int16), RATE), microphone.cutting_in)
    speaking.join()
    microphone.close()
    first = spoken_in(voice).waited
    return stopped[0] - (began + first + YIELDS_AFTER)


def _speak(source: BrowserSource, voice: np.ndarray, began: float) -> None:
    """Put the sound when a microphone would have it."""
    for at in range(0, len(voice), _BLOCK):
        block = voice[at : at + _BLOCK]
        time.sleep(max(0.0, began + (at + len(block)) / RATE - time.perf_counter()))
        source.put(block.astype("<i2").tobytes())
