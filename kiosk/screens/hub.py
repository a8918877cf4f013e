"""The screens that are connected, and what is sent to them."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from kiosk.errors import BadInput

_ROOM: Final = 64
"""Messages that may wait for one screen. A screen further behind is let go: it comes back and gets the whole state."""
_ROOM_FOR_SOUND: Final = 16
"""Waiting messages from which meter frames are left out: an old level is of no use to anybody."""
_FELL_BEHIND: Final = 1013
POLITE_END: Final = 1008
"""Closes a WebSocket whose other end may not have it, or misuses it."""
_MOST_RUBBISH: Final = 50
BROWSER: Final = "kiosk_browser"
"""Cookie with a random secret that tells one browser from another, and nothing about whoever sits at it."""

Json = Mapping[str, Any]


class Onlooker(Protocol):
    """Whoever looks on while somebody practises: the group."""

    @property
    def code(self) -> str:
        """With which a device may join; empty where none may."""
        ...

    @property
    def leading(self) -> bool:
        """Whether a trainer leads the visit: they say when the machine's marks are shown, and when it is over."""
        ...

    @property
    def away(self) -> bool:
        """Whether the trainer who leads has not been there for so long that nobody need wait for them."""
        ...

    def changed(self) -> None:
        """What the screens show has changed."""
        ...

    def passing(self, message: Json) -> None:
        """A message that all screens of the learner get."""
        ...


class Nobody:
    """No group is there."""

    code = ""
    leading = away = False

    def changed(self) -> None:
        """See Onlooker."""

    def passing(self, message: Json) -> None:
        """See Onlooker."""


class Screen:
    """One connected browser page. Belongs to the event loop."""

    def __init__(self, socket: WebSocket, browser: str) -> None:
        """browser: the secret that the browser holding the page was given."""
        self.browser = browser
        self.rubbish = 0
        """Messages it sent that meant nothing."""
        self._socket = socket
        self._waiting: asyncio.Queue[str | bytes] = asyncio.Queue(_ROOM)
        self._behind = False

    def send(self, message: Json | bytes, *, droppable: bool = False) -> None:
        """Queue a message; a droppable one only while the screen keeps up."""
        if droppable and self._waiting.qsize() >= _ROOM_FOR_SOUND:
            return
        try:
            self._waiting.put_nowait(message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False))
        except asyncio.QueueFull:
            self._behind = True

    async def write(self) -> None:
        """Send what is queued, until the connection ends or the screen falls behind."""
        try:
            while not self._behind:
                message = await self._waiting.get()
                if isinstance(message, bytes):
                    await self._socket.send_bytes(message)
                else:
                    await self._socket.send_text(message)
            await self._socket.close(_FELL_BEHIND)
        except (WebSocketDisconnect, RuntimeError):
            return  # The reader notices the end of the connection, too, and is the one to act on it.


async def attend(socket: WebSocket, screen: Screen, take: Callable[[str | bytes], None]) -> None:
    """Send what is queued for `screen`, and have `take` do what it says, until its connection ends.

    `take` raises BadInput for rubbish; of that a screen is told, and cut off where no mistake explains so much of it.
    """
    writing = asyncio.create_task(screen.write())
    try:
        while (message := await socket.receive())["type"] != "websocket.disconnect":
            try:
                take(message["bytes"] if message.get("bytes") is not None else message.get("text") or "")
            except BadInput as error:
                screen.rubbish += 1
                screen.send({"type": "error", "text": str(error)}, droppable=True)
                if screen.rubbish >= _MOST_RUBBISH:
                    await socket.close(POLITE_END, "too many messages that mean nothing")
                    return
    except WebSocketDisconnect:
        pass  # Pages are closed and reloaded at any time.
    finally:
        writing.cancel()


class Hub:
    """All connected screens. Belongs to the event loop."""

    def __init__(self) -> None:
        self._screens: list[Screen] = []
        self.onlooker: Onlooker = Nobody()

    def join(self, screen: Screen) -> None:
        """Take a new screen in."""
        self._screens.append(screen)

    def left(self, screen: Screen) -> None:
        """A screen has gone."""
        self._screens.remove(screen)

    def sounding(self, browser: str) -> Screen | None:
        """The screen of this browser that hears and is heard: the one opened last."""
        return next((screen for screen in reversed(self._screens) if screen.browser == browser), None)

    def tell(self, browser: str, message: Json, *, droppable: bool = False) -> None:
        """Send to every screen of this browser."""
        self.onlooker.passing(message)
        for screen in self._screens:
            if screen.browser == browser:
                screen.send(message, droppable=droppable)

    def tell_each_of(self, browser: str, make: Callable[[Screen], Json]) -> None:
        """Send every screen of this browser what `make` makes for it."""
        self.onlooker.changed()
        for screen in self._screens:
            if screen.browser == browser:
                screen.send(make(screen))

    def tell_all(self, make: Callable[[Screen], Json]) -> None:
        """Send every screen there is what `make` makes for it."""
        self.onlooker.changed()
        for screen in self._screens:
            screen.send(make(screen))
