"""pyttsx3, by which eSpeak NG and the systems' own engines are driven: text in, a file out."""

import threading
from pathlib import Path
from typing import Any


class Pyttsx3Driver:
    """One pyttsx3 engine, kept for the life of the process: a second one would hang the first."""

    def __init__(self, name: str) -> None:
        """Start the driver called `name`. Raises what the driver raises where its engine is not there."""
        import pyttsx3

        # The reference is kept for ever: the engine's __del__ unhooks the callback.
        self.engine: Any = pyttsx3.init(name)
        self.errors: list[BaseException] = []
        self._finished = threading.Event()
        self._completed: list[bool] = []
        self.engine.connect("finished-utterance", self._on_finished)
        self.engine.connect("error", self._on_error)

    def save(self, text: str, file: Path, *, reports: bool = True) -> str:
        """Speak `text` into `file`; what went wrong in a few words, empty when nothing did.

        reports: the driver tells the end of a file; where it does not, only its errors are known.
        """
        file.unlink(missing_ok=True)
        self._completed.clear()
        self._finished.clear()
        self.engine.save_to_file(text, str(file))
        self.engine.runAndWait()
        if reports and not self._finished.wait(1.0):
            return "the end was not reported"
        if self.errors:
            return f"an error ({self.errors[0]})"
        return "" if not reports or self._completed == [True] else "the line was cancelled"

    def _on_finished(self, name: str | None = None, completed: bool = False) -> None:
        self._completed.append(completed)
        self._finished.set()

    def _on_error(self, name: str | None = None, exception: BaseException | None = None) -> None:
        self.errors.append(exception or RuntimeError("unknown error"))
