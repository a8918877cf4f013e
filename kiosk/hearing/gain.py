"""Notices a microphone that changes its own loudness, by what happens to the room behind the voice.

A room goes on as it was while somebody speaks in it. Automatic gain turns everything down at the first loud word, the
room with it, and up again in the pauses: before the speech the room is louder than between the words, and in a pause it
swells. Where that is heard no level can be trusted. Gain that comes back within a syllable or two (0.3 s) is not
noticed: it is back before the room can be heard.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from kiosk.hearing.pitch import STEP_S

DROP_DB: Final = 3.0
"""How much louder the room is before the first word than in every gap after it when the gain has moved.

`kiosk bench tone` counts how often recordings are taken for such ones as they are, and with gain put on them.
"""

LEAST_SPEECH_S: Final = 3.0
"""Seconds of speech from which one recording can tell: in a shorter one a noise may be all there is of the room."""

SWELL_DB: Final = 4.0
"""How much the room swells in a pause; asked for too where there is only one gap, which a noise that ends may fill."""

_STEP: Final = round(0.01 / STEP_S)
_LEAD: Final = 60 * _STEP
"""Frames before the first word that are looked at: 0.6 s."""
_BREATH: Final = 8 * _STEP
"""Frames just before a word that are not: 80 ms, in which somebody breathes in."""
_ECHO: Final = 6 * _STEP
"""Frames after a word that are not: 60 ms, in which the room rings on."""
_LOOK: Final = 12 * _STEP
"""Frames after that which are: 120 ms, before the gain has come back."""
_LEAST: Final = 10 * _STEP
"""Fewest frames (0.1 s) that show a floor."""
_PAUSE: Final = 25 * _STEP
"""Frames without speech that make a gap: 0.25 s, as for a pause."""
_LONG: Final = 75 * _STEP
"""Frames of a gap that is long enough to hear a swell in it."""

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Room:
    """What happens to the room around the words of one recording."""

    drop_db: float | None = None
    """How far the loudest gap after the first word lies below the room before it; None where one is too short."""
    swell_db: float | None = None
    """Median rise within the long gaps after the first word; None where there is none."""
    gaps: int = 0
    """Gaps after the first word that were long enough to tell."""
    speech_seconds: float = 0.0
    """Seconds of speech in the recording."""

    @property
    def gain_moved(self) -> bool:
        """The microphone has changed its own loudness."""
        if self.drop_db is None or self.drop_db < DROP_DB or self.speech_seconds < LEAST_SPEECH_S:
            return False
        return self.gaps >= 2 or (self.swell_db is not None and self.swell_db >= SWELL_DB)


def room_of(levels: Floats, speech: Mask) -> Room:
    """Look at the gaps of a recording: `levels` in dB every STEP_S seconds, and where there is `speech`."""
    at = np.flatnonzero(speech)
    if not len(at):
        return Room()
    breaks = np.flatnonzero(np.diff(at) > _PAUSE)
    ends = [*at[breaks] + 1, at[-1] + 1]
    gaps = list(zip(ends, [*at[breaks + 1], len(levels)], strict=True))
    before = _floor(levels[max(0, at[0] - _LEAD) : max(0, at[0] - _BREATH)])
    after = [_floor(levels[end + _ECHO : min(begin, end + _ECHO + _LOOK)]) for end, begin in gaps]
    told = [floor for floor in after if floor is not None]
    swells = [swell for end, begin in gaps if begin - end >= _LONG and (swell := _swell(levels[end:begin])) is not None]
    return Room(
        drop_db=before - max(told) if before is not None and told else None,
        swell_db=float(np.median(swells)) if swells else None,
        gaps=len(told),
        speech_seconds=len(at) * STEP_S,
    )


def _floor(levels: Floats) -> float | None:
    """What is there nearly always; None for too short a stretch."""
    return float(np.percentile(levels, 20)) if len(levels) >= _LEAST else None


def _swell(gap: Floats) -> float | None:
    early, late = _floor(gap[_ECHO : _ECHO + _LOOK]), _floor(gap[-_LOOK:-_BREATH])
    return late - early if early is not None and late is not None else None
