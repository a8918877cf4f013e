"""The customer's voice on its way to a screen."""

import io
import wave

from kiosk.screens.hub import Json, Screen
from kiosk.screens.levels import FRAMES_A_SECOND, mouth_of
from kiosk.sound.audio import AudioClip


def voice_message(clip: AudioClip, number: int | None = None) -> Json:
    """Announces a clip: how its mouth moves, and, where the screen is to play it, the number to answer with."""
    return {
        "type": "voice",
        "number": number,
        "seconds": round(clip.seconds, 3),
        "frames": FRAMES_A_SECOND,
        "mouth": mouth_of(clip),
    }


def send_clip(screen: Screen, number: int, clip: AudioClip | None) -> None:
    """Have the screen play `clip`, or fall silent; the sound follows its announcement as one WAV file."""
    if clip is None:
        screen.send({"type": "hush", "number": number})
        return
    screen.send(voice_message(clip, number))
    screen.send(_wav(clip))


def _wav(clip: AudioClip) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(clip.rate)
        out.writeframes(clip.samples.astype("<i2").tobytes())
    return file.getvalue()
