"""The learner's own normal voice, from the microphone check before the call."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

from kiosk.errors import BadInput
from kiosk.hearing.utterance import Prosody

_MEASURES: Final = ("level_db", "pitch_hz", "pitch_range_st", "rate")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The median of several utterances, measure by measure; None where none of them gave it."""

    level_db: float | None = None
    """Speech level, dB relative to full scale."""
    pitch_hz: float | None = None
    """Median fundamental frequency (Hz)."""
    pitch_range_st: float | None = None
    """Spread of the pitch in semitones."""
    rate: float | None = None
    """Syllables a second of speech."""
    speech_seconds: float = 0.0
    """Seconds of speech behind it, all utterances together."""

    @classmethod
    def of(cls, utterances: Iterable[Prosody]) -> "Baseline":
        """The baseline of these utterances; of none, a baseline that holds nothing."""
        measured = tuple(utterances)
        found: dict[str, float | None] = {}
        for name in _MEASURES:
            values = [value for one in measured if (value := getattr(one, name)) is not None]
            found[name] = float(median(values)) if values else None
        return cls(**found, speech_seconds=sum(one.speech_seconds for one in measured))

    def to_json(self) -> dict[str, float | None]:
        """A JSON object with the fields' names."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Baseline":
        """What `to_json` gave. Raises BadInput on an unknown field or a value that is no number."""
        for name, value in data.items():
            if name not in cls.__dataclass_fields__ or not (value is None or isinstance(value, int | float)):
                raise BadInput(f"baseline: {name}: {value!r} is not a measure of a voice; take the baseline again")
        return cls(**data)
