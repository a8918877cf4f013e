"""The customer's voice: text, voice and mood in, finished sound out, rendered once and then kept."""

import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Final

from kiosk.errors import MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.speaking.cache import DEFAULT_BYTES, ClipCache, cache_key
from kiosk.speaking.shape import shape
from kiosk.speaking.spoken_text import spoken_text
from kiosk.speaking.voice import Style, Voice, deliver, style_of
from kiosk.speaking.voice_file import common_moods, find_mood, find_voice
from kiosk.speaking.worker import Worker

_RECIPE: Final = 1
"""Raised whenever the code changes what a line sounds like, so that kept lines are made anew."""

Line = tuple[str, str, str]
"""Text, name of the voice, mood."""
_Prepared = tuple[str, Voice, Style]

_AT_ONCE: Final = 3
"""Lines under way: one in the engine, one being shaped, one on its way to the disk."""


class Speaker:
    """Renders lines in the voices of some folders. Any thread may use it; several may share a cache."""

    def __init__(
        self,
        cache_dir: Path,
        voices_folders: Sequence[Path],
        *,
        time_limit: float = 20.0,
        max_bytes: int = DEFAULT_BYTES,
    ) -> None:
        """`time_limit`: seconds for one line. `max_bytes`: size that the cache may reach.

        Raises MissingPart when the cache folder can't be used. The engine starts with the first new line.
        """
        self._cache = ClipCache(cache_dir, max_bytes)
        self._folders = tuple(voices_folders)
        self._worker = Worker(time_limit)
        self._voices: dict[str, Voice] = {}

    @property
    def engine_pid(self) -> int | None:
        """The engine's process id; None while none runs."""
        return self._worker.pid

    def render(self, text: str, voice_name: str, mood: str) -> AudioClip:
        """The sound of `text`, mono at 22,050 Hz: from the cache, or made now (about 40 ms a sentence).

        Raises BadInput for a text that can't be spoken, or an unknown voice or mood; MissingPart when the
        engine fails or the cache can't be written.
        """
        return self._have(self._prepared((text, voice_name, mood)))

    def render_all(self, lines: Sequence[Line], progress: Callable[[int, int], None] | None = None) -> None:
        """Have every line in the cache, so that `render` gives it at once.

        `progress` is told, in the caller's thread, how many of how many are done, after each. A line that
        can't be spoken is refused before the first is made; else raises as `render` does.
        """
        prepared = [self._prepared(line) for line in lines]
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            for done, _ in enumerate(threads.map(self._have, prepared), start=1):
                if progress is not None:
                    progress(done, len(prepared))

    def close(self) -> None:
        """End the engine's process. Nothing new can be rendered afterwards; may be called twice."""
        self._worker.close()

    def __enter__(self) -> "Speaker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepared(self, line: Line) -> _Prepared:
        text, voice_name, mood_name = line
        mood = find_mood(mood_name)
        if voice_name not in self._voices:
            self._voices[voice_name] = find_voice(voice_name, self._folders)
        voice = self._voices[voice_name]
        return spoken_text(text), voice, style_of(voice, mood, common_moods())

    def _have(self, line: _Prepared) -> AudioClip:
        said, voice, style = line
        key = _key(said, voice, style)
        clip = self._cache.get(key)
        if clip is None:
            plain = self._worker.render(said, deliver(voice, style))
            clip = shape(plain, style, seed=zlib.crc32(said.encode()))
            self._cache.put(key, clip)
        return clip


def _key(said: str, voice: Voice, style: Style) -> str:
    sounding = voice.model_dump(exclude={"name", "about", "moods"})
    return cache_key(
        {
            "text": said,
            "voice": sounding,
            "style": style.model_dump(),
            "engine": engine_version(),
            "recipe": _RECIPE,
        }
    )


@cache
def engine_version() -> str:
    """Names and versions of what renders. Raises MissingPart when a part is not installed."""
    try:
        return ", ".join(f"{part} {metadata.version(part)}" for part in ("pyttsx3", "espeakng-loader"))
    except metadata.PackageNotFoundError as error:
        raise MissingPart(f"speech engine: {error.name} is not installed: reinstall the kiosk") from None
