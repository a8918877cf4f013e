"""The two shapes sound takes here: a chunk of a live stream, and a finished clip."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

RATE: Final = 16_000
"""Samples a second of everything that is listened to (Hz, mono)."""

BLOCK: Final = 320
"""Samples in one chunk of a live stream: 20 ms at RATE."""

Samples = npt.NDArray[np.int16]
"""Mono 16-bit PCM, shape (n,)."""


@dataclass(frozen=True, slots=True, eq=False)
class AudioChunk:
    """A stretch of a stream, mono at RATE, usually BLOCK samples long."""

    samples: Samples
    start: int
    """Position of the first sample, counted in samples since this turn's listening began."""
    finished: bool = False
    """The speaker says that the turn is over: *I've finished* was pressed, or a recording ends here."""
    lost: bool = False
    """Sound before this chunk was dropped, because a queue was full or a device was away."""


@dataclass(frozen=True, slots=True, eq=False)
class AudioClip:
    """A whole sound, mono, at any rate."""

    samples: Samples
    rate: int
    """Samples a second (Hz)."""

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate
