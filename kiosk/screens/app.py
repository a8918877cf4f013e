"""The web application: one page, its parts, one WebSocket, and the debrief of the call just held."""

import asyncio
import base64
import hashlib
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan
from starlette.websockets import WebSocket, WebSocketDisconnect

from kiosk.errors import BadInput
from kiosk.screens.crew import Crew
from kiosk.screens.desk import Desk, rubbish
from kiosk.screens.guard import Guard
from kiosk.screens.hub import Screen

STATIC: Final = Path(__file__).parent / "static"
COOKIE: Final = "kiosk_browser"
"""Holds a random secret that tells one browser from another, and nothing about whoever sits at it."""
_POLITE_END: Final = 1008


def make_app(crew: Crew, desk: Desk, host: str) -> Starlette:
    """The application. host: the address it is served on."""
    return Starlette(
        routes=[
            Route("/", _page),
            Route("/calls/{call}/debrief", _debrief),
            WebSocketRoute("/ws", _screen),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, host=host)],
        lifespan=_lifespan(crew, desk),
    )


def _lifespan(crew: Crew, desk: Desk) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.desk = desk
        crew.start()
        try:
            yield
        finally:
            desk.leave()
            crew.close()

    return lifespan


async def _page(request: Request) -> Response:
    page = FileResponse(STATIC / "index.html")
    if COOKIE not in request.cookies:
        page.set_cookie(COOKIE, secrets.token_urlsafe(24), httponly=True, samesite="strict")
    return page


async def _debrief(request: Request) -> Response:
    visit = request.app.state.desk.visit
    mine = visit is not None and secrets.compare_digest(visit.browser, request.cookies.get(COOKIE, ""))
    if not mine or visit.page is None or visit.page.view["call"] != request.path_params["call"]:
        return PlainTextResponse("There is no debrief to show here: hold a call first.", 404)
    page = await asyncio.to_thread(visit.page.page.read_text, "utf-8")
    return HTMLResponse(page, headers={"content-security-policy": _policy_for(page)})


def _policy_for(page: str) -> str:
    """Lets the page have the styles and scripts it was written with, and nothing else."""
    return (
        f"default-src 'none'; style-src {_hashes('style', page)}; script-src {_hashes('script', page)}; "
        "img-src data:; media-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def _hashes(tag: str, page: str) -> str:
    bodies = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.DOTALL)
    digests = (hashlib.sha256(body.encode()).digest() for body in bodies)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"


async def _screen(socket: WebSocket) -> None:
    desk: Desk = socket.app.state.desk
    browser = socket.cookies.get(COOKIE)
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
