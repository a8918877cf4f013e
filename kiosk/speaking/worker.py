"""The speech engine at arm's length: a spawned process with a time limit, replaced when it hangs or dies."""

import multiprocessing
import shutil
import signal
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import ModuleType
from typing import Final

from kiosk.errors import KioskError, MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.speaking.delivery import Delivery
from kiosk.speaking.worker_process import serve

_ATTEMPTS: Final = 2
_START_S: Final = 20.0
"""What the first line may take longer: the process starts in 0.2 s, but not on a slow disk under a virus scan."""


class Worker:
    """An `Engine` in another process, which the first delivery decides. Any thread may use it; lines come one by one.

    The process starts with the first line. It is spawned, since a fork of an initialised eSpeak NG hangs.
    """

    def __init__(self, time_limit: float = 20.0) -> None:
        """`time_limit`: seconds that one line may take, the start of the process not counted."""
        self.time_limit = time_limit
        self._lock = threading.Lock()
        self._run: _Run | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The id of the running process; None when there is none."""
        run = self._run
        return run.process.pid if run is not None and run.process.is_alive() else None

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
            raise MissingPart(f"speech engine: {fault} for {text[:40]!r}, {_ATTEMPTS} times: run `kiosk doctor`")

    def _ask(self, text: str, delivery: Delivery) -> AudioClip | KioskError | str:
        """The answer to one line, or in a few words why there is none."""
        run = self._started()
        try:
            run.line.send((text, delivery))
            if run.line.poll(self.time_limit + (0 if run.answered else _START_S)):
                run.answered = True
                return run.line.recv()
        except (EOFError, OSError):
            self._end()
            return "the process died"
        except BaseException:
            # Interrupted half-way: the answer to this line must not be taken for the answer to the next one.
            self._end()
            raise
        self._end()
        return f"no answer in {self.time_limit:g} s"

    def _started(self) -> "_Run":
        if self._closed:
            raise MissingPart("speech engine: closed already: open a new speaker")
        if self._run is None or not self._run.process.is_alive():
            self._end()
            self._run = _Run()
        return self._run

    def _end(self) -> None:
        if self._run is not None:
            self._run.end()
            self._run = None

    def rest(self) -> None:
        """End the process, after the line it is at; the next line starts another."""
        with self._lock:
            self._end()

    def close(self) -> None:
        """End the process, after the line it is at. Any thread may call it, more than once."""
        with self._lock:
            self._closed = True
            self._end()


class _Run:
    """One life of the process, with its line and its folder; ended at the latest with this program."""

    def __init__(self) -> None:
        self.answered = False
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        try:
            folder = Path(tempfile.mkdtemp(prefix="kiosk-voice-"))
            self.process = context.Process(target=serve, args=(theirs, folder), daemon=True)
            self.end = weakref.finalize(self, _clean_up, self.process, self.line, folder)
            with _interrupt_held(), _main_hidden():
                self.process.start()
        except OSError as error:
            raise MissingPart(
                f"speech engine: cannot start in {tempfile.gettempdir()} ({error.strerror}): "
                "free some memory and disk space"
            ) from None
        # With the other end left open here, the death of the process would not end the wait for its answer.
        theirs.close()


def _clean_up(process: SpawnProcess, line: Connection, folder: Path) -> None:
    line.close()
    if process.pid is not None:
        process.kill()
        process.join()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _interrupt_held() -> Iterator[None]:
    """Hold Ctrl-C back, here until the end and in a process started meanwhile for good."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_hiding = threading.Lock()


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Let a process start without running this program's main module again, of which it needs nothing.

    Otherwise a script without `if __name__ == "__main__":` would start itself over and over, a program read from
    standard input could not be found, and every other one would be imported twice.
    """
    with _hiding:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
