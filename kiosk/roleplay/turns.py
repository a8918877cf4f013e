"""What happened in a call, turn by turn: the shape that is kept, replayed and debriefed."""

from dataclasses import dataclass, field
from typing import Literal

from kiosk.hearing.utterance import Prosody, Word
from kiosk.judging.cue import Cue
from kiosk.judging.tone import ToneCue, ToneMeasures
from kiosk.roleplay.scenario import Mood

Heard = Literal["heard", "not heard", "nothing said"]
Outcome = Literal["good", "mixed", "bad", "unfinished"]
LineKind = Literal[
    "opening", "ending", "reaction", "answer", "stage", "press", "repair", "silence", "repeat", "interruption"
]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of the customer."""

    text: str
    mood: Mood
    kind: LineKind
    """Why this line came."""


@dataclass(frozen=True, slots=True)
class Move:
    """One move of one dial."""

    dial: Literal["heat", "trust", "patience"]
    by: int
    """What it really moved by, limits taken into account; negative heat is calmer."""
    sign: str
    """The cue, or what it amounted to in its place, that moved it."""
    because: str


@dataclass(frozen=True, slots=True)
class Promise:
    """An entry of the promise ledger."""

    words: str
    kind: Literal["offer", "timeline", "own", "overpromise", "over the limit"]
    keepable: bool
    """Within what the learner may and can do."""


@dataclass(frozen=True, slots=True)
class Dials:
    """The customer's dials, each 0 to 100."""

    heat: int
    trust: int
    patience: int

    def as_dict(self) -> dict[str, int]:
        """Dial → value."""
        return {"heat": self.heat, "trust": self.trust, "patience": self.patience}


@dataclass(frozen=True, slots=True)
class Times:
    """Where a turn stands in the call's recording, in seconds from its beginning."""

    customer_start: float = 0.0
    customer_end: float = 0.0
    reply_start: float = 0.0
    """Where the reply's own sound begins: a word's time counts from here."""
    reply_end: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """The learner's reply, judged."""

    heard: Heard
    words: tuple[Word, ...] = ()
    cues: tuple[Cue, ...] = ()
    tone: tuple[ToneCue, ...] = ()
    measures: ToneMeasures | None = None
    prosody: Prosody | None = None
    engine: str = "typed"
    response_s: float | None = None
    overlap_s: float = 0.0
    cut: bool = False
    """A part of the sound was lost on the way."""
    stopped: bool = False
    """The customer cut in on it."""

    @property
    def text(self) -> str:
        """The words as heard."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the customer said, what the learner replied, and what that did."""

    number: int
    """From 1."""
    customer: tuple[Spoken, ...]
    """The lines before the reply."""
    reply: Reply
    signs: tuple[str, ...]
    """Everything the reply amounted to: cues, tone and what they mean in their place."""
    facts: tuple[str, ...]
    """Names of the customer's facts that the reply gave back for the first time."""
    moves: tuple[Move, ...]
    promises: tuple[Promise, ...]
    before: Dials
    after: Dials
    mood: Mood
    """After the reply."""
    stage: str
    """After the reply: the stage the call is in, or has ended in."""
    stage_before: str
    times: Times = field(default_factory=Times)
    ending: str | None = None
    """The ending this reply led to, if it did."""
    hold_s: float = 0.0
    """Seconds that the customer was kept on hold before the reply."""


@dataclass(frozen=True, slots=True)
class CallNotes:
    """What the learner wrote down after a phone call; never judged."""

    reference: str = ""
    """Under which the complaint is logged."""
    summary: str = ""
    """What it was about, and what was agreed."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A whole call, as it is kept."""

    id: str
    scenario: str
    title: str
    started: str
    """ISO 8601, with the offset from UTC."""
    seed: int
    version: str
    """The program that held the call."""
    engine: str
    """The recogniser, in words for a reader."""
    starts: Dials
    turns: tuple[Turn, ...] = ()
    closing: tuple[Spoken, ...] = ()
    """What the customer said last."""
    ending: str | None = None
    """None: the call was broken off."""
    outcome: Outcome = "unfinished"
    seconds: float = 0.0
    """Length of the call's recording."""
    retakes: str = ""
    """Id of the call of which this is another try, from its last reply on; the turns before are the same."""
    reflection: str = ""
    """What the learner said or typed afterwards; never judged."""
    notes: CallNotes | None = None
    """None: nothing was written down."""
    held_with: tuple[str, ...] = ()
    """How the call was held, where not as usual: `assessment`, `extended time` …"""
