"""`kiosk voices`: list the customers' voices, try one."""

import argparse
from pathlib import Path

from kiosk.commands.output import note, result
from kiosk.roleplay.staging import new_speaker
from kiosk.settings import Settings
from kiosk.sound.wav import write_wav
from kiosk.speaking.phone import phone_line
from kiosk.speaking.voice_file import list_voices


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.set_defaults(run=_list)
    commands = parser.add_subparsers(metavar="ACTION")
    listing = commands.add_parser("list", help="list the voices (the same as no action)")
    listing.set_defaults(run=_list)
    trying = commands.add_parser("try", help="say a text in a voice, to the loudspeaker or into a WAV file")
    trying.add_argument("voice")
    trying.add_argument("text")
    trying.add_argument("--mood", default="neutral", help="furious, upset, wary, calm, grateful or neutral")
    trying.add_argument("--phone", action="store_true", help="as heard over the telephone")
    trying.add_argument("--out", type=Path, metavar="FILE.wav", help="write a WAV file instead of playing")
    trying.set_defaults(run=_try)


def _list(options: argparse.Namespace, settings: Settings) -> int:
    for voice in list_voices(settings.voice_folders):
        result(f"{voice.name:<12} {voice.about}")
    note('hear one: kiosk voices try danuta "I\'ve been waiting an hour" --mood furious --out danuta.wav')
    return 0


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
