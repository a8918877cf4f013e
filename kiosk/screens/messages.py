"""What a screen may say to the kiosk: every message, checked before anybody acts on it."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.errors import BadInput

LONGEST_TEXT: Final = 16_000
"""Characters of a text message; a reflection is the longest thing anybody types."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Begin(_Message):
    """Somebody has come to the screen."""

    type: Literal["begin"]


class Choose(_Message):
    """Show the brief of this role-play."""

    type: Literal["choose"]
    roleplay: str = Field(max_length=120)


class Start(_Message):
    """The brief has been read: reply aloud or by typing, heard by this microphone."""

    type: Literal["start"]
    replies: Literal["spoken", "typed"]
    microphone: Literal["here", "browser"] = "here"


class Adjust(_Message):
    """How the call is to be held; see Adjustments."""

    type: Literal["adjust"]
    time: bool
    slower: bool
    quiet: bool
    large: bool
    assessment: bool
    headset: bool


class Resume(_Message):
    """After a restart in mid-call: go on with it, see its debrief so far, or begin it again."""

    type: Literal["resume"]
    do: Literal["go on", "debrief", "again"]


class Check(_Message):
    """The microphone check: take it (again), or go on, with its baseline or without."""

    type: Literal["check"]
    do: Literal["again", "go on"]


class Finished(_Message):
    """*I've finished*: the reply is over."""

    type: Literal["finished"]


class Say(_Message):
    """A typed reply."""

    type: Literal["say"]
    text: str = Field(min_length=1, max_length=600)


class Answer(_Message):
    """Pick the telephone up."""

    type: Literal["answer"]


class Hold(_Message):
    """Put the customer on hold, or take them off it."""

    type: Literal["hold"]
    on: bool


class Mute(_Message):
    """Let the customer not hear the learner, or hear them again."""

    type: Literal["mute"]
    on: bool


class Transfer(_Message):
    """Pass the call on to somebody: with these words, or with those spoken next."""

    type: Literal["transfer"]
    to: str = Field(max_length=120)
    text: str = Field(max_length=600)


class EndCall(_Message):
    """The learner ends the call, or hangs up."""

    type: Literal["end call"]


class Notes(_Message):
    """After a phone call: under what the complaint is logged, and what was agreed; both may be empty."""

    type: Literal["notes"]
    reference: str = Field(max_length=60)
    summary: str = Field(max_length=2000)


class Onward(_Message):
    """From the debrief to the reflection; before it: do not wait for a trainer who has gone."""

    type: Literal["onward"]


class Reflect(_Message):
    """What the learner makes of the call; may be empty."""

    type: Literal["reflect"]
    text: str = Field(max_length=4000)


class Back(_Message):
    """One screen back, where there is one; the call is never left this way."""

    type: Literal["back"]


class Leave(_Message):
    """The learner goes."""

    type: Literal["leave"]


class Awake(_Message):
    """Somebody touched the screen or a key."""

    type: Literal["awake"]


class Played(_Message):
    """The browser has played a clip to its end."""

    type: Literal["played"]
    number: int = Field(ge=0, le=2**31)


class NoMicrophone(_Message):
    """The browser has no microphone, or may not use it."""

    type: Literal["no microphone"]
    why: str = Field(max_length=200)


InCall = Say | Finished | EndCall | Answer | Hold | Mute | Transfer
"""What a learner does in a call."""
Message = (
    Begin | Choose | Start | Adjust | Resume | Check | InCall | Notes | Onward | Reflect | Back | Leave | Awake | Played
    | NoMicrophone
)  # fmt: skip
_MESSAGE: Final = TypeAdapter[Message](Annotated[Message, Field(discriminator="type")])


def read_message(text: str) -> Message:
    """The message in `text`. Raises BadInput with one line for anything else."""
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"message of {len(text)} characters: send at most {LONGEST_TEXT}")
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in fault["loc"]) or "message"
        raise BadInput(f"{where}: {fault['msg']}") from None
