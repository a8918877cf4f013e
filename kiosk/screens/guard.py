"""Who may talk to the kiosk: pages of its own address only, and pages that load nothing from anywhere else."""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self' ws://{host}; frame-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "microphone=(self), camera=(), geolocation=()",
    "cache-control": "no-store",
}
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class Guard:
    """Middleware that refuses foreign hosts and origins, and adds the security headers.

    A page elsewhere can make a browser send requests here (its name may even be made to point here: DNS
    rebinding). Its own name then stands in Host or Origin, and that gives it away.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        """host: the address the kiosk is served on."""
        self._app = app
        self._names = _names_of(host)
        self._anywhere = not is_here(host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._may_pass(headers, needs_origin=scope["type"] == "websocket"):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close"})  # Before it is accepted: the answer is a 403.
            else:
                await PlainTextResponse("This address is not served here.", 403)(scope, receive, send)
            return
        await self._app(scope, receive, _with_headers(send, headers.get("host", "")))

    def _may_pass(self, headers: Headers, *, needs_origin: bool) -> bool:
        host = headers.get("host", "")
        origin = headers.get("origin")
        if not self._is_ours(_name_in(host)):
            return False
        return not needs_origin if origin is None else origin == f"http://{host}"

    def _is_ours(self, name: str) -> bool:
        if name in self._names:
            return True
        # An address in figures cannot be made to point elsewhere.
        return self._anywhere and _is_address(name)


def _with_headers(send: Send, host: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("content-security-policy", _POLICY.format(host=host))
        await send(message)

    return sending


def _names_of(host: str) -> frozenset[str]:
    names: Iterable[str] = _LOOPBACK
    if not is_here(host):
        names = (*names, host.lower(), socket.gethostname().lower(), f"{socket.gethostname().lower()}.local")
    return frozenset(names)


def _name_in(host: str) -> str:
    """The name in a Host header, without port and brackets, in small letters."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_here(host: str) -> bool:
    """Whether a name or an address is this machine's own; an IPv4 address may come written as an IPv6 one."""
    if host == "localhost":
        return True
    if not _is_address(host):
        return False
    address = ipaddress.ip_address(host)
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
