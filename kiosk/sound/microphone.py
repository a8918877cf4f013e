"""The microphone: one input stream, open from beginning to end."""

import threading
from collections.abc import Callable, Iterator

from kiosk.errors import MissingPart
from kiosk.sound.audio import AudioChunk
from kiosk.sound.devices import open_input
from kiosk.sound.intake import Intake
from kiosk.sound.lasting import LastingStream

_WATCH_EVERY = 0.1
"""Seconds between two looks at the stream."""


class Microphone:
    """A source that hears through an input device, and gets it back when it was lost."""

    def __init__(
        self,
        device: str | None = None,
        on_trouble: Callable[[str], None] = lambda _: None,
        patience: float = 10.0,
    ) -> None:
        """Open the input called `device` (None: the system's default).

        `on_trouble` gets, on another thread, one line when the device is lost and "" when it is back.
        After `patience` seconds away, `listen` raises MissingPart until it is back.
        Raises BadInput for an unknown name, MissingPart where there is no input or no PortAudio.
        """
        self._intake = Intake()
        self._closing = threading.Event()
        self._stream = LastingStream(
            f"microphone {device!r}" if device else "microphone",
            lambda: open_input(device, self._intake.put),
            on_trouble,
            patience,
        )
        self._watch = threading.Thread(target=self._watch_over, name="microphone watch", daemon=True)
        self._watch.start()

    def listen(self) -> Iterator[AudioChunk]:
        """Yield what is heard from now on, in chunks of BLOCK, until closed."""
        return self._intake.listen()

    def finish(self) -> None:
        """Mark the next chunk `finished`; it comes at once."""
        self._intake.finish()

    def close(self) -> None:
        """Give the device back and end a running `listen`."""
        self._closing.set()
        self._intake.close()
        if threading.current_thread() is not self._watch:
            self._watch.join()
        self._stream.stream.close()

    def _watch_over(self) -> None:
        try:
            while not self._closing.wait(_WATCH_EVERY):
                if self._stream.alive:
                    continue
                self._intake.mark_lost()
                self._stream.try_again(self._closing.is_set)
                self._intake.fail(self._stream.failure)
        except Exception as error:
            # Nobody watches any more: a listener would wait for ever.
            self._intake.fail(MissingPart(f"microphone: its watch broke ({error}): start the kiosk again"))
            raise
