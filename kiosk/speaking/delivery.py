"""What each engine needs besides the text, worked out from a voice and a style."""

from dataclasses import dataclass
from typing import Final

from kiosk.speaking.voice import Style, Voice

_SEMITONES_A_RANGE_STEP: Final = 0.059
"""eSpeak NG lowers the mean pitch by this much for each step of range taken away (measured on 1.52)."""


@dataclass(frozen=True, slots=True)
class EspeakDelivery:
    """For eSpeak NG, which gives the mood's pitch, melody and breath itself."""

    language: str
    rate: int
    """Words a minute."""
    pitch: tuple[int, int]
    """Lowest and highest fundamental frequency (Hz), corrected for `range`."""
    range: int
    volume: float
    gender: str
    formants: int
    strength: int
    breath: int
    flutter: int
    roughness: int
    stress: int


@dataclass(frozen=True, slots=True)
class PiperDelivery:
    """For Piper, which has a rate but no pitch."""

    model: str
    """Path of the voice's .onnx file; its .onnx.json lies beside it."""
    speaker: int
    """Counted from 0; a voice of one speaker takes no notice of it."""
    rate: float
    """Factor on the voice's own rate."""


@dataclass(frozen=True, slots=True)
class SystemDelivery:
    """For the speech engine of the operating system, which has a rate but no pitch."""

    driver: str
    """pyttsx3's name of the engine: sapi5 or nsss."""
    voice: str
    """What the voice is called there, or the beginning of it."""
    rate: int
    """Words a minute."""


Delivery = EspeakDelivery | PiperDelivery | SystemDelivery


def espeak_delivery(voice: Voice, style: Style) -> EspeakDelivery:
    """What eSpeak NG is told for a voice in a style, each held within what the engine takes."""
    reach = min(99, max(0, voice.range + style.range))
    factor = 2 ** ((style.pitch + (90 - reach) * _SEMITONES_A_RANGE_STEP) / 12)
    timbre = voice.timbre
    return EspeakDelivery(
        language=voice.language,
        rate=words_a_minute(voice, style),
        pitch=(round(voice.pitch[0] * factor), round(voice.pitch[1] * factor)),
        range=reach,
        volume=voice.volume,
        gender=timbre.gender,
        formants=timbre.formants,
        strength=timbre.strength,
        breath=max(0, timbre.breath + style.breath),
        flutter=timbre.flutter + style.flutter,
        roughness=timbre.roughness,
        stress=style.stress,
    )


def words_a_minute(voice: Voice, style: Style) -> int:
    """How fast a voice speaks in a style, within the 80 to 450 words a minute that engines take."""
    return min(450, max(80, round(voice.rate * style.rate)))
