"""One learner at a time, forgotten when they have gone."""

import asyncio
import json

import pytest

from kiosk.records.store import RecordStore
from kiosk.screens.crew import Crew
from kiosk.screens.desk import Desk
from kiosk.screens.hub import Screen
from kiosk.settings import Settings, shipped


class Socket:
    """Takes what is sent."""

    def __init__(self):
        self.sent = asyncio.Queue()
        self.closed = None

    async def send_text(self, text):
        await self.sent.put(json.loads(text))

    async def close(self, code):
        self.closed = code


@pytest.fixture
def settings(tmp_path, line_cache):
    return Settings(data=tmp_path / "data", cache=line_cache)


async def until_step(socket, step):
    while True:
        message = await asyncio.wait_for(socket.sent.get(), 60)
        if message.get("step") == step:
            return message


def test_a_learner_who_has_gone_is_forgotten_after_a_while(settings):
    async def visit():
        store, crew = RecordStore(settings.data), Crew(settings, browser_sound=True)
        crew.start()
        desk = Desk(crew, store, forget_after=0.2)
        socket = Socket()
        screen = Screen(socket, "browser")
        writing = asyncio.create_task(screen.write())
        desk.join(screen)
        await until_step(socket, "attract")
        desk.take(screen, '{"type": "begin"}')
        await until_step(socket, "choose")
        assert desk.visit is not None
        await until_step(socket, "attract")
        assert desk.visit is None
        writing.cancel()
        crew.close()
        store.close()

    asyncio.run(visit())


def test_what_a_trainer_changes_in_a_role_play_is_there_at_the_next_touch(settings, tmp_path):
    own = tmp_path / "mine" / "late-parcel.yaml"
    own.parent.mkdir()
    text = (shipped("scenarios") / "late-parcel.yaml").read_text(encoding="utf-8")

    def titles(message):
        return {roleplay["title"] for roleplay in message["roleplays"]}

    async def visits():
        store = RecordStore(settings.data)
        crew = Crew(settings.model_copy(update={"scenarios": own.parent}), browser_sound=True)
        crew.start()
        desk, socket = Desk(crew, store), Socket()
        screen = Screen(socket, "browser")
        writing = asyncio.create_task(screen.write())
        desk.join(screen)
        for changed in (text, text.replace("The parcel for Saturday", "The parcel for Sunday"), "title: [broken"):
            own.write_text(changed, encoding="utf-8")
            desk.take(screen, '{"type": "begin"}')
            yield titles(await until_step(socket, "choose"))
            desk.take(screen, '{"type": "leave"}')
            await until_step(socket, "attract")
        writing.cancel()
        crew.close()
        store.close()

    async def collect():
        return [found async for found in visits()]

    first, second, third = asyncio.run(collect())
    assert "The parcel for Saturday" in first
    assert second == first - {"The parcel for Saturday"} | {"The parcel for Sunday"}
    assert third == first - {"The parcel for Saturday"}


def test_a_screen_that_falls_behind_is_let_go_and_only_meter_frames_are_left_out_before():
    async def flood():
        socket = Socket()
        screen = Screen(socket, "browser")
        for level in range(100):
            screen.send({"type": "level", "level": level}, droppable=True)
        screen.send({"type": "state", "step": "call"})
        writing = asyncio.create_task(screen.write())
        await until_step(socket, "call")
        assert socket.closed is None
        for turns in range(200):
            screen.send({"type": "state", "step": "call", "turns": turns})
        await asyncio.wait_for(writing, 10)
        assert socket.closed == 1013

    asyncio.run(flood())
