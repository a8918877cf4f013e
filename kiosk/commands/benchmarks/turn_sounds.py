"""Replies to measure the end of a turn with: as they were spoken, and with a hesitation put in."""

from typing import Final

import numpy as np

from kiosk.hearing.ending_words import ending_of_words
from kiosk.hearing.utterance import Word
from kiosk.sound.audio import RATE, AudioClip, Samples
from kiosk.sound.detector import SileroDetector
from kiosk.sound.listen import TurnSound, hear_turn
from kiosk.sound.recordings import RecordedReplies
from kiosk.sound.turn_end import TurnEnd

_BLOCK: Final = RATE // 50
_FADE: Final = RATE // 100
"""Samples over which a voice is faded out and in around a hesitation, so that the cut makes no click."""


class Remembered:
    """The detector's judgements of one sound, so that several rules can be tried on it for the work of one.

    The first of them has to take all of it.
    """

    def __init__(self) -> None:
        self._detector = SileroDetector()
        self._known: list[float] = []
        self._at = 0

    def probability(self, frame: Samples) -> float:
        """See SpeechDetector."""
        if self._at == len(self._known):
            self._known.append(self._detector.probability(frame))
        self._at += 1
        return self._known[self._at - 1]

    def reset(self) -> None:
        """See SpeechDetector; the same sound begins again."""
        self._at = 0


def spoken_in(samples: Samples) -> TurnSound:
    """The whole of `samples` as one turn."""
    return hear_turn(RecordedReplies([AudioClip(samples, RATE)]), TurnEnd(SileroDetector(), None))


def with_silence(samples: Samples, seconds: float, *, room_tone: bool) -> Samples:
    """The reply followed by `seconds` of its own room tone, or of digital silence."""
    quiet = _room_tone(samples, seconds) if room_tone else np.zeros(round(seconds * RATE), np.int16)
    return np.concatenate([samples, quiet])


def deepest_dip(samples: Samples) -> list[float]:
    """Where the recording is quietest in the middle half of its speech (s); nowhere where that is too short."""
    turn = spoken_in(samples)
    if turn.speech_start is None or turn.speech_end is None or turn.speech_end - turn.speech_start < 1.0:
        return []
    smooth = np.convolve(_power(samples), np.ones(5) / 5, "same")
    begin, length = round(turn.waited * RATE), round((turn.speech_end - turn.speech_start) * RATE)
    first, last = (begin + length // 4) // _BLOCK, (begin + length - length // 4) // _BLOCK
    return [(first + int(np.argmin(smooth[first:last]))) * _BLOCK / RATE]


def stops(words: tuple[Word, ...], *, after_open: bool) -> list[float]:
    """Where a reply of these words may hesitate in its middle half, in seconds: after an open word, or another."""
    count = len(words)
    return [
        (words[at].end + words[at + 1].start) / 2
        for at in range(count // 4, 3 * count // 4)
        if (ending_of_words(" ".join(word.text for word in words[: at + 1])) == "open") == after_open
    ]


def hesitating(samples: Samples, at: float, seconds: float, *, room_tone: bool) -> Samples:
    """The reply with `seconds` of hesitation at second `at`: its own room tone, or, of a synthesised one, silence."""
    before, after = samples[: round(at * RATE)], samples[round(at * RATE) :]
    if room_tone:
        return np.concatenate([before, _room_tone(samples, seconds), after])
    rise = np.linspace(0, 1, _FADE)
    faded = np.concatenate([before[:-_FADE], (before[-_FADE:] * rise[::-1]).astype(np.int16)])
    risen = np.concatenate([(after[:_FADE] * rise).astype(np.int16), after[_FADE:]])
    return np.concatenate([faded, np.zeros(round(seconds * RATE), np.int16), risen])


def _power(samples: Samples) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    blocks = len(samples) // _BLOCK
    return np.asarray(np.mean(samples[: blocks * _BLOCK].reshape(blocks, _BLOCK).astype(float) ** 2, axis=1))


def _room_tone(samples: Samples, seconds: float) -> Samples:
    quiet = int(np.argmin(np.convolve(_power(samples), np.ones(10), "valid"))) * _BLOCK
    tone = samples[quiet : quiet + 10 * _BLOCK]
    # To and fro, so that the joins make no clicks that could pass for speech.
    return np.resize(np.concatenate([tone, tone[::-1]]), round(seconds * RATE))
