"""What was heard in one turn: words with times and confidences, and how they were spoken."""

from dataclasses import dataclass, field

from kiosk.sound.audio import Samples


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word, in lower case."""

    text: str
    start: float
    """Seconds from the beginning of the utterance's sound."""
    end: float
    """Seconds from the beginning of the utterance's sound."""
    confidence: float
    """0 to 1, as the recogniser gives it; not calibrated between recognisers."""


@dataclass(frozen=True, slots=True)
class Prosody:
    """How something was spoken. A measure that could not be taken is None, with the reason in `unheard`."""

    level_db: float | None = None
    """Speech level: dB relative to full scale, of the frames with speech only."""
    pitch_hz: float | None = None
    """Median fundamental frequency of voiced frames (Hz)."""
    pitch_range_st: float | None = None
    """Spread of the pitch: 10th to 90th percentile, in semitones."""
    rate: float | None = None
    """Syllables a second of speech, pauses left out."""
    speech_seconds: float = 0.0
    """Seconds with speech in them."""
    pauses: tuple[float, ...] = ()
    """Lengths of the silences inside the utterance that last 0.25 s or more (seconds)."""
    room_drop_db: float | None = None
    """How far the room sinks at the first word (dB); more than a little is a sign of automatic gain."""
    unheard: dict[str, str] = field(default_factory=dict)
    """Measure → why it could not be taken."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One spoken (or typed) reply."""

    words: tuple[Word, ...]
    samples: Samples | None = None
    """The reply's sound at 16 kHz; None for a typed reply."""
    prosody: Prosody | None = None
    engine: str = "typed"
    """Which recogniser heard it."""
    response_s: float | None = None
    """Seconds from the end of the customer's line to the first speech, our own delay taken off."""
    overlap_s: float = 0.0
    """Seconds spoken over the customer's voice."""
    cut: bool = False
    """Some of the sound was lost on the way: what is missing is not the learner's fault."""
    stopped: bool = False
    """It was ended for its length, in the middle."""

    @property
    def text(self) -> str:
        """The words, separated by single blanks."""
        return " ".join(word.text for word in self.words)

    def heard_share(self, floor: float) -> float:
        """Share (0 to 1) of the words whose confidence reaches `floor`; 0 for no words at all."""
        if not self.words:
            return 0.0
        return sum(word.confidence >= floor for word in self.words) / len(self.words)


def typed(text: str) -> Utterance:
    """An utterance from text: every word certain, no times, no sound."""
    return Utterance(tuple(Word(word, 0.0, 0.0, 1.0) for word in text.lower().split()))
