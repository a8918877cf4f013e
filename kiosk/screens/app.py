"""The web application: one page, its parts, one WebSocket, and the debrief of the call just held."""

import asyncio
import ipaddress
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan
from starlette.websockets import WebSocket, WebSocketDisconnect

from kiosk.errors import BadInput
from kiosk.screens.crew import Crew
from kiosk.screens.debrief_page import debrief_response
from kiosk.screens.desk import Desk, rubbish
from kiosk.screens.group import Group
from kiosk.screens.group_pages import group_routes
from kiosk.screens.guard import Guard
from kiosk.screens.hub import BROWSER, Screen
from kiosk.screens.pairing import Pairing
from kiosk.screens.service import told_to_systemd
from kiosk.screens.trainer import TrainerPages

STATIC: Final = Path(__file__).parent / "static"
_POLITE_END: Final = 1008


def make_app(crew: Crew, desk: Desk, host: str, *, lan: bool = False) -> Starlette:
    """The application. host: the address it is served on. lan: the learner's page is for this machine alone, and
    others are sent to where they can join.
    """
    group = Group(desk, Pairing(crew.settings.pin))
    desk.watched_by(group)
    return Starlette(
        routes=[
            Route("/", _page),
            Route("/calls/{call}/debrief", _debrief),
            WebSocketRoute("/ws", _screen),
            *TrainerPages(crew.settings, desk.store, desk).routes(),
            *group_routes(group, host, shut=crew.settings.pin is None),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, host=host)],
        lifespan=_lifespan(crew, desk, lan),
    )


def _lifespan(crew: Crew, desk: Desk, lan: bool) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.desk, app.state.lan = desk, lan
        crew.start()
        try:
            async with told_to_systemd():
                yield
        finally:
            desk.close()
            crew.close()

    return lifespan


def _joins_only(connection: HTTPConnection) -> bool:
    """Whether this comes from another machine that may join, but not practise."""
    client = connection.client
    return connection.app.state.lan and not (client and ipaddress.ip_address(client.host).is_loopback)


async def _page(request: Request) -> Response:
    if _joins_only(request):
        return RedirectResponse("/join")
    page = FileResponse(STATIC / "index.html")
    if BROWSER not in request.cookies:
        page.set_cookie(BROWSER, secrets.token_urlsafe(24), httponly=True, samesite="strict")
    return page


async def _debrief(request: Request) -> Response:
    visit = request.app.state.desk.visit
    mine = visit is not None and secrets.compare_digest(visit.browser, request.cookies.get(BROWSER, ""))
    if not mine or visit.page is None or visit.page.view["call"] != request.path_params["call"]:
        return PlainTextResponse("There is no debrief to show here: hold a call first.", 404)
    return await debrief_response(visit.page.page)


async def _screen(socket: WebSocket) -> None:
    desk: Desk = socket.app.state.desk
    browser = socket.cookies.get(BROWSER)
    if _joins_only(socket):
        await socket.close(_POLITE_END)  # Before it is accepted: the answer is a 403.
        return
    await socket.accept()
    if not browser:
        await socket.close(_POLITE_END, "open the kiosk's page first, with cookies allowed")
        return
    screen = Screen(socket, browser)
    desk.join(screen)
    writing = asyncio.create_task(screen.write())
    try:
        await _read(socket, desk, screen)
    except WebSocketDisconnect:
        pass  # Pages are closed and reloaded at any time.
    finally:
        writing.cancel()
        desk.left(screen)


async def _read(socket: WebSocket, desk: Desk, screen: Screen) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        try:
            if message.get("bytes") is not None:
                desk.take_sound(screen, message["bytes"])
            else:
                desk.take(screen, message.get("text") or "")
        except BadInput as error:
            if rubbish(screen, error):
                await socket.close(_POLITE_END, "too many messages that mean nothing")
                return
