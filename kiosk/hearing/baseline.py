"""The learner's own normal voice, from the microphone check before the call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Final

from kiosk.errors import BadInput
from kiosk.hearing.gain import DROP_DB
from kiosk.hearing.utterance import Prosody

LEAST_ROOMS: Final = 3
"""Utterances from which their rooms together show automatic gain; one or two may have been spoken into a noise."""

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
    longest_pause: float | None = None
    """The longest pause inside any of the utterances, s; 0 where there was none."""
    speech_seconds: float = 0.0
    """Seconds of speech behind it, all utterances together."""
    unheard: Mapping[str, str] = field(default_factory=dict)
    """Measure → why none of the utterances gave it."""

    @classmethod
    def of(cls, utterances: Iterable[Prosody]) -> "Baseline":
        """The baseline of these utterances; of none, a baseline that holds nothing."""
        measured = tuple(utterances)
        found: dict[str, float | None] = {}
        unheard: dict[str, str] = {}
        for name in _MEASURES:
            values = [value for one in measured if (value := getattr(one, name)) is not None]
            found[name] = float(median(values)) if values else None
            if not values and (reasons := [one.unheard[name] for one in measured if name in one.unheard]):
                unheard[name] = reasons[0]
        if _gain_moved(measured):
            found["level_db"], unheard["level_db"] = None, "automatic gain"
        spoken = [one for one in measured if one.speech_seconds > 0]
        return cls(
            **found,
            longest_pause=max((pause for one in spoken for pause in one.pauses), default=0.0) if spoken else None,
            speech_seconds=sum(one.speech_seconds for one in spoken),
            unheard=unheard,
        )

    def to_json(self) -> dict[str, Any]:
        """A JSON object with the fields' names."""
        return {**asdict(self), "unheard": dict(self.unheard)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Baseline":
        """What `to_json` gave. Raises BadInput on an unknown field or a value that is no measure."""
        for name, value in data.items():
            if name not in cls.__dataclass_fields__ or not _fits(name, value):
                raise BadInput(f"baseline: {name}: {value!r} is not a measure of a voice; take the baseline again")
        return cls(**data)


def _gain_moved(utterances: Sequence[Prosody]) -> bool:
    drops = [one.room_drop_db for one in utterances if one.room_drop_db is not None]
    return len(drops) >= LEAST_ROOMS and median(drops) >= DROP_DB


def _fits(name: str, value: object) -> bool:
    if name == "unheard":
        return isinstance(value, Mapping) and all(isinstance(text, str) for item in value.items() for text in item)
    return value is None or isinstance(value, int | float)
