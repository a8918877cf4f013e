"""Whether each customer's moods are heard, and still understood."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure
from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.prosody import measure as prosody_of
from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.word_errors import WordErrors, word_errors
from kiosk.roleplay.staging import DEMO, new_speaker, recogniser_for
from kiosk.settings import Settings
from kiosk.sound.audio import RATE
from kiosk.sound.resample import to_rate
from kiosk.speaking.speaker import Speaker
from kiosk.speaking.voice import Mood, Voice, style_of
from kiosk.speaking.voice_file import common_moods, list_voices

LINES: Final = (
    "i have been waiting for three weeks now",
    "i'm really sorry about the broken screen",
    "can i speak to a manager please",
    "i understand how frustrating this is",
    "we will refund the full amount by friday",
    "thank you for your help today",
)
"""Of the words that the demo's recogniser knows; it understands eSpeak NG, and Piper's voices less well."""
_LEARNER: Final = "learner"
"""Speaks in no mood."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """The lines in one voice and mood."""

    level_db: float
    """dB relative to full scale."""
    pitch_hz: float
    """Median."""
    seconds: float
    """Of all lines, pauses included."""
    breaks: float
    """Pauses within a line, on average."""
    understood: float
    """Share of the words that were recognised."""


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Furious against calm for every voice; tearful against calm for every voice with a mood that breaks."""
    recogniser = recogniser_for(None, DEMO, settings)
    with new_speaker(settings) as speaker:
        for voice in list_voices(settings.voice_folders):
            if voice.name == _LEARNER:
                continue
            calm = _hear(speaker, recogniser, voice, "calm")
            yield from _furious(voice.name, calm, _hear(speaker, recogniser, voice, "furious"))
            if style_of(voice, "upset", common_moods()).breaks:
                yield from _tearful(voice.name, calm, _hear(speaker, recogniser, voice, "upset"))


def _furious(name: str, calm: _Heard, furious: _Heard) -> Iterator[Figure]:
    what = f"{name}, furious against calm: "
    faster = 100 * (calm.seconds / furious.seconds - 1)
    higher = 12 * float(np.log2(furious.pitch_hz / calm.pitch_hz))
    yield Figure(what + "level", furious.level_db - calm.level_db, "dB", 6, at_least=True, digits=1)
    yield Figure(what + "pace", faster, "%", 15, at_least=True, digits=0)
    yield Figure(what + "pitch", higher, "st", 3, at_least=True, digits=1)
    yield _understood(what, calm, furious)


def _tearful(name: str, calm: _Heard, tearful: _Heard) -> Iterator[Figure]:
    what = f"{name}, tearful against calm: "
    slower = 100 * (tearful.seconds / calm.seconds - 1)
    yield Figure(what + "slower", slower, "%", 10, at_least=True, digits=0)
    yield Figure(what + "breaks in a line", tearful.breaks, "", 0.5, at_least=True, remark=f"calm {calm.breaks:.2f}")
    yield _understood(what, calm, tearful)


def _understood(what: str, calm: _Heard, other: _Heard) -> Figure:
    share = 100 * other.understood / max(calm.understood, 0.01)
    remark = f"of those understood in calm, {100 * calm.understood:.0f} % of all"
    return Figure(what + "words understood", share, "%", 90, at_least=True, digits=0, remark=remark)


def _hear(speaker: Speaker, recogniser: Recogniser, voice: Voice, mood: Mood) -> _Heard:
    speaker.render_all([(line, voice.name, mood) for line in LINES])
    clips = [speaker.render(line, voice.name, mood) for line in LINES]
    sounds = [to_rate(clip.samples, clip.rate, RATE) for clip in clips]
    prosody = [prosody_of(sound) for sound in sounds]
    errors = WordErrors(0, 0)
    for line, sound in zip(LINES, sounds, strict=True):
        errors += word_errors(line, " ".join(word.text for word in recognise_clip(recogniser, sound)))
    return _Heard(
        level_db=float(np.mean([p.level_db for p in prosody if p.level_db is not None])),
        pitch_hz=float(np.median([p.pitch_hz for p in prosody if p.pitch_hz is not None])),
        seconds=sum(clip.seconds for clip in clips),
        breaks=float(np.mean([len(p.pauses) for p in prosody])),
        understood=1 - errors.rate,
    )
