"""The speech engine at arm's length: a spawned process with a time limit, replaced when it hangs or dies."""

import multiprocessing
import shutil
import tempfile
import threading
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from kiosk.errors import KioskError, MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.speaking.voice import Delivery
from kiosk.speaking.worker_process import serve

_ATTEMPTS: Final = 2
_GOODBYE_S: Final = 2.0
"""How long a worker has to end by itself before it is killed."""


class Worker:
    """An `Engine` in another process. Any thread may use it; lines are rendered one after another.

    The process is spawned, since a fork of an initialised eSpeak NG hangs, and starts with the first line.
    """

    def __init__(self, time_limit: float = 20.0) -> None:
        """`time_limit`: seconds that one line may take, the start of the process (about 0.5 s) included."""
        self.time_limit = time_limit
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._folder: Path | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The id of the running process; None when there is none."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    def render(self, text: str, delivery: Delivery) -> AudioClip:
        """See `Engine`. A process that dies or hangs on a line is replaced and the line tried once more."""
        with self._lock:
            fault = ""
            for _ in range(_ATTEMPTS):
                answer = self._ask(text, delivery)
                if isinstance(answer, KioskError):
                    raise answer
                if isinstance(answer, AudioClip):
                    return answer
                fault = answer
            raise MissingPart(
                f"speech engine: {fault} for {text[:40]!r}, {_ATTEMPTS} times: run `kiosk doctor`"
            )

    def _ask(self, text: str, delivery: Delivery) -> AudioClip | KioskError | str:
        """The answer to one line, or in a few words why there is none."""
        line = self._started()
        try:
            line.send((text, delivery))
            if line.poll(self.time_limit):
                return line.recv()
        except (EOFError, OSError):
            self._kill()
            return "the process died"
        except BaseException:
            # Interrupted half-way: the answer to this line must not be taken for the answer to the next one.
            self._kill()
            raise
        self._kill()
        return f"no answer in {self.time_limit:g} s"

    def _started(self) -> Connection:
        if self._closed:
            raise MissingPart("speech engine: closed already: open a new speaker")
        if self._line is not None and self._process is not None and self._process.is_alive():
            return self._line
        self._kill()
        context = multiprocessing.get_context("spawn")
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="kiosk-voice-"))
            self._line, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs, self._folder), daemon=True)
            self._process.start()
            theirs.close()  # Only then does the death of the process end the waiting for its answer.
        except OSError as error:
            self._kill()
            where = tempfile.gettempdir()
            raise MissingPart(
                f"speech engine: cannot start in {where} ({error.strerror}): free memory and disk space"
            ) from None
        return self._line

    def _kill(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join()
        self._forget()

    def _forget(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._process = self._line = self._folder = None

    def close(self) -> None:
        """End the process, after the line it is at. Any thread may call it, more than once."""
        with self._lock:
            self._closed = True
            if self._line is not None and self._process is not None:
                self._line.close()
                self._process.join(_GOODBYE_S)
            self._kill()
