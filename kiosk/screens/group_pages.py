"""The group's pages and their one WebSocket: joined by the code, and no page without its role."""

import io
import secrets
import socket as network
from pathlib import Path
from string import Template
from typing import Final

import segno
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from kiosk.errors import BadInput
from kiosk.screens.group import Group
from kiosk.screens.group_messages import LONGEST, read_join
from kiosk.screens.guard import is_here
from kiosk.screens.hub import BROWSER, POLITE_END, Screen, attend
from kiosk.screens.pairing import Role, TooManyTries

COOKIE: Final = "kiosk_member"
"""Holds the secret a device was given when it joined."""
PAGES: Final[dict[str, Role]] = {"/projector": "projector", "/remote": "remote", "/observe": "observer"}
_TITLES: Final = {
    "join": ("Join the group", "handheld"),
    "observer": ("Task sheet", "handheld"),
    "remote": ("Trainer's remote", "handheld"),
    "projector": ("Projector", "projector"),
}
"""Page → its title and its style."""
_FRAME: Final = Template((Path(__file__).parent / "static" / "group" / "page.html").read_text("utf-8"))
_ELSEWHERE: Final = ("192.0.2.1", 9)
"""An address that belongs to nobody (RFC 5737): asking for the way to it tells which address here faces the network."""
_SHUT: Final = 'The group\'s pages are shut. The trainer opens them with a PIN in the settings: pin = "4711".'


def group_routes(group: Group, host: str, *, shut: bool) -> list[BaseRoute]:
    """host: the address the kiosk is served on. shut: no PIN is set, so there is nothing but a word that says so."""
    pages = _Pages(group, host)
    if shut:
        return [Route(path, _shut) for path in (*PAGES, "/join")]
    return [
        *(Route(path, pages.page) for path in PAGES),
        Route("/join", pages.join_page),
        Route("/join", pages.join, methods=["POST"]),
        Route("/group/code.svg", pages.picture),
        Route("/group/address", pages.address),
        WebSocketRoute("/group/ws", pages.member),
    ]


def _page(name: str) -> HTMLResponse:
    title, style = _TITLES[name]
    return HTMLResponse(_FRAME.substitute(name=name, title=title, style=style))


async def _shut(request: Request) -> Response:
    return PlainTextResponse(_SHUT, 404)


class _Pages:
    def __init__(self, group: Group, host: str) -> None:
        self._group, self._host = group, host

    async def page(self, request: Request) -> Response:
        """A role's page for who has joined in that role; others are sent to join first."""
        role = PAGES[request.url.path]
        if self._key(request, role) is None:
            return RedirectResponse(f"/join?as={role}", 303)
        page = _page(role)
        if role == "projector" and BROWSER not in request.cookies:
            # Opened before the kiosk's own page in this browser: the same secret then tells that they belong together.
            page.set_cookie(BROWSER, secrets.token_urlsafe(24), httponly=True, samesite="strict")
        return page

    async def join_page(self, request: Request) -> Response:
        return _page("join")

    async def join(self, request: Request) -> Response:
        """The secret comes as a cookie, which no script can read and no other site can send."""
        try:
            wish = read_join(await _body(request))
            address = request.client.host if request.client else ""
            secret = self._group.pairing.join(address, wish.role, wish.code, wish.pin)
        except TooManyTries as error:
            return JSONResponse({"text": str(error)}, 429)
        except BadInput as error:
            return JSONResponse({"text": str(error)}, 403)
        page = next(path for path, role in PAGES.items() if role == wish.role)
        answer = JSONResponse({"go": page})
        answer.set_cookie(COOKIE, secret, httponly=True, samesite="strict")
        return answer

    async def address(self, request: Request) -> Response:
        """Where other devices join."""
        if not self._may_see_code(request):
            return PlainTextResponse("", 404)
        return JSONResponse({"address": self._address(request), "reachable": self._reachable()})

    async def picture(self, request: Request) -> Response:
        """The address with the code, as a QR code."""
        code = self._group.code
        if not code or not self._may_see_code(request):
            return PlainTextResponse("", 404)
        drawn = io.BytesIO()
        made = segno.make_qr(f"http://{self._address(request)}/join?code={code}", error="m")
        made.save(drawn, kind="svg", scale=8, border=3, dark="#0d1416", light="#f3efe6")
        return Response(drawn.getvalue(), media_type="image/svg+xml")

    async def member(self, socket: WebSocket) -> None:
        """The WebSocket of a joined device, in the role it asks for and has the secret of."""
        role = next((role for role in PAGES.values() if role == socket.query_params.get("as")), None)
        key = self._key(socket, role) if role is not None else None
        await socket.accept()
        if role is None or key is None:
            await socket.close(POLITE_END, "join first, with the code on the kiosk's screen")
            return
        screen = Screen(socket, key)
        self._group.join(screen, role)
        try:
            await attend(
                socket, screen, lambda said: self._group.take(screen, role, said if isinstance(said, str) else "")
            )
        finally:
            self._group.left(screen)

    def _key(self, request: HTTPConnection, role: Role) -> str | None:
        """See Group.key; this machine's own projector page may wait for the first learner: there is nothing to see."""
        browser = request.cookies.get(BROWSER, "")
        key = self._group.key(role, request.cookies.get(COOKIE, ""), browser)
        here = request.client is not None and is_here(request.client.host)
        if key is None and role == "projector" and here and self._group.idle:
            return browser
        return key

    def _may_see_code(self, request: HTTPConnection) -> bool:
        return any(self._key(request, role) is not None for role in PAGES.values())

    def _reachable(self) -> bool:
        return not is_here(self._host)

    def _address(self, request: HTTPConnection) -> str:
        """Name and port for devices of the same network, as far as the kiosk is served to them."""
        asked = request.headers["host"]
        port = asked.rpartition(":")[2] if ":" in asked else "80"
        if not self._reachable():
            return asked
        return f"{_facing_the_network() if self._host in ('0.0.0.0', '::') else self._host}:{port}"


def _facing_the_network() -> str:
    with network.socket(network.AF_INET, network.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)  # Sends nothing: it only looks up the way.
        except OSError:
            return network.gethostname()
        return str(probe.getsockname()[0])


async def _body(request: Request) -> str:
    """The request's text. Raises BadInput for more than any wish to join takes."""
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > LONGEST:
            raise BadInput(f"more than {LONGEST} bytes: send a code and a PIN")
    return read.decode("utf-8", "replace")
