"""A role-play as a trainer writes it: the model that loads it and makes its JSON Schema."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from kiosk.judging.cue import PHRASE_CUES

Mood = Literal["furious", "upset", "wary", "calm", "grateful"]
MOODS: Final[tuple[Mood, ...]] = ("furious", "upset", "wary", "calm", "grateful")
"""From worst to best."""

TONE_SIGNS: Final = (
    "raised_voice",
    "rushed",
    "slowed",
    "flat",
    "long_pauses",
    "cutting_in",
    "long_silence",
    "steady",
    "even_pace",
    "waited",
)
CONTEXT_SIGNS: Final = (
    "early offer",
    "early escalation",
    "repeated apology",
    "over the limit",
    "fact reused",
    "nothing said",
    "answered",
    "read from a script",
    "said before",
    "went on",
)
"""What cues amount to in their place in the call; the customer works these out."""

SIGNS: Final = (*PHRASE_CUES, *TONE_SIGNS, *CONTEXT_SIGNS)
"""Everything a condition, a reaction or an appraisal rule may name, beside what the role-play listens for itself."""

WANTED: Final = (*PHRASE_CUES[:14], "fact reused", "answered")
"""What a stage may want of the learner, beside what the role-play listens for itself."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _readable(value: str) -> str:
    for sign in value:
        if unicodedata.category(sign) == "Cc" and not sign.isspace():
            raise ValueError(f"holds the control character {sign!r}: leave it out")
    return value


Readable = Annotated[str, AfterValidator(_readable)]
"""Nothing in it commands the terminal or the voice that shows or says it."""
Text = Annotated[Readable, Field(min_length=1, max_length=600)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(min_length=1)]


def _by_mood(value: object) -> object:
    return {"any": value} if isinstance(value, str | list) else value


Says = Annotated[Mapping[Mood | Literal["any"], Texts], BeforeValidator(_by_mood), Field(min_length=1)]
"""Lines by mood; a plain text (or a list to take in turn) is said in any mood."""


_SUM: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Authority(_Part):
    """What the learner may do, and to whom the case goes when it is not enough."""

    compensation: str = Field("none", description="`up to 20 pounds`, or `none`")
    policies: Mapping[str, Texts] = Field(default_factory=dict, description="policy → phrases that name it")
    refunds: tuple[float, ...] = Field((), description="sums that may be given back in full, beside the compensation")
    escalate_to: "Escalation | None" = Field(None, alias="escalate to")

    @property
    def limit(self) -> float:
        """The most money the learner may promise, in the scenario's own currency."""
        match = _SUM.search(self.compensation)
        return float(match[0].replace(",", "")) if match else 0.0

    @field_validator("compensation")
    @classmethod
    def _a_sum_or_none(cls, value: str) -> str:
        if value != "none" and not _SUM.search(value):
            raise ValueError("write 'none', or a sum in figures: 'up to 20 pounds'")
        return value


class Escalation(_Part):
    """Who takes the case over, and by when."""

    who: Texts
    within: Text


class Fact(_Part):
    """Something the customer lets fall; a learner who gives it back later has listened."""

    said: Text
    heard_in: Texts = Field(alias="heard in")


class Criterion(_Part):
    """Something only this role-play asks of the learner: a sign like any other, and a marking point."""

    means: Text = Field(description="the marking point in words: `An adjustment was offered.`")
    heard_in: Texts = Field(alias="heard in")


class Interrupts(_Part):
    """The customer cuts in when the learner goes on too long."""

    after: int = Field(ge=8, le=60, description="seconds of one reply that this customer bears")
    says: Texts


class Sample(_Part):
    """A reply with what must be found in it: the author's own test."""

    say: Text
    after: Text | None = Field(None, description="what the customer said before it")
    hears: tuple[Text, ...] = ()
    hears_not: tuple[Text, ...] = Field((), alias="hears not")


class Answer(_Part):
    """What the customer says when the learner asks for it."""

    asked: Texts
    says: Says


class Starts(_Part):
    """Where the dials stand when the call begins."""

    heat: int = Field(ge=0, le=100)
    trust: int = Field(ge=0, le=100)
    patience: int = Field(ge=0, le=100)


class Feels(_Part):
    """How this customer differs from the usual appraisal of a sign: added to the dials' usual moves."""

    heat: int = Field(0, ge=-30, le=30)
    trust: int = Field(0, ge=-30, le=30)
    patience: int = Field(0, ge=-30, le=30)


