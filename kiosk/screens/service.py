"""What systemd is told of the program (sd_notify(3)): that it is ready, that it is alive, that it stops."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

_A_WATCHDOG_PERIOD: Final = 3
"""Signs of life in the time after which systemd takes the program for dead; it advises two or more."""


@asynccontextmanager
async def told_to_systemd(environment: Mapping[str, str] = os.environ) -> AsyncIterator[None]:
    """Inside, the service is ready, and shows it is alive as long as the event loop runs; nothing without systemd."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        yield
        return
    _notify(address, "READY=1")
    period = _watchdog_seconds(environment)
    alive = asyncio.create_task(_show_life(address, period / _A_WATCHDOG_PERIOD)) if period else None
    try:
        yield
    finally:
        if alive is not None:
            alive.cancel()
        _notify(address, "STOPPING=1")


async def _show_life(address: str, every: float) -> None:
    while True:
        _notify(address, "WATCHDOG=1")
        await asyncio.sleep(every)


def _watchdog_seconds(environment: Mapping[str, str]) -> float:
    """0 where no watchdog waits for this process."""
    micros = environment.get("WATCHDOG_USEC", "")
    mine = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(micros) / 1e6 if mine and micros.isdigit() else 0.0


def _notify(address: str, state: str) -> None:
    # A leading @ stands for the zero byte of a name that is in no folder.
    name = "\0" + address[1:] if address.startswith("@") else address
    # Where nobody listens any more there is nobody to tell; the kiosk goes on.
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.sendto(state.encode(), name)
