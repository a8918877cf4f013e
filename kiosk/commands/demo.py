"""`kiosk demo [SCENARIO]`: a whole call with a scripted learner, truly spoken and truly recognised."""

import argparse
from pathlib import Path

import numpy as np

from kiosk.commands.output import note, result
from kiosk.commands.performance import Performed, perform
from kiosk.commands.transcript import Transcript, said
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import measure
from kiosk.roleplay.rehearsal import Rehearsal, load_rehearsal
from kiosk.roleplay.staging import DEMO, Staged, new_speaker, recogniser_for, stage_scenario
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.recordings import RecordedReplies
from kiosk.sound.resample import to_rate
from kiosk.speaking.speaker import Speaker

_VOICE = "learner"
_CHECK = "this is how i speak when i am at ease and reading something out to a friend"
"""What the scripted learner says in place of the microphone check, for the baseline of the voice."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("scenario", nargs="?", default="late-parcel", metavar="SCENARIO", help="default: %(default)s")
    parser.add_argument("--script", default="good", help="which rehearsal to perform: good, defensive, …")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to write the debrief and the sound")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    staged = stage_scenario(options.scenario, settings)
    script = load_rehearsal(staged.file, options.script, staged.scenario).script
    note(
        "A demonstration: the learner's replies are synthesised and recognised by a small model made for such speech.\n"
    )
    with new_speaker(settings) as speaker:
        recogniser = recogniser_for(staged, DEMO, settings)
        result(_title(staged, script))
        performed = perform(
            staged,
            settings,
            RecordedReplies(_replies(script, speaker, settings), pause_after=settings.pause + 1.0),
            recogniser,
            speaker,
            Transcript(staged.scenario, result),
            only_finished=False,
            baseline=_baseline(speaker),
            out=options.out,
        )
    _close(performed, staged)
    return 0


def _replies(script: Rehearsal, speaker: Speaker, settings: Settings) -> list[AudioClip]:
    silence = AudioClip(np.zeros(round((settings.silence + 1) * RATE), np.int16), RATE)
    return [speaker.render(turn.say, _VOICE, "neutral") if turn.say else silence for turn in script.turns]


def _baseline(speaker: Speaker) -> Baseline:
    clip = speaker.render(_CHECK, _VOICE, "neutral")
    return Baseline.of([measure(to_rate(clip.samples, clip.rate, RATE))])


def _title(staged: Staged, script: Rehearsal) -> str:
    scenario, starts = staged.scenario, staged.scenario.customer.starts
    where = "on the phone" if scenario.setting == "phone" else "at the counter"
    dials = f"heat {starts.heat}, trust {starts.trust}, patience {starts.patience}"
    return f"{scenario.title}: {scenario.customer.name}, {where}, level {scenario.level}. {script.about}\n{dials}\n"


def _close(performed: Performed, staged: Staged) -> None:
    record, endings = performed.record, staged.scenario.endings
    result("")
    if record.ending is not None and record.ending in endings:
        result(said(f"Ending: {record.ending}", endings[record.ending].means))
    else:
        result(said("Ending: none", "The script was over before the call was."))
    for point, verdict in performed.marks.items():
        result(said("", f"{verdict:<9}  {point}"))
    cues = [len(turn.reply.cues) for turn in record.turns]
    result(said("Cues a reply", f"{', '.join(map(str, cues))} ({sum(cues)} in {len(cues)} replies)"))
    result(f"\nsound    {performed.sound}")
    result(f"debrief  {performed.page}")
