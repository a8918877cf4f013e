"""Opens the kiosk's port and serves the screen on it until it is stopped."""

import errno
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from kiosk.errors import BadInput, MissingPart

LARGEST_MESSAGE: Final = 64 * 1024
"""Bytes taken in one WebSocket message: a second of sound is 32,000, the longest text far less."""
_BACKLOG: Final = 64
_GOODBYE: Final = 2
"""Seconds that open connections get to end when the kiosk is stopped."""


def open_port(host: str, port: int) -> socket.socket:
    """A socket that listens on `host` and `port`.

    Raises MissingPart where the port is taken or may not be used, BadInput for a host that is not this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except socket.gaierror:
        raise BadInput(f"host {host!r}: no such address: use 127.0.0.1, or an address of this machine") from None
    except OSError as error:
        raise _refused(host, port, error) from None
    return listening


def address_of(host: str, port: int) -> str:
    """The address to open in a browser."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def address_in_network(port: int) -> str:
    """The address at which other machines of the network reach this one; empty without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        try:
            # Nothing is sent: choosing the way there chooses the address. 192.0.2.1 is nobody's (RFC 5737).
            out.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return f"http://{out.getsockname()[0]}:{port}"


def serve_until_stopped(
    app: ASGIApp, listening: socket.socket, screen: "subprocess.Popen[bytes] | None" = None
) -> None:
    """Serve `app` until Ctrl-C (raises KeyboardInterrupt then) or SIGTERM, or until `screen` has ended.

    To be called in the main thread. Either signal, whenever it comes, lets open connections end in good order.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=LARGEST_MESSAGE,
        timeout_graceful_shutdown=_GOODBYE,
    )
    server = uvicorn.Server(config)
    if screen is not None:
        threading.Thread(target=_stop_after, args=(screen, server), name="screen", daemon=True).start()
    with _held_back(server) as signals:
        server.run(sockets=[listening])
    if signal.SIGINT in signals:
        raise KeyboardInterrupt


@contextmanager
def _held_back(server: uvicorn.Server) -> Iterator[list[int]]:
    """Inside, SIGINT and SIGTERM stop the server and do no more; those that came are listed.

    While it serves uvicorn answers them itself, and sends them again when it has stopped; but a signal that comes
    while it is still starting would break it off half made.
    """
    came: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        came.append(number)
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop_after(screen: "subprocess.Popen[bytes]", server: uvicorn.Server) -> None:
    screen.wait()
    server.should_exit = True


def _refused(host: str, port: int, error: OSError) -> MissingPart | BadInput:
    if error.errno == errno.EADDRINUSE:
        return MissingPart(
            f"port {port}: in use already, by another kiosk? Close that one, or choose another: kiosk --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return MissingPart(f"port {port}: this user may not open it: choose one above 1023, such as 8765")
    if error.errno == errno.EADDRNOTAVAIL:
        return BadInput(f"host {host!r}: not an address of this machine: use 127.0.0.1, or one of its own")
    return MissingPart(f"{host}, port {port}: cannot be opened ({error.strerror}): choose another with --port")
