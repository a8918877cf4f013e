"""The microphone check as the screen shows it."""

from collections.abc import Callable
from typing import Any, Literal

from kiosk.hearing.baseline import Baseline
from kiosk.screens.crew import Crew
from kiosk.screens.hub import Json
from kiosk.screens.levels import LevelMeter
from kiosk.screens.voice_check import ENOUGH, Checked, Trouble, VoiceCheck
from kiosk.sound.audio import Samples
from kiosk.sound.ports import Source


class Checking:
    """One microphone check. Belongs to the event loop; the listening is done in a thread."""

    def __init__(
        self,
        crew: Crew,
        source: Source,
        tell: Callable[[Json], None],
        changed: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        """Begins at once. `tell` gets meter frames."""
        self.baseline: Baseline | None = None
        """The learner's normal voice, once it has been taken."""
        self._crew, self._tell, self._changed = crew, tell, changed
        self._state: Literal["opening", "listening", "taken", "too little"] = "opening"
        self._speech = 0.0
        self._trouble: Trouble = ""
        self._meter = LevelMeter()
        self._check = VoiceCheck(source, self._hear)
        crew.do("microphone check", self._run, self._checked, failed)

    def stop(self) -> None:
        """End it with what was heard so far."""
        self._check.stop()

    def view(self) -> dict[str, Any]:
        """How it goes: seconds of speech, and what is wrong with the microphone, if anything is."""
        return {"state": self._state, "speech": round(self._speech, 1), "enough": ENOUGH, "trouble": self._trouble}

    def _run(self) -> Checked:
        return self._check.run(lambda: self._crew.post(self._opened))

    def _opened(self) -> None:
        if self._state == "opening":
            self._state = "listening"
            self._changed()

    def _hear(self, samples: Samples, speech: float, trouble: Trouble) -> None:
        level = self._meter.add(samples)
        if level is not None:
            self._crew.post(self._progress, level, speech, trouble)

    def _progress(self, level: float, speech: float, trouble: Trouble) -> None:
        self._speech, self._trouble = speech, trouble
        self._tell({"type": "level", "level": level, "check": self.view()})

    def _checked(self, checked: Checked) -> None:
        self._speech, self.baseline = checked.speech, checked.baseline
        if checked.baseline is not None:
            self._trouble = checked.trouble
        self._state = "taken" if checked.baseline else "too little"
        self._changed()
