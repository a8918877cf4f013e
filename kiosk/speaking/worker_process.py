"""The other side of the worker: a process that holds one engine and answers one line at a time."""

import os
import shutil
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from kiosk.errors import KioskError
from kiosk.sound.audio import AudioClip
from kiosk.speaking.delivery import Delivery, EspeakDelivery, PiperDelivery
from kiosk.speaking.engine import Engine

_leaving = threading.Lock()


def serve(requests: Connection, folder: Path) -> None:
    """Answer (text, delivery) with a clip or a KioskError until the other end closes. Works in `folder`.

    All deliveries must be for one engine: two of them in one process could spoil each other.
    """
    # Ctrl-C reaches every process of the terminal; this one ends when its parent has closed the line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The driver prints every file it writes; the program's standard output belongs to its JSON.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    threading.Thread(target=_leave_with_parent, args=(folder,), daemon=True).start()
    engine: Engine[Any] | None = None
    while True:
        try:
            text, delivery = requests.recv()
        except (EOFError, OSError):
            _leave(folder)
        try:
            if engine is None:
                engine = _engine_for(delivery, folder)
            answer: AudioClip | KioskError = engine.render(text, delivery)
        except KioskError as error:
            answer = error
        try:
            requests.send(answer)
        except OSError:
            _leave(folder)


def _engine_for(delivery: Delivery, folder: Path) -> Engine[Any]:
    if isinstance(delivery, EspeakDelivery):
        from kiosk.speaking.espeak_engine import EspeakEngine

        return EspeakEngine(folder)
    if isinstance(delivery, PiperDelivery):
        from kiosk.speaking.piper_engine import PiperEngine

        return PiperEngine()
    from kiosk.speaking.system_engine import SystemEngine

    return SystemEngine(folder, delivery.driver)


def _leave_with_parent(folder: Path) -> None:
    """End this process when the parent has died without a word, even in the middle of a line."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        _leave(folder)


def _leave(folder: Path) -> NoReturn:
    """Remove the folder and end the process; a second thread that comes here waits for that."""
    with _leaving:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)
