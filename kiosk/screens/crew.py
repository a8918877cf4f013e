"""What takes time, done behind the scenes: voices, recognisers and devices are made ready in threads."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kiosk.errors import KioskError, MissingPart
from kiosk.hearing.recogniser import Recogniser
from kiosk.roleplay.mouth import CustomerMouth
from kiosk.roleplay.staging import Staged, model_folder, new_speaker, recogniser_for
from kiosk.settings import Settings
from kiosk.sound.browser import BrowserSource
from kiosk.sound.browser_sink import BrowserSink
from kiosk.sound.ports import Sink, Source
from kiosk.speaking.speaker import Speaker


@dataclass(slots=True)
class Sound:
    """What one visit hears and is heard through. `close` it when the visit ends."""

    source: Source | None
    """None: replies are typed."""
    sink: Sink
    _closed: bool = field(default=False, init=False)

    @property
    def browser_sink(self) -> BrowserSink | None:
        """The sink, where it is the browser."""
        return self.sink if isinstance(self.sink, BrowserSink) else None

    @property
    def browser_source(self) -> BrowserSource | None:
        """The source, where it is the browser."""
        return self.source if isinstance(self.source, BrowserSource) else None

    def close(self) -> None:
        """Give the devices back; a call that still uses them ends. May be called twice, by any thread."""
        if not self._closed:
            self._closed = True
            if self.source is not None:
                self.source.close()
            self.sink.close()


class Crew:
    """Does the slow work of one kiosk. Answers come back in the event loop, as calls of what was handed in."""

    def __init__(self, settings: Settings, *, browser_sound: bool = False) -> None:
        """browser_sound: never use this machine's own devices."""
        self.settings = settings
        self.sound_here: bool | None = False if browser_sound else None
        """Whether this machine has a microphone and a loudspeaker; None until that is known."""
        self.speaker: Speaker = new_speaker(settings)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loading = threading.Lock()
        self._recogniser: tuple[object, Recogniser] | None = None

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._loop = asyncio.get_running_loop()
        if self.sound_here is None:
            self.do("look for devices", self._look_for_devices, lambda found: setattr(self, "sound_here", found))

    def close(self) -> None:
        """End the voice engine's process; may be called twice."""
        self._loop = None
        self.speaker.close()

    def post(self, act: Callable[..., None], *given: Any) -> None:
        """Have the event loop call `act`; any thread may ask. Nothing happens once the kiosk has closed."""
        loop = self._loop
        try:
            if loop is not None:
                loop.call_soon_threadsafe(act, *given)
        except RuntimeError:
            return  # The loop closed in between: nobody is there to be told.

    def do(
        self,
        name: str,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[str], None] = lambda _: None,
    ) -> threading.Thread:
        """Do `work` in a thread of its own; then `done` gets what it returned, or `failed` one line for the screen."""

        def run() -> None:
            try:
                answer = work()
            except KioskError as error:
                self.post(failed, str(error))
            except Exception:
                self.post(failed, "Something went wrong that nobody foresaw: the kiosk's own window says what.")
                raise
            else:
                self.post(done, answer)

        # A daemon: loading a large model must not hold up the end of the program.
        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread

    def render_lines(self, staged: Staged, pace: float, progress: Callable[[int, int], None]) -> None:
        """Have all of the customer's lines in the cache. `progress` is told in the event loop."""
        mouth = CustomerMouth(staged.scenario, self.speaker, pace)
        mouth.rehearse_lines(lambda done, total: self.post(progress, done, total))

    def recogniser(self, staged: Staged) -> Recogniser:
        """The recogniser for this role-play; the last one is kept, since loading takes a while."""
        folder = model_folder("", self.settings)
        key = folder or staged.file
        with self._loading:
            if self._recogniser is None or self._recogniser[0] != key:
                self._recogniser = None
                self._recogniser = key, recogniser_for(staged, "", self.settings)
            return self._recogniser[1]

    def open_sound(self, *, spoken: bool, browser: bool, on_trouble: Callable[[str], None]) -> Sound:
        """Open the devices of a visit: this machine's, or the browser's where it has none or the browser's are wanted.

        `on_trouble` gets, in the event loop, one line when a device is lost and "" when it is back. Raises BadInput
        where the settings name a device that is not there.
        """
        if not browser and self.sound_here is not False:
            try:
                return self._open_here(spoken, lambda line: self.post(on_trouble, line))
            except MissingPart:
                self.sound_here = False
        return Sound(BrowserSource() if spoken else None, BrowserSink())

    def _open_here(self, spoken: bool, on_trouble: Callable[[str], None]) -> Sound:
        from kiosk.sound.loudspeaker import Loudspeaker
        from kiosk.sound.microphone import Microphone

        loudspeaker = Loudspeaker(self.settings.loudspeaker or None, on_trouble)
        try:
            return Sound(Microphone(self.settings.microphone or None, on_trouble) if spoken else None, loudspeaker)
        except KioskError:
            loudspeaker.close()
            raise

    def _look_for_devices(self) -> bool:
        from kiosk.sound.devices import list_devices

        try:
            devices = list_devices()
        except MissingPart:
            return False
        return any(device.inputs for device in devices) and any(device.outputs for device in devices)
