"""A chosen role-play being made ready: its lines rendered, the devices opened, the recogniser loaded."""

from collections.abc import Callable
from typing import Any

from kiosk.hearing.recogniser import Recogniser
from kiosk.roleplay.staging import Staged
from kiosk.screens.crew import Crew, Sound
from kiosk.screens.hub import Screen
from kiosk.screens.voice_messages import send_clip


class Preparing:
    """Begins with the lines; `open` asks for the rest, once it is known how the learner will reply."""

    def __init__(
        self,
        crew: Crew,
        staged: Staged,
        pace: float,
        changed: Callable[[], None],
        failed: Callable[[str], None],
        progress: Callable[[dict[str, Any]], None],
    ) -> None:
        """pace: factor on the customer's words a minute.

        `changed`: something more is ready. `failed`: one line. `progress`: `view` while lines are rendered.
        """
        self.staged = staged
        self.spoken = False
        """Whether replies are spoken; they can be typed all the same."""
        self.sound: Sound | None = None
        self.recogniser: Recogniser | None = None
        self._crew, self._changed, self._failed, self._progress = crew, changed, failed, progress
        self._done, self._total = 0, 0
        self._rendered = False
        self._device = ""
        self._closed = False
        self._screen: Screen | None = None
        crew.do("lines", lambda: crew.render_lines(staged, pace, self._count), self._have_lines, failed)

    @property
    def ready(self) -> bool:
        """Whether the call can begin."""
        heard = self.recogniser is not None or not self.spoken
        return self._rendered and self.sound is not None and heard

    def open(self, *, spoken: bool, browser: bool) -> None:
        """Open the devices, and load the recogniser where replies are spoken. browser: the browser's devices."""
        self.spoken = spoken
        self._crew.do(
            "open sound",
            lambda: self._crew.open_sound(spoken=spoken, browser=browser, on_trouble=self._note_device),
            self._have_sound,
            self._failed,
        )
        if spoken:
            self._crew.do("recogniser", lambda: self._crew.recogniser(self.staged), self._have_recogniser, self._failed)

    def sound_through(self, screen: Screen | None) -> None:
        """Let the browser's sound go through this screen; None: through none for now."""
        sink = self.sound.browser_sink if self.sound is not None else None
        if sink is None or screen is self._screen:
            return
        if self._screen is not None:
            self._screen.send({"type": "hush", "number": None})
        self._screen = screen
        if self.sound is not None and self.sound.browser_source is not None:
            self.sound.browser_source.mark_lost()
        if screen is None:
            sink.detach()
        else:
            sink.attach(lambda number, clip: self._crew.post(send_clip, screen, number, clip))

    def played(self, number: int) -> None:
        """The screen has played a clip."""
        if self.sound is not None and self.sound.browser_sink is not None:
            self.sound.browser_sink.played(number)

    def without_microphone(self) -> None:
        """Go on with typed replies only."""
        self.spoken = False

    def view(self) -> dict[str, Any]:
        """How far it is, and how the learner is heard."""
        return {
            "done": self._done,
            "total": self._total,
            "rendered": self._rendered,
            "spoken": self.spoken,
            "browserSound": self.sound is not None and self.sound.browser_sink is not None,
            "browserMicrophone": self.spoken and self.sound is not None and self.sound.browser_source is not None,
            "recogniser": self.recogniser is not None,
            "device": "" if self._closed else self._device,
            "basic": self.recogniser is not None and self.recogniser.basic,
        }

    def close(self) -> None:
        """Give the devices back; whatever is still being opened is closed as soon as it comes."""
        self._closed = True
        if self.sound is not None:
            # Closing a device waits for its stream: nothing the event loop should wait for.
            self._crew.do("close sound", self.sound.close, lambda _: None)

    def _count(self, done: int, total: int) -> None:
        # Some three hundred lines from a warm cache come faster than anybody can see.
        if total != self._total or done == total or done * 50 // total != self._done * 50 // total:
            self._done, self._total = done, total
            if not self._closed:
                self._progress(self.view())

    def _have_lines(self, _: None) -> None:
        self._rendered = True
        self._changed()

    def _have_sound(self, sound: Sound) -> None:
        self.sound = sound
        if self._closed:
            self.close()
        else:
            self._changed()

    def _have_recogniser(self, recogniser: Recogniser) -> None:
        self.recogniser = recogniser
        self._changed()

    def _note_device(self, line: str) -> None:
        self._device = line
        if not self._closed:
            self._progress(self.view())
