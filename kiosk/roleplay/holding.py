"""A customer kept on hold: what is heard, and what each stretch of it costs."""

from functools import cache
from typing import Final

from kiosk.roleplay.turns import Move
from kiosk.sound.audio import AudioClip
from kiosk.speaking.call_tones import hold_music

STRETCH_S: Final = 9.6
"""Seconds of music that can be repeated without a seam; the customer's dials move after each."""
COST: Final = (
    Move("heat", 1, "on hold", "time spent on hold"),
    Move("patience", -3, "on hold", "time spent on hold"),
)
"""What a stretch costs: 60 of patience last three minutes. Ours."""


@cache
def music() -> AudioClip:
    """One stretch of the music."""
    return hold_music(STRETCH_S)
