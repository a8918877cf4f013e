"""`kiosk hear FILE.wav…`: recognise recordings."""

import argparse
from pathlib import Path

from kiosk.commands.output import json_line, note, result
from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.prosody import measure
from kiosk.hearing.utterance import Prosody, Utterance, Word
from kiosk.roleplay.staging import recogniser_for, stage_scenario
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, Samples
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import read_wav


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.wav")
    parser.add_argument("--json", action="store_true", help="one JSON object a file")
    parser.add_argument("--model", default="", help="a Vosk model's folder or name, `basic` or `demo`")
    parser.add_argument("--scenario", help="fit basic recognition to this role-play")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    # Every file is read before anything is recognised, so that a bad one is refused at once.
    clips = [(file, read_wav(file)) for file in options.files]
    staged = stage_scenario(options.scenario, settings) if options.scenario else None
    recogniser = recogniser_for(staged, options.model, settings)
    if recogniser.basic:
        note("basic recognition: for the full one install a model with `kiosk models install`")
    for file, clip in clips:
        samples: Samples = to_rate(clip.samples, clip.rate, RATE)
        words, prosody = recognise_clip(recogniser, samples), measure(samples)
        if options.json:
            json_line(_as_json(file, recogniser.name, words, prosody))
        else:
            _show(file, recogniser.name, Utterance(words), prosody)
    return 0


def _as_json(file: Path, engine: str, words: tuple[Word, ...], prosody: Prosody) -> dict[str, object]:
    return {
        "file": str(file),
        "engine": engine,
        "text": " ".join(word.text for word in words),
        "words": [
            {
                "text": word.text,
                "start": round(word.start, 3),
                "end": round(word.end, 3),
                "confidence": round(word.confidence, 3),
            }
            for word in words
        ],
        "prosody": {
            "level_db": prosody.level_db,
            "pitch_hz": prosody.pitch_hz,
            "pitch_range_st": prosody.pitch_range_st,
            "rate": prosody.rate,
            "speech_seconds": prosody.speech_seconds,
            "pauses": list(prosody.pauses),
            "unheard": dict(prosody.unheard),
        },
    }


def _show(file: Path, engine: str, utterance: Utterance, prosody: Prosody) -> None:
    result(f"{file} ({engine})")
    result(f"  {utterance.text or '(no words heard)'}")
    for word in utterance.words:
        result(f"  {word.start:7.2f} – {word.end:6.2f} s  {word.confidence:4.2f}  {word.text}")
    measures = {
        "level": (prosody.level_db, "dB"),
        "pitch": (prosody.pitch_hz, "Hz"),
        "pitch range": (prosody.pitch_range_st, "semitones"),
        "rate": (prosody.rate, "syllables a second"),
    }
    for name, (value, unit) in measures.items():
        if value is not None:
            result(f"  {name}: {value:.1f} {unit}")
    for name, why in prosody.unheard.items():
        result(f"  {name}: not heard ({why})")
