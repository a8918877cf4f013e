"""What the devices of a group may say: each role its own messages and no other's."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.errors import BadInput
from kiosk.screens.pairing import Role

LONGEST: Final = 600
"""Characters of a message."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pause(_Message):
    """Hold the call up."""

    type: Literal["pause"]


class GoOn(_Message):
    """After a pause."""

    type: Literal["go on"]


class SayAgain(_Message):
    """The customer says the last lines again."""

    type: Literal["say again"]


class TryAgain(_Message):
    """Back to before the last reply."""

    type: Literal["try again"]


class JumpTo(_Message):
    """On to a stage."""

    type: Literal["jump to"]
    stage: str = Field(max_length=120)


class Nudge(_Message):
    """Heat the customer, or cool them."""

    type: Literal["nudge"]
    by: Literal[-10, 10]


class End(_Message):
    """End the call."""

    type: Literal["end"]


class Reveal(_Message):
    """Show the machine's marks, and lock the room's."""

    type: Literal["reveal"]


class Show(_Message):
    """What the projector shows after the reveal: the marking points (0), or a reply."""

    type: Literal["show"]
    turn: int = Field(ge=0, le=1000)


class NextLearner(_Message):
    """Another learner takes the chair; with a microphone check of their own, or without."""

    type: Literal["next learner"]
    check: bool


class Heard(_Message):
    """An observer heard a cue in a reply, or takes that back."""

    type: Literal["heard"]
    turn: int = Field(ge=1, le=1000)
    cue: str = Field(max_length=60)
    on: bool


class Point(_Message):
    """What an observer thinks of a marking point; None: nothing any more."""

    type: Literal["point"]
    point: str = Field(max_length=120)
    verdict: Literal["met", "not met"] | None


class Join(_Message):
    """A device wants to join."""

    role: Role
    code: str = Field(max_length=20)
    pin: str = Field("", max_length=20)


RemoteMessage = Pause | GoOn | SayAgain | TryAgain | JumpTo | Nudge | End | Reveal | Show | NextLearner
Lead = JumpTo | Nudge
"""What leads a call elsewhere."""
ObserverMessage = Heard | Point
_READERS: Final[Mapping[Role, TypeAdapter[Any]]] = {
    "remote": TypeAdapter(Annotated[RemoteMessage, Field(discriminator="type")]),
    "observer": TypeAdapter(Annotated[ObserverMessage, Field(discriminator="type")]),
}
_JOIN: Final = TypeAdapter(Join)


def read_message(role: Role, text: str) -> RemoteMessage | ObserverMessage:
    """The message. Raises BadInput with one line for what is none, or is not this role's to say."""
    if role not in _READERS:
        raise BadInput(f"a {role} only shows: it has nothing to say")
    message: RemoteMessage | ObserverMessage = _read(_READERS[role], text)
    return message


def read_join(text: str) -> Join:
    """The wish to join. Raises BadInput with one line for anything else."""
    wish: Join = _read(_JOIN, text)
    return wish


def _read(reader: TypeAdapter[Any], text: str) -> Any:
    if len(text) > LONGEST:
        raise BadInput(f"message of {len(text)} characters: send at most {LONGEST}")
    try:
        return reader.validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in fault["loc"]) or "message"
        raise BadInput(f"{where}: {fault['msg']}") from None