class Customer(_Part):
    """The fictional person."""

    name: Text
    voice: Text
    starts: Starts
    feels: Mapping[str, Feels] = Field(default_factory=dict)
    facts: Mapping[str, Fact] = Field(default_factory=dict)
    answers: Mapping[str, Answer] = Field(default_factory=dict)
    reacts: Mapping[str, Says] = Field(default_factory=dict, description="reactions in any stage")
    presses: Says = Field(description="said in any stage when the learner gets nowhere")
    repairs: Texts = Field(description="said when the learner could not be heard; costs nothing")
    silences: Texts = Field(description="said when the learner says nothing")
    interrupts: Interrupts | None = None
    leaves: Text = Field(description="said when the call has gone on for too long")


class Stage(_Part):
    """A step of the role-play."""

    says: Says
    wants: tuple[Text, ...] = Field(min_length=1, description="cues, in any order; `probe or paraphrase` is either")
    then: Texts = Field(description="`next stage`, or several: `resolved when trust at least 50`, first match wins")
    reacts: Mapping[str, Says] = Field(default_factory=dict)
    misses: Mapping[str, Says] = Field(default_factory=dict, description="want → said while it is still open")
    presses: Says | None = None


class Ending(_Part):
    """A way the call can end."""

    when: Text | None = Field(None, description="ends the call at any time; without it, reached by a stage's `then`")
    outcome: Literal["good", "mixed", "bad"]
    says: Says
    means: Text = Field(description="what the learner reads about it in the debrief")


class Scenario(_Part):
    """A role-play."""

    name: str = Field("", description="set from the file's name", json_schema_extra={"readOnly": True})
    title: Text
    setting: Literal["phone", "counter"]
    level: int = Field(ge=1, le=5)
    minutes: int = Field(5, ge=1, le=30, description="about how long it takes")
    framework: Literal["LEAP", "APEX"]
    brief: Annotated[Readable, Field(min_length=1, max_length=3000)]
    authority: Authority
    customer: Customer
    stages: Mapping[Text, Stage] = Field(min_length=1)
    endings: Mapping[Text, Ending] = Field(min_length=2)
    marking: tuple[Text, ...] = Field(min_length=1)
    phrases: Mapping[str, Texts] = Field(default_factory=dict, description="cue → phrases of this role-play alone")
    listens_for: Mapping[str, Criterion] = Field(
        default_factory=dict, alias="listens for", description="what only this role-play asks; may be wanted and marked"
    )
    samples: tuple[Sample, ...] = Field((), description="replies with the cues they must give")

    @property
    def first_stage(self) -> str:
        """The stage the call opens in."""
        return next(iter(self.stages))

    @property
    def signs(self) -> tuple[str, ...]:
        """Everything that may be heard in this role-play."""
        return (*SIGNS, *self.listens_for)

    def every_line(self) -> Iterator[tuple[str, Mood]]:
        """Every line the customer may say, with each mood it may be said in; needed to render them all."""
        customer = self.customer
        groups: list[Says] = [customer.presses, *customer.reacts.values()]
        groups += [answer.says for answer in customer.answers.values()]
        for stage in self.stages.values():
            groups += [stage.says, *stage.reacts.values(), *stage.misses.values()]
            groups += [stage.presses] if stage.presses else []
        groups += [ending.says for ending in self.endings.values()]
        for group in groups:
            for mood in MOODS:
                for text in lines_for(group, mood):
                    yield text, mood
        cuts_in = customer.interrupts.says if customer.interrupts else ()
        for text in (*customer.repairs, *customer.silences, *cuts_in, customer.leaves):
            for mood in MOODS:
                yield text, mood


def lines_for(says: Says, mood: Mood) -> tuple[str, ...]:
    """The lines for `mood`, or for the mood nearest to it (the worse one where two are as near)."""
    if mood not in says and "any" in says:
        return says["any"]
    return next(says[other] for other in nearest_moods(mood) if other in says)


def nearest_moods(mood: Mood) -> list[Mood]:
    """All moods, `mood` first and then the others by nearness, the worse one first where two are as near."""
    at = MOODS.index(mood)
    return sorted(MOODS, key=lambda other: (abs(MOODS.index(other) - at), MOODS.index(other)))
