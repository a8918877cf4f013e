"""`kiosk doctor`: microphone and loudspeaker, and whether the one hears the other."""

import threading
from collections.abc import Iterator
from typing import Final

import numpy as np

from kiosk.commands.finding import Finding
from kiosk.errors import BadInput, KioskError, MissingPart
from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.word_errors import word_errors
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, AudioClip, Samples
from kiosk.sound.devices import list_devices
from kiosk.sound.loudspeaker import Loudspeaker
from kiosk.sound.microphone import Microphone
from kiosk.speaking.speaker import Speaker

_SAID: Final = "testing the loudspeaker one two three"
QUIET_S: Final = 1.0
"""Seconds listened to before anything is played, for the level of the room."""
AFTER_S: Final = 0.5
"""Seconds listened to after the last sound: an echo comes late."""
ECHO_DB: Final = 10.0
"""dB above the room from which the loudspeaker is clearly heard by the microphone."""
LOUD_ROOM_DB: Final = -35.0
"""Level of the room, dB relative to full scale, above which quiet speakers drown; a quiet room is near -60."""
_SILENCE_DB: Final = -96.0
"""The quietest sound that 16 bits hold: one step of 32,768."""


def examine_sound(settings: Settings, speaker: Speaker, recogniser: Recogniser | None) -> Iterator[Finding]:
    """Play a line and record meanwhile; needs about five seconds. Raises BadInput for a device that is not there."""
    try:
        devices = list_devices()
    except MissingPart as error:
        yield Finding("sound", "absent", str(error), "until then the browser's microphone and loudspeaker serve")
        return
    names = ", ".join(sorted({device.name for device in devices})) or "none"
    yield Finding("sound", "good" if devices else "absent", f"devices: {names}")
    clip = speaker.render(_SAID, "learner", "neutral")
    loudspeaker = _loudspeaker(settings)
    yield _opened("loudspeaker", settings.loudspeaker, loudspeaker)
    microphone = _microphone(settings)
    yield _opened("microphone", settings.microphone, microphone)
    try:
        if isinstance(microphone, Microphone):
            yield from _listen(
                microphone, loudspeaker if isinstance(loudspeaker, Loudspeaker) else None, clip, recogniser
            )
    finally:
        for device in (microphone, loudspeaker):
            if not isinstance(device, KioskError):
                device.close()


def _loudspeaker(settings: Settings) -> Loudspeaker | KioskError:
    try:
        return Loudspeaker(settings.loudspeaker or None)
    except (BadInput, MissingPart) as error:
        return error


def _microphone(settings: Settings) -> Microphone | KioskError:
    try:
        return Microphone(settings.microphone or None)
    except (BadInput, MissingPart) as error:
        return error


def _opened(part: str, name: str, device: Loudspeaker | Microphone | KioskError) -> Finding:
    if isinstance(device, BadInput):
        return Finding(part, "fault", str(device))
    if isinstance(device, MissingPart):
        return Finding(part, "absent", str(device))
    return Finding(part, "good", f"{name or 'the default device'} opens")


def _listen(
    microphone: Microphone, loudspeaker: Loudspeaker | None, clip: AudioClip, recogniser: Recogniser | None
) -> Iterator[Finding]:
    room, played = _record(microphone, loudspeaker, clip)
    if not room.any() and not played.any():
        yield Finding("room", "fault", "the microphone gives nothing but zeros", "unmute it, or name another one")
        return
    level = _level(room)
    if level > LOUD_ROOM_DB:
        yield Finding("room", "fault", f"{level:.0f} dB without anybody speaking", "use a headset, or a quieter room")
    else:
        yield Finding("room", "good", f"{level:.0f} dB when nobody speaks")
    if loudspeaker is None:
        return
    above = _level(played) - level
    if above < ECHO_DB:
        yield Finding("echo", "good", "the microphone does not hear the loudspeaker")
        return
    found = f"the microphone hears the loudspeaker {above:.0f} dB above the room{_understood(played, recogniser)}"
    yield Finding("echo", "good", f"{found}: it stays shut while the customer speaks")


def _understood(played: Samples, recogniser: Recogniser | None) -> str:
    if recogniser is None:
        return ""
    heard = " ".join(word.text for word in recognise_clip(recogniser, played))
    errors = word_errors(_SAID, heard)
    return f" and understands {max(0, errors.spoken - errors.wrong)} of {errors.spoken} words"


def _record(microphone: Microphone, loudspeaker: Loudspeaker | None, clip: AudioClip) -> tuple[Samples, Samples]:
    """What the microphone hears before, and what it hears while the clip is played and just after."""
    room: list[Samples] = []
    played: list[Samples] = []
    player = threading.Thread(target=lambda: loudspeaker and loudspeaker.play(clip), name="doctor's loudspeaker")
    after = 0.0
    for chunk in microphone.listen():
        if chunk.start < QUIET_S * RATE:
            room.append(chunk.samples)
            continue
        if not played:
            player.start()
        played.append(chunk.samples)
        after += 0.0 if player.is_alive() else len(chunk.samples) / RATE
        if after >= AFTER_S:
            break
    player.join()
    return np.concatenate(room), np.concatenate(played)


def _level(samples: Samples) -> float:
    """Level in dB relative to full scale."""
    power = float(np.mean((samples / 32768.0) ** 2)) if len(samples) else 0.0
    return max(_SILENCE_DB, 10 * float(np.log10(power))) if power > 0 else _SILENCE_DB
