"""What the speaker asks of any speech engine."""

from typing import Protocol

from kiosk.sound.audio import AudioClip
from kiosk.speaking.voice import Delivery


class Engine(Protocol):
    """Turns text into sound; lives in a process of its own and may take its time limit."""

    def render(self, text: str, delivery: Delivery) -> AudioClip:
        """The sound of `text`, checked to be plausible.

        Raises BadInput for a delivery the engine cannot give; MissingPart when it is not there or fails.
        """
        ...
