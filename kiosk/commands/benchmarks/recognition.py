"""How many words each recogniser gets wrong, and how long it takes for them."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.commands.benchmarks.recordings import missing, recordings
from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.word_errors import WordErrors, word_errors
from kiosk.roleplay.loading import scenario_files
from kiosk.roleplay.rehearsal import load_rehearsal, rehearsal_files
from kiosk.roleplay.staging import BASIC, DEMO, model_folder, new_speaker, recogniser_for, stage_scenario
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, Samples
from kiosk.sound.resample import to_rate

_SET: Final = "late-parcel"
"""The role-play basic recognition is fitted to."""


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Word error rate and real-time factor on synthesised replies, and on read human speech where there is any."""
    synthesised = list(_synthesised(settings))
    lacking = missing(data, "speech/librispeech")
    read = list(_read(data / "speech/librispeech")) if data and not lacking else []
    names = [DEMO, BASIC] + ([""] if model_folder("", settings) else [])
    for name in names:
        recogniser = recogniser_for(stage_scenario(_SET, settings), name, settings)
        yield from _errors(recogniser, f"synthesised replies, {len(synthesised)}", synthesised)
        if read:
            yield from _errors(recogniser, f"read human speech, {len(read)}", read)
        else:
            yield needs(f"{recogniser.name}: word errors, read human speech", lacking)


def _errors(recogniser: Recogniser, what: str, clips: Iterable[tuple[str, Samples]]) -> Iterator[Figure]:
    errors, seconds, began = WordErrors(0, 0), 0.0, time.process_time()
    for text, samples in clips:
        heard = " ".join(word.text for word in recognise_clip(recogniser, samples))
        errors += word_errors(text, heard)
        seconds += len(samples) / RATE
    work = (time.process_time() - began) / seconds
    yield Figure(f"{recogniser.name}: word errors, {what}", 100 * errors.rate, "%", digits=1)
    yield Figure(f"{recogniser.name}: work for a second of speech", work, "s", digits=3)


def _synthesised(settings: Settings) -> Iterator[tuple[str, Samples]]:
    with new_speaker(settings) as speaker:
        for name, file in scenario_files(settings.scenario_folders).items():
            scenario = stage_scenario(name, settings).scenario
            for script in rehearsal_files(file):
                for turn in load_rehearsal(file, script, scenario).script.turns:
                    if turn.say:
                        clip = speaker.render(turn.say, "learner", "neutral")
                        yield turn.say, to_rate(clip.samples, clip.rate, RATE)


def _read(folder: Path) -> Iterator[tuple[str, Samples]]:
    lines = (folder / "transcripts.tsv").read_text("utf-8").splitlines()
    texts = dict(line.split("\t", 1) for line in lines if "\t" in line)
    for path, samples in recordings(folder):
        if path.stem in texts or path.name in texts:
            yield texts.get(path.stem) or texts[path.name], samples
