"""The web application: one page, its parts, one WebSocket, and the debrief of the call just held."""

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
from starlette.websockets import WebSocket

from kiosk.screens.crew import Crew
from kiosk.screens.debrief_page import debrief_response
from kiosk.screens.desk import Desk
from kiosk.screens.group import Group
from kiosk.screens.group_pages import group_routes
from kiosk.screens.guard import Guard, is_here
from kiosk.screens.hub import BROWSER, POLITE_END, Screen, attend
from kiosk.screens.keeping import calls_erased_in_time
from kiosk.screens.pairing import Pairing
from kiosk.screens.service import told_to_systemd
from kiosk.screens.trainer import TrainerPages

STATIC: Final = Path(__file__).parent / "static"


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
            async with calls_erased_in_time(desk.store, crew.settings.keep_days), told_to_systemd():
                yield
        finally:
            desk.close()
            crew.close()

    return lifespan


def _joins_only(connection: HTTPConnection) -> bool:
    """Whether this comes from another machine that may join, but not practise."""
    client = connection.client
    return connection.app.state.lan and not (client and is_here(client.host))


async def _page(request: Request) -> Response:
    if _joins_only(request):
        return RedirectResponse("/join")
    page = FileResponse(STATIC / "index.html")
    if BROWSER not in request.cookies:
        page.set_cookie(BROWSER, secrets.token_urlsafe(24), httponly=True, samesite="strict")
    return page


async def _debrief(request: Request) -> Response:
    visit = request.app.state.desk.visit
    browser = request.cookies.get(BROWSER, "").encode()
    mine = visit is not None and secrets.compare_digest(visit.browser.encode(), browser)
    if not mine or visit.page is None or visit.page.view["call"] != request.path_params["call"]:
        return PlainTextResponse("There is no debrief to show here: hold a call first.", 404)
    return await debrief_response(visit.page.page)


async def _screen(socket: WebSocket) -> None:
    desk: Desk = socket.app.state.desk
    browser = socket.cookies.get(BROWSER)
    if _joins_only(socket):
        await socket.close(POLITE_END)  # Before it is accepted: the answer is a 403.
        return
    await socket.accept()
    if not browser:
        await socket.close(POLITE_END, "open the kiosk's page first, with cookies allowed")
        return
    screen = Screen(socket, browser)

    def take(said: str | bytes) -> None:
        desk.take(screen, said) if isinstance(said, str) else desk.take_sound(screen, said)

    desk.join(screen)
    try:
        await attend(socket, screen, take)
    finally:
        desk.left(screen)
