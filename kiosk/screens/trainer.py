"""The trainer's page: every kept call, behind the PIN."""

import asyncio
import json
import tempfile
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kiosk.errors import BadInput, KioskError
from kiosk.records.pack import Bare, Pack, write_bare, write_pack
from kiosk.records.store import RecordStore
from kiosk.roleplay.staging import stage_scenario
from kiosk.screens.debrief_page import debrief_response
from kiosk.screens.desk import Desk
from kiosk.screens.pin_gate import PinGate
from kiosk.settings import Settings

COOKIE: Final = "kiosk_trainer"
_PAGE: Final = Path(__file__).parent / "static" / "trainer.html"
_LONGEST_BODY: Final = 1000
"""Bytes of a request's body; a PIN is all that is ever sent."""
_SHUT: Final = 'No PIN is set, so this page is shut: write pin = "…" (4 to 8 digits) into kiosk.toml.'

Answer = Callable[[Request], Awaitable[Response]]


class TrainerPages:
    """The routes under /trainer. Belongs to the event loop; disk work is done in threads."""

    def __init__(self, settings: Settings, store: RecordStore, desk: Desk) -> None:
        self._settings, self._store, self._desk = settings, store, desk
        self._gate = PinGate(settings.pin) if settings.pin else None

    def routes(self) -> list[Route]:
        """What to add to the application."""
        if self._gate is None:
            return [Route("/trainer{rest:path}", _shut, methods=["GET", "POST"])]
        post = ["POST"]
        return [
            Route("/trainer", _page),
            Route("/trainer/inside", self._told(self._inside)),
            Route("/trainer/enter", self._told(self._enter), methods=post),
            Route("/trainer/out", self._told(self._out), methods=post),
            Route("/trainer/calls", self._told(self._known(self._list))),
            Route("/trainer/calls/{call}/debrief", self._told(self._known(self._debrief))),
            Route("/trainer/calls/{call}/pack", self._told(self._known(self._pack))),
            Route("/trainer/calls/{call}/erase", self._told(self._known(self._erase)), methods=post),
            Route("/trainer/end-visit", self._told(self._known(self._end_visit)), methods=post),
        ]

    def _told(self, answer: Answer) -> Answer:
        """`answer`, with what goes wrong told in one line. Whatever changes something must come from a page of ours."""

        async def run(request: Request) -> Response:
            # The guard has refused foreign origins; a form elsewhere could still send none at all.
            if request.method == "POST" and "origin" not in request.headers:
                return PlainTextResponse("Only the kiosk's own page may ask for this.", 403)
            try:
                return await answer(request)
            except KioskError as error:
                return PlainTextResponse(str(error), 400)

        return run

    def _known(self, answer: Answer) -> Answer:
        """`answer`, for trainers who have given the PIN."""

        async def run(request: Request) -> Response:
            if self._gate is None or not self._gate.inside(request.cookies.get(COOKIE, "")):
                return PlainTextResponse("Give the PIN first.", 401)
            return await answer(request)

        return run

    async def _inside(self, request: Request) -> Response:
        return JSONResponse(self._gate is not None and self._gate.inside(request.cookies.get(COOKIE, "")))

    async def _enter(self, request: Request) -> Response:
        if self._gate is None:
            return await _shut(request)
        address = request.client.host if request.client else ""
        secret = self._gate.enter(_pin_in(await _body(request)), address)
        inside = PlainTextResponse("")
        inside.set_cookie(COOKIE, secret, path="/trainer", httponly=True, samesite="strict")
        return inside

    async def _out(self, request: Request) -> Response:
        if self._gate is not None:
            self._gate.leave(request.cookies.get(COOKIE, ""))
        outside = PlainTextResponse("")
        outside.delete_cookie(COOKIE, path="/trainer", httponly=True, samesite="strict")
        return outside

    async def _list(self, request: Request) -> Response:
        calls = await asyncio.to_thread(self._store.list)
        return JSONResponse({"calls": [asdict(call) for call in calls], "visit": self._desk.visit is not None})

    async def _debrief(self, request: Request) -> Response:
        call = request.path_params["call"]
        pack = await asyncio.to_thread(self._write, call, self._store.folder(call))
        if isinstance(pack, Bare):
            raise BadInput("The role-play of this call is not there any more: export it, and read its record.")
        return await debrief_response(pack.page)

    async def _pack(self, request: Request) -> Response:
        call = request.path_params["call"]
        file = await asyncio.to_thread(self._zip, call)
        gone = BackgroundTask(file.unlink)
        return FileResponse(file, media_type="application/zip", filename=f"{call}.zip", background=gone)

    async def _erase(self, request: Request) -> Response:
        await asyncio.to_thread(self._store.erase, request.path_params["call"])
        return PlainTextResponse("")

    async def _end_visit(self, request: Request) -> Response:
        self._desk.leave()
        return PlainTextResponse("")

    def _write(self, call: str, folder: Path) -> Pack | Bare:
        record = self._store.load(call)
        try:
            scenario = stage_scenario(record.scenario, self._settings).scenario
        except BadInput:
            return write_bare(self._store, call, folder)
        return write_pack(self._store, scenario, call, folder)

    def _zip(self, call: str) -> Path:
        pack = self._write(call, self._store.folder(call))
        page = pack.page if isinstance(pack, Pack) else None
        with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as out, zipfile.ZipFile(out, "w") as packed:
            for file in (page, pack.record, pack.sound):
                if file is not None:
                    packed.write(file, f"{call}/{file.name}", zipfile.ZIP_DEFLATED)
        return Path(out.name)


async def _page(request: Request) -> Response:
    return FileResponse(_PAGE)


async def _shut(request: Request) -> Response:
    return PlainTextResponse(_SHUT, 404)


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_BODY:
            raise BadInput(f"more than {_LONGEST_BODY} bytes: send a PIN and nothing else")
    return body


def _pin_in(body: bytes) -> str:
    try:
        given: Any = json.loads(body)
    except (ValueError, RecursionError):
        given = None
    pin = given.get("pin") if isinstance(given, dict) else None
    if not isinstance(pin, str):
        raise BadInput('no PIN: send {"pin": "…"}')
    return pin
