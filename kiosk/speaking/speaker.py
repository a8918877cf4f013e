"""The customer's voice: text, voice and mood in, finished sound out, rendered once and then kept."""

import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Final

from kiosk.sound.audio import AudioClip
from kiosk.speaking.breaks import short_phrases
from kiosk.speaking.cache import DEFAULT_BYTES, ClipCache, cache_key
from kiosk.speaking.delivery import Delivery, EspeakDelivery, PiperDelivery, SystemDelivery
from kiosk.speaking.engines import Engines, engine_of
from kiosk.speaking.pitch_shift import shift_pitch
from kiosk.speaking.shape import shape
from kiosk.speaking.spoken_text import spoken_text
from kiosk.speaking.voice import Style, Voice, style_of
from kiosk.speaking.voice_file import common_moods, find_mood, find_voice
from kiosk.speaking.worker import Worker

_RECIPE: Final = 2
"""Raised whenever the code changes what a line sounds like, so that kept lines are made anew."""

Line = tuple[str, str, str]
"""Text, name of the voice, mood."""
_Prepared = tuple[str, Delivery, Style]

_RANGE_OF_A_MELODY: Final = 60
"""A style's range by which a melody gets twice as wide, where the engine has no range of its own."""
_AT_ONCE: Final = 3
"""Lines under way: one in the engine, one being shaped, one on its way to the disk."""


class Speaker:
    """Renders lines in the voices of some folders. Any thread may use it; several may share a cache."""

    def __init__(
        self,
        cache_dir: Path,
        voices_folders: Sequence[Path],
        engines: Engines | None = None,
        *,
        time_limit: float = 20.0,
        max_bytes: int = DEFAULT_BYTES,
    ) -> None:
        """`engines`: which engine speaks for which voice; without it eSpeak NG for all. `time_limit`: seconds for
        one line. `max_bytes`: size that the cache may reach.

        Raises MissingPart when the cache folder can't be used. An engine starts with its first new line.
        """
        self._cache = ClipCache(cache_dir, max_bytes)
        self._folders = tuple(voices_folders)
        self._engines = engines or Engines()
        # Each engine has a process of its own: two copies of eSpeak NG in one spoil each other.
        self._workers: dict[type[Delivery], Worker] = {
            kind: Worker(time_limit) for kind in (EspeakDelivery, PiperDelivery, SystemDelivery)
        }
        self._voices: dict[str, Voice] = {}

    @property
    def engine_pid(self) -> int | None:
        """The process id of eSpeak NG; None while it does not run."""
        return self._workers[EspeakDelivery].pid

    def render(self, text: str, voice_name: str, mood: str, pace: float = 1.0) -> AudioClip:
        """The sound of `text`, mono at the engine's rate (mostly 22,050 Hz): from the cache, or made now.

        pace: factor on the words a minute, where somebody needs it slower (0.5 to 1).
        eSpeak NG takes about 40 ms a sentence, Piper about 0.2 s for a second of speech.

        Raises BadInput for a text that can't be spoken, or an unknown voice or mood; MissingPart when the
        engine fails or the cache can't be written.
        """
        return self._have(self._prepared((text, voice_name, mood), pace))

    def render_all(
        self, lines: Sequence[Line], progress: Callable[[int, int], None] | None = None, pace: float = 1.0
    ) -> None:
        """Have every line in the cache, so that `render` gives it at once.

        `progress` is told, in the caller's thread, how many of how many are done, after each. A line that
        can't be spoken is refused before the first is made; else raises as `render` does.
        """
        prepared = [self._prepared(line, pace) for line in lines]
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            for done, _ in enumerate(threads.map(self._have, prepared), start=1):
                if progress is not None:
                    progress(done, len(prepared))
        # Piper holds some 300 MB, and all lines of the call are made.
        self._workers[PiperDelivery].rest()

    def close(self) -> None:
        """End the engines' processes. Nothing new can be rendered afterwards; may be called twice."""
        for worker in self._workers.values():
            worker.close()

    def __enter__(self) -> "Speaker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepared(self, line: Line, pace: float) -> _Prepared:
        text, voice_name, mood_name = line
        mood = find_mood(mood_name)
        if voice_name not in self._voices:
            self._voices[voice_name] = find_voice(voice_name, self._folders)
        voice = self._voices[voice_name]
        style = style_of(voice, mood, common_moods())
        if pace != 1.0:
            style = style.model_copy(update={"rate": style.rate * pace})
        said = spoken_text(text)
        return short_phrases(said) if style.breaks else said, self._engines.deliver(voice, style), style

    def _have(self, line: _Prepared) -> AudioClip:
        said, delivery, style = line
        key = _key(said, delivery, style)
        clip = self._cache.get(key)
        if clip is None:
            plain = self._workers[type(delivery)].render(said, delivery)
            if not isinstance(delivery, EspeakDelivery):
                plain = shift_pitch(plain, style.pitch, 1 + style.range / _RANGE_OF_A_MELODY)
            clip = shape(plain, style, seed=zlib.crc32(said.encode()))
            self._cache.put(key, clip)
        return clip


def _key(said: str, delivery: Delivery, style: Style) -> str:
    return cache_key(
        {
            "text": said,
            "delivery": asdict(delivery),
            "style": style.model_dump(),
            "engine": engine_of(delivery),
            "recipe": _RECIPE,
        }
    )
