"""A voice and its moods as data: the models of voices/*.yaml and moods.yaml, and the two put together."""

from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

Mood = Literal["furious", "upset", "wary", "calm", "grateful", "neutral"]
MOODS: Final[tuple[Mood, ...]] = get_args(Mood)
"""The customer's moods, and `neutral`: the voice as its file has it."""

Percent = Annotated[int, Field(ge=50, le=150)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Style(_Model):
    """What a mood does to a voice. The defaults do nothing; `level` apart, all is relative to the voice."""

    pitch: float = Field(default=0.0, ge=-12, le=12)
    """Semitones up."""
    range: int = Field(default=0, ge=-99, le=99)
    """Added to the voice's range."""
    rate: float = Field(default=1.0, ge=0.5, le=2)
    """Factor on the words a minute."""
    flutter: int = Field(default=0, ge=0, le=40)
    """Added unsteadiness, in the engine's steps."""
    breath: int = Field(default=0, ge=-20, le=20)
    """Added breathiness, in the engine's steps."""
    stress: int = Field(default=0, ge=0, le=10)
    """How much more the stressed syllables stand out."""
    level: float = Field(default=-23.0, ge=-40, le=-12)
    """Level of the speech: dB relative to full scale, pauses left out."""
    tilt: float = Field(default=0.0, ge=-12, le=12)
    """dB added above 1,200 Hz: a raised voice is sharp, a soft one dull."""
    drive: float = Field(default=0.0, ge=0, le=4)
    """Compression of the waveform's peaks, as a pressed voice has it; 0 is none."""
    tremor: float = Field(default=0.0, ge=0, le=2)
    """Depth of the trembling of the pitch (semitones)."""
    tremor_hz: float = Field(default=5.5, ge=3, le=9)
    """How fast it trembles (Hz)."""
    jitter: float = Field(default=0.0, ge=0, le=1)
    """Unsteadiness from one period to the next (semitones, standard deviation)."""
    drift: float = Field(default=0.0, ge=0, le=2)
    """Slow wandering of the pitch (semitones, standard deviation)."""
    swell: float = Field(default=0.0, ge=0, le=0.5)
    """Share of the amplitude that trembles with the pitch."""
    breaks: float = Field(default=0.0, ge=0, le=1)
    """Seconds, more or less, that the voice fails for between phrases; with any, phrases are short."""


class Timbre(_Model):
    """The vocal tract and the voice source, in eSpeak NG's terms."""

    gender: Literal["female", "male"]
    formants: Percent = 100
    """Formant frequencies (per cent): below 100 a longer vocal tract, a bigger person."""
    strength: Percent = 100
    """Strength of the formants (per cent)."""
    breath: int = Field(default=0, ge=0, le=20)
    flutter: int = Field(default=0, ge=0, le=40)
    roughness: int = Field(default=1, ge=0, le=7)


class PiperSettings(_Model):
    """How Piper speaks for a voice, where it can."""

    model: str = Field(pattern=r"^[a-z]{2,3}_[A-Z]{2}-\w+-[a-z_]+$", max_length=80)
    """The name in Piper's catalogue, for example `en_GB-alba-medium`."""
    speaker: int = Field(default=0, ge=0, le=9999)
    """Which of a model's speakers, counted from 0."""


class Voice(_Model):
    """One voice: `voices/<name>.yaml`."""

    name: str
    """The file's name without `.yaml`."""
    about: str = Field(min_length=1, max_length=200)
    """One line for people who choose a voice."""
    language: str = Field(pattern=r"^[A-Za-z0-9]+(/[A-Za-z0-9-]+)?$", max_length=40)
    """eSpeak NG's own name of the accent, for example `gmw/en-GB-x-rp`."""
    rate: int = Field(ge=80, le=300)
    """Words a minute when neutral."""
    pitch: tuple[Annotated[int, Field(ge=50, le=500)], Annotated[int, Field(ge=50, le=500)]]
    """Lowest and highest fundamental frequency of neutral speech at range 90 (Hz)."""
    range: int = Field(default=90, ge=0, le=99)
    """Liveliness of the melody: 0 is one note, 99 the most there is."""
    volume: float = Field(default=0.55, gt=0, le=1)
    """The engine's own loudness; above 0.6 stressed syllables reach full scale."""
    timbre: Timbre
    piper: PiperSettings | None = None
    """The voice that Piper speaks with instead, once it is installed."""
    sapi5: str = Field(default="", max_length=80)
    """Name of the Windows voice to use where the settings ask for the system's speech."""
    nsspeech: str = Field(default="", max_length=80)
    """Name of the macOS voice to use where the settings ask for the system's speech."""
    moods: dict[Mood, Style] = Field(default_factory=dict)
    """What this voice does differently from moods.yaml; what is not named stays as it is there."""

    @model_validator(mode="after")
    def _pitch_rises(self) -> "Voice":
        if self.pitch[0] >= self.pitch[1]:
            raise ValueError(f"pitch: the lowest ({self.pitch[0]} Hz) must be below the highest ({self.pitch[1]} Hz)")
        return self


class MoodFile(_Model):
    """What moods.yaml holds: a style for every mood but neutral, which is the default style."""

    furious: Style
    upset: Style
    wary: Style
    calm: Style
    grateful: Style


def style_of(voice: Voice, mood: Mood, moods: MoodFile) -> Style:
    """The style of `mood` for this voice: the common one with the voice's own changes on top."""
    common = Style() if mood == "neutral" else getattr(moods, mood)
    if mood not in voice.moods:
        return common
    return common.model_copy(update=voice.moods[mood].model_dump(exclude_unset=True))
