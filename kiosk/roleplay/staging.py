"""Puts a call together from the settings: scenario, customer, judge, recogniser, voice and what keeps it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk import __version__
from kiosk.errors import BadInput
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.ear import choose_recogniser
from kiosk.hearing.models import demo_model_path, installed_models
from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.turn_completion import TurnCompletion, waits
from kiosk.judging.library import load_library
from kiosk.roleplay.call import Play
from kiosk.roleplay.conditions import nearest
from kiosk.roleplay.judge import Judge, library_for
from kiosk.roleplay.loading import find_scenario, load_scenario
from kiosk.roleplay.rehearsal import load_rehearsal, rehearsal_files
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord, Dials
from kiosk.settings import Settings
from kiosk.sound.detector import SileroDetector
from kiosk.sound.turn_end import TurnEnd
from kiosk.speaking.engines import Engines
from kiosk.speaking.speaker import Speaker
from kiosk.speaking.voice_file import list_voices

BASIC = "basic"
"""Name that asks for the recogniser that is always there (pocketsphinx)."""
LONGEST_REPLY_S = 60.0
"""Seconds after which a reply is stopped where the customer does not cut in earlier."""
DEMO = "demo"
"""Name of the recogniser for synthesised speech that comes with the program."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A role-play found and loaded."""

    file: Path
    scenario: Scenario


def stage_scenario(name: str, settings: Settings) -> Staged:
    """Find and load the role-play called `name` (or the file of that path).

    Raises BadInput for an unknown name and Faults for everything wrong in the file.
    """
    file = find_scenario(name, settings.scenario_folders)
    voices = [voice.name for voice in list_voices(settings.voice_folders)]
    return Staged(file, load_scenario(file, voices))


def model_folder(name: str, settings: Settings) -> Path | None:
    """The Vosk model folder for `name` (or for the settings' model), None for basic recognition.

    `name` is a folder, the name of an installed model, `demo` or `basic`. Without any name: an installed
    model if there is one, else basic recognition. Raises BadInput naming the nearest installed model.
    """
    wanted = name or settings.model
    there = {model.name: model.path for model in installed_models(settings.models)}
    if not wanted:
        return next(iter(there.values()), None)
    if wanted == BASIC:
        return None
    if wanted == DEMO:
        return demo_model_path()
    if wanted in there:
        return there[wanted]
    if Path(wanted).is_dir() or "/" in wanted:
        return Path(wanted)
    raise BadInput(f"model {wanted!r}: not installed{nearest(wanted, [*there, BASIC, DEMO])}")


def recogniser_for(staged: Staged | None, name: str, settings: Settings) -> Recogniser:
    """Load the recogniser called `name` (see `model_folder`), the basic one fitted to the role-play."""
    folder = model_folder(name, settings)
    return choose_recogniser(folder, likely_sentences(staged, settings), settings.cache)


def likely_sentences(staged: Staged | None, settings: Settings) -> Iterator[str]:
    """What learners are likely to say: the cue library's phrases and the role-play's own words and scripts."""
    library = load_library(*(folder for folder in (settings.phrases,) if folder))
    if staged is not None:
        library = library_for(staged.scenario, library)
        for name in rehearsal_files(staged.file):
            for turn in load_rehearsal(staged.file, name, staged.scenario).script.turns:
                yield turn.say
        customer = staged.scenario.customer
        for fact in customer.facts.values():
            yield fact.said
            yield from fact.heard_in
        for answer in customer.answers.values():
            yield from answer.asked
    yield from library.sentences()


def new_judge(scenario: Scenario, settings: Settings, floor: float = 0.0, baseline: Baseline | None = None) -> Judge:
    """The judge of one call. `floor`: the recogniser's confidence floor."""
    library = load_library(*(folder for folder in (settings.phrases,) if folder))
    return Judge(scenario, library, floor, baseline)


def new_speaker(settings: Settings) -> Speaker:
    """The voice engine with the settings' cache and voices."""
    return Speaker(settings.cache / "lines", settings.voice_folders, new_engines(settings))


def new_engines(settings: Settings) -> Engines:
    """Which engine speaks for which voice. Raises MissingPart where the settings ask for one that is not there."""
    return Engines(settings.piper_voices, system=settings.speech == "system")


def new_turn_end(settings: Settings, scenario: Scenario, *, only_finished: bool = False) -> TurnEnd:
    """The end-of-turn rule: the settings' pause, and as much as this customer bears.

    only_finished: the source says itself when a reply is over.
    """
    interrupts = scenario.customer.interrupts
    longest = interrupts.after if interrupts else LONGEST_REPLY_S
    if only_finished:
        return TurnEnd(SileroDetector(), None, None, longest)
    return TurnEnd(SileroDetector(), settings.pause, settings.silence, longest)


def new_completion(settings: Settings, *, patient: bool = False) -> TurnCompletion:
    """The rule for one learner's silences, around the settings' pause. patient: never early (extended time)."""
    return TurnCompletion(waits(settings.pause, patient=patient))


def new_record(scenario: Scenario, play: Play, engine: str, now: datetime) -> CallRecord:
    """The record of a call that begins `now` (with a time zone)."""
    starts = scenario.customer.starts
    return CallRecord(
        id=f"{now:%Y%m%d-%H%M%S}-{scenario.name}-{random.SystemRandom().randrange(16**4):04x}",
        scenario=scenario.name,
        title=scenario.title,
        started=now.isoformat(timespec="seconds"),
        seed=play.seed,
        version=__version__,
        engine=engine,
        starts=Dials(starts.heat, starts.trust, starts.patience),
    )
