"""What a performed call asks of whatever keeps it, records it and gives the customer a voice."""

from collections.abc import Sequence
from typing import Protocol

from kiosk.roleplay.turns import CallRecord, Outcome, Spoken, Turn
from kiosk.sound.audio import AudioClip, Samples


class Keeper(Protocol):
    """Where a call is kept. What has been kept when a method returns survives the process and the power."""

    def start_call(self, record: CallRecord) -> None:
        """Keep that a call has begun."""
        ...

    def keep_turn(self, call_id: str, turn: Turn) -> None:
        """Keep one completed turn."""
        ...

    def finish_call(
        self, call_id: str, closing: Sequence[Spoken], ending: str | None, outcome: Outcome, seconds: float
    ) -> None:
        """Keep how the call ended and how long its recording is."""
        ...


class Recorder(Protocol):
    """Takes the call's sound as it goes; each method returns (start, end) in seconds of the recording."""

    def add_customer(self, clip: AudioClip) -> tuple[float, float]:
        """Append a line of the customer."""
        ...

    def add_learner(self, samples: Samples) -> tuple[float, float]:
        """Append a reply: mono int16 at 16 kHz."""
        ...

    def sync(self) -> None:
        """Have all of it on disk."""
        ...

    def go_on_as(self, call_id: str) -> None:
        """Go on as the recording of another call, which begins with all that was recorded so far."""
        ...

    @property
    def seconds(self) -> float:
        """Length so far."""
        ...


class Overhearing(Protocol):
    """Hears the learner while the customer speaks."""

    def overhear(self) -> None:
        """The customer begins to speak."""
        ...

    def cutting_in(self) -> bool:
        """Whether the learner has spoken over the customer for long enough to stop them; any thread may ask."""
        ...


class Mouth(Protocol):
    """Gives the sound of the customer's lines."""

    def clip(self, line: Spoken) -> AudioClip:
        """The line's sound, at once."""
        ...

    @property
    def before(self) -> AudioClip | None:
        """What is heard before the first line: the telephone's ring, or nothing."""
        ...
