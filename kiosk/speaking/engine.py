"""What the speaker asks of any speech engine."""

from typing import Protocol, TypeVar

from kiosk.sound.audio import AudioClip

_Delivery_contra = TypeVar("_Delivery_contra", contravariant=True)


class Engine(Protocol[_Delivery_contra]):
    """Turns text into sound; lives in a process of its own and may take its time limit."""

    def render(self, text: str, delivery: _Delivery_contra) -> AudioClip:
        """The sound of `text`, checked to be plausible.

        Raises BadInput for a delivery the engine cannot give; MissingPart when it is not there or fails.
        """
        ...
