"""The customer's lines as sound, coloured by where the call takes place."""

from collections.abc import Callable, Iterator

from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Spoken
from kiosk.sound.audio import AudioClip
from kiosk.speaking.call_tones import ring
from kiosk.speaking.phone import phone_line
from kiosk.speaking.speaker import Line, Speaker


class CustomerMouth:
    """One customer's voice."""

    def __init__(self, scenario: Scenario, speaker: Speaker, pace: float = 1.0, *, line_noise: bool = True) -> None:
        """pace: factor on the voice's words a minute. line_noise: False leaves the telephone's sound out."""
        self._scenario = scenario
        self._speaker = speaker
        self._pace = pace
        self._through_phone = scenario.setting == "phone" and line_noise

    @property
    def before(self) -> AudioClip | None:
        """The telephone's ring where the role-play is a phone call."""
        return ring() if self._scenario.setting == "phone" else None

    def clip(self, line: Spoken) -> AudioClip:
        """The line's sound; from the cache when `rehearse_lines` has been called."""
        clip = self._speaker.render(line.text, self._scenario.customer.voice, line.mood, self._pace)
        return phone_line(clip) if self._through_phone else clip

    def rehearse_lines(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Render every line in every mood it may be said in, so that the call never waits for one."""
        self._speaker.render_all(list(self._lines()), progress, self._pace)

    def _lines(self) -> Iterator[Line]:
        seen = set()
        for text, mood in self._scenario.every_line():
            if (text, mood) not in seen:
                seen.add((text, mood))
                yield text, self._scenario.customer.voice, mood
