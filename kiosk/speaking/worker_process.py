"""The other side of the worker: a process that holds the engine and answers one line at a time."""

import os
import shutil
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.speaking.engine import Engine


def serve(requests: Connection, folder: Path) -> None:
    """Answer (text, delivery) with a clip or a KioskError until the other end closes. Works in `folder`."""
    # Ctrl-C reaches every process of the terminal; this one ends when its parent has closed the line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _silence_output()
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    engine: Engine | None = None
    while True:
        try:
            text, delivery = requests.recv()
        except (EOFError, OSError):
            return
        try:
            if engine is None:
                from kiosk.speaking.espeak_engine import EspeakEngine

                engine = EspeakEngine(folder)
            answer = engine.render(text, delivery)
        except KioskError as error:
            requests.send(error)
        else:
            requests.send(answer)


def _silence_output() -> None:
    """The driver prints every file it writes; the program's standard output belongs to its JSON."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _end_with_parent(folder: Path) -> None:
    """End this process when the parent has died without a word, even in the middle of a line."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
