"""What a learner may have changed about a call; remembered for one visit only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.settings import Settings

MORE_PAUSE: Final = 1.5
MORE_SILENCE: Final = 2.0
"""Factors on the settings' pause and silence where the learner has extended time. Ours."""
SLOWER: Final = 0.85
"""Factor on the customer's words a minute. Ours."""


@dataclass(frozen=True, slots=True)
class Adjustments:
    """How a call is held."""

    time: bool = False
    """Extended time: longer pauses and silences end a reply."""
    slower: bool = False
    """The customer speaks more slowly."""
    quiet: bool = False
    """No noise of a telephone line."""
    large: bool = False
    """Text twice as large."""
    assessment: bool = False
    """No coach."""
    headset: bool = False
    """The microphone does not hear the customer, and stays open while they speak."""

    @property
    def pace(self) -> float:
        """Factor on the customer's words a minute."""
        return SLOWER if self.slower else 1.0

    def settings(self, settings: Settings) -> Settings:
        """The settings as this learner needs them."""
        if not self.time:
            return settings
        longer = {"pause": settings.pause * MORE_PAUSE, "silence": settings.silence * MORE_SILENCE}
        return settings.model_copy(update=longer)

    def named(self) -> tuple[str, ...]:
        """What was not as usual, as it is kept with the call."""
        return tuple(self._named())

    def _named(self) -> Iterator[str]:
        if self.assessment:
            yield "assessment"
        if self.time:
            yield "extended time"
        if self.slower:
            yield "slower customer"
        if self.quiet:
            yield "no phone noise"
        if self.large:
            yield "larger text"
        if self.headset:
            yield "headset"
