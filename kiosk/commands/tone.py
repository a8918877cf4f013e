"""`kiosk tone FILE.wav… --baseline FILE.wav…`: measure against the speaker's own baseline."""

import argparse
from pathlib import Path

from kiosk.commands.output import json_line, result
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import measure
from kiosk.hearing.utterance import Prosody
from kiosk.judging.tone import ToneCue, ToneMeasures, tone_cues, tone_measures
from kiosk.settings import Settings
from kiosk.sound.audio import RATE
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import read_wav


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.wav")
    parser.add_argument(
        "--baseline", nargs="+", type=Path, required=True, metavar="FILE.wav", help="the same speaker's normal voice"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a file")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    baseline = Baseline.of([_measured(file) for file in options.baseline])
    for file in options.files:
        prosody = _measured(file)
        measures = tone_measures(prosody, baseline)
        cues = tone_cues(measures, prosody.speech_seconds)
        if options.json:
            json_line(_as_json(file, measures, cues))
        else:
            _show(file, measures, cues)
    return 0


def _measured(file: Path) -> Prosody:
    clip = read_wav(file)
    return measure(to_rate(clip.samples, clip.rate, RATE))


def _as_json(file: Path, measures: ToneMeasures, cues: tuple[ToneCue, ...]) -> dict[str, object]:
    return {
        "file": str(file),
        "level_db": _rounded(measures.level_db, 1),
        "pitch_st": _rounded(measures.pitch_st, 2),
        "rate_ratio": _rounded(measures.rate_ratio, 2),
        "range_ratio": _rounded(measures.range_ratio, 2),
        "long_pauses": None if measures.long_pauses is None else list(measures.long_pauses),
        "cues": [cue.name for cue in cues],
        "reasons": {cue.name: cue.reason for cue in cues},
        "unheard": dict(measures.unheard),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _show(file: Path, measures: ToneMeasures, cues: tuple[ToneCue, ...]) -> None:
    result(str(file))
    for name, value, unit in (
        ("level", measures.level_db, "dB"),
        ("pitch", measures.pitch_st, "semitones"),
        ("pace", measures.rate_ratio, "times the baseline"),
        ("pitch range", measures.range_ratio, "times the baseline"),
    ):
        if value is not None:
            sign = "+" if unit in ("dB", "semitones") else ""
            result(f"  {name:<12} {value:{sign}.1f} {unit}")
    for name, why in measures.unheard.items():
        result(f"  {name:<12} not heard: {why}")
    for cue in cues:
        result(f"  ~ {cue.name.replace('_', ' ')}: {cue.reason}")
