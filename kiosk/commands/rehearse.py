"""`kiosk rehearse SCENARIO REPLY.wav…`: a call with recorded replies through the whole path."""

import argparse
from pathlib import Path

from kiosk.commands.output import json_line, note, result
from kiosk.commands.performance import Performed, perform
from kiosk.commands.transcript import Transcript, said
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import measure
from kiosk.hearing.utterance import Prosody
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.staging import new_speaker, recogniser_for, stage_scenario
from kiosk.roleplay.turns import Turn
from kiosk.settings import Settings
from kiosk.sound.audio import RATE
from kiosk.sound.recordings import RecordedReplies
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import read_wav


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("scenario", metavar="SCENARIO")
    parser.add_argument("files", nargs="+", type=Path, metavar="REPLY.wav", help="one file a reply, in order")
    parser.add_argument("--json", action="store_true", help="one JSON object a turn, then one for the debrief")
    parser.add_argument("--model", default="", help="a Vosk model's folder or name, `basic` or `demo`")
    parser.add_argument("--baseline", nargs="+", type=Path, default=[], metavar="FILE.wav", help="the normal voice")
    parser.add_argument("--seed", type=int, default=0, help="which of several lines the customer takes first")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to write the debrief and the sound")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    staged = stage_scenario(options.scenario, settings)
    replies = RecordedReplies(options.files)
    baseline = Baseline.of([_measured(file) for file in options.baseline]) if options.baseline else None
    recogniser = recogniser_for(staged, options.model, settings)
    if recogniser.basic:
        note("basic recognition: for the full one install a model with `kiosk models install`")
    watch = _JsonTurns() if options.json else Transcript(staged.scenario, result)
    with new_speaker(settings) as speaker:
        performed = perform(
            staged,
            settings,
            replies,
            recogniser,
            speaker,
            watch,
            only_finished=True,
            baseline=baseline,
            seed=options.seed,
            out=options.out,
        )
    if replies.left:
        note(f"the call was over: the last {replies.left} of {len(options.files)} replies were not needed")
    (_close_json if options.json else _close)(performed)
    return 0


def _measured(file: Path) -> Prosody:
    clip = read_wav(file)
    return measure(to_rate(clip.samples, clip.rate, RATE))


class _JsonTurns:
    """Writes every turn as soon as it is complete."""

    def __init__(self) -> None:
        self._written = 0

    def __call__(self, now: Snapshot) -> None:
        for turn in now.turns[self._written :]:
            json_line(turn_json(turn))
            self._written += 1


def turn_json(turn: Turn) -> dict[str, object]:
    """A turn in the form that scripts outside rely on."""
    return {
        "turn": turn.number,
        "customer": " ".join(line.text for line in turn.customer),
        "heard": turn.reply.text,
        "status": turn.reply.heard,
        "cues": [cue.name for cue in turn.reply.cues],
        "evidence": {cue.name: cue.evidence for cue in turn.reply.cues},
        "tone": [cue.name for cue in turn.reply.tone],
        "signs": list(turn.signs),
        "stage": turn.stage,
        "mood": turn.mood,
        "dials": turn.after.as_dict(),
        "moves": [{"dial": move.dial, "by": move.by, "because": move.because} for move in turn.moves],
        "ending": turn.ending,
    }


def _close_json(performed: Performed) -> None:
    record = performed.record
    json_line(
        {
            "ending": record.ending,
            "outcome": record.outcome,
            "marks": performed.marks,
            "record": record.id,
            "customer": " ".join(line.text for line in record.closing),
            "debrief": str(performed.page),
            "sound": str(performed.sound),
        }
    )


def _close(performed: Performed) -> None:
    result(said("Ending", performed.record.ending or "none: the replies were over before the call was"))
    for point, verdict in performed.marks.items():
        result(said("", f"{verdict:<9}  {point}"))
    result(f"\nsound    {performed.sound}\ndebrief  {performed.page}")
