"""`kiosk voices`: list the customers' voices and what speaks them, install better ones, try one."""

import argparse
import sys
from collections.abc import Set
from pathlib import Path

from kiosk.commands.output import ProgressBar, ask, note, result
from kiosk.errors import BadInput
from kiosk.roleplay.loading import scenario_files
from kiosk.roleplay.mouth import CustomerMouth
from kiosk.roleplay.staging import new_engines, new_speaker, stage_scenario
from kiosk.settings import Settings
from kiosk.sound.wav import write_wav
from kiosk.speaking.install import install
from kiosk.speaking.phone import phone_line
from kiosk.speaking.voice_file import list_voices
from kiosk.yaml_file import Faults


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.set_defaults(run=_list)
    commands = parser.add_subparsers(metavar="ACTION")
    listing = commands.add_parser("list", help="list the voices (the same as no action)")
    listing.set_defaults(run=_list)
    installing = commands.add_parser("install", help="fetch a voice for Piper, which sounds more like a person")
    installing.add_argument("name", help="a customer's voice (danuta), or a name from Piper's catalogue")
    installing.add_argument("--yes", action="store_true", help="agree to the voice's licence without being asked")
    installing.set_defaults(run=_install)
    trying = commands.add_parser("try", help="say a text in a voice, to the loudspeaker or into a WAV file")
    trying.add_argument("voice")
    trying.add_argument("text")
    trying.add_argument("--mood", default="neutral", help="furious, upset, wary, calm, grateful or neutral")
    trying.add_argument("--phone", action="store_true", help="as heard over the telephone")
    trying.add_argument("--out", type=Path, metavar="FILE.wav", help="write a WAV file instead of playing")
    trying.set_defaults(run=_try)


def _list(options: argparse.Namespace, settings: Settings) -> int:
    engines = new_engines(settings)
    for voice in list_voices(settings.voice_folders):
        choice = engines.choose(voice)
        result(f"{voice.name:<12} {voice.about}")
        result(f"{'':<12} {choice.engine}, {choice.language}, {choice.licence}: {choice.why}")
    note('hear one: kiosk voices try danuta --mood furious "I\'ve been waiting an hour" --out danuta.wav')
    note("let Piper speak for one: kiosk voices install danuta")
    return 0


def _install(options: argparse.Namespace, settings: Settings) -> int:
    name = _piper_name(options.name, settings)
    model = install(name, settings.piper_voices, lambda card: _agree(card, options.yes), ProgressBar(name, "MB", 10**6))
    result(f"{name}: installed in {model.parent}")
    spoken = set()
    for voice in list_voices(settings.voice_folders):
        if voice.piper is not None and voice.piper.model == name:
            choice = new_engines(settings).choose(voice)
            result(f"{voice.name}: {choice.engine} speaks, {choice.why}")
            if choice.engine == "Piper":
                spoken.add(voice.name)
    _render(spoken, settings)
    return 0


def _render(voices: Set[str], settings: Settings) -> None:
    """Make the lines of the role-plays in these voices: Piper takes minutes for them, which no learner should wait."""
    with new_speaker(settings) as speaker:
        for name in scenario_files(settings.scenario_folders) if voices else ():
            try:
                scenario = stage_scenario(name, settings).scenario
            except Faults:
                continue  # `kiosk check` is there to tell what is wrong with it.
            if scenario.customer.voice in voices:
                CustomerMouth(scenario, speaker).rehearse_lines(ProgressBar(f"lines of {name}"))


def _piper_name(name: str, settings: Settings) -> str:
    """What a customer's voice calls its Piper voice; any other name is taken for the catalogue's."""
    for voice in list_voices(settings.voice_folders):
        if voice.name == name:
            if voice.piper is None:
                raise BadInput(f"voice {name}: names no Piper voice: write piper: {{model: …}} into a file of your own")
            return voice.piper.model
    return name


def _agree(card: str, agreed: bool) -> bool:
    """Show the voice's model card, and ask where `--yes` has not been given."""
    note(card.strip() + "\n")
    if agreed:
        return True
    if not sys.stdin.isatty():
        raise BadInput("licence of the voice: nobody can be asked here: read the card above, then add --yes to agree")
    return ask("Install it under this licence?")


def _try(options: argparse.Namespace, settings: Settings) -> int:
    with new_speaker(settings) as speaker:
        clip = speaker.render(options.text, options.voice, options.mood)
    clip = phone_line(clip) if options.phone else clip
    if options.out:
        write_wav(options.out, clip)
        result(f"{options.out}: {clip.seconds:.1f} s")
        return 0
    from kiosk.sound.loudspeaker import Loudspeaker

    loudspeaker = Loudspeaker(settings.loudspeaker or None)
    try:
        loudspeaker.play(clip)
    finally:
        loudspeaker.close()
    return 0
