"""Nobody at the kiosk: it is free again, and nothing is left of whoever was there."""

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from screens.learner_page import Learner

from kiosk.records.store import RecordStore
from kiosk.roleplay.call import Play
from kiosk.roleplay.staging import new_record, stage_scenario
from kiosk.screens.adjustments import Adjustments
from kiosk.screens.bookmark import KEPT, Bookmark, Bookmarks, hashed
from kiosk.screens.crew import Crew
from kiosk.screens.desk import Desk
from kiosk.screens.group import Group
from kiosk.screens.hub import Screen
from kiosk.screens.keeping import calls_erased_in_time
from kiosk.screens.pairing import Pairing
from kiosk.settings import Settings
from kiosk.sound.audio import RATE

pytestmark = pytest.mark.timeout(300)
SOON = 1.5
"""Seconds after which the learner counts as gone: longer than a customer's answer takes here."""


@pytest.fixture
def settings(tmp_path, line_cache):
    return Settings(data=tmp_path / "data", cache=line_cache, pin="4711", model="demo")


@asynccontextmanager
async def desk_of(settings, forget_after):
    store, crew = RecordStore(settings.data), Crew(settings, browser_sound=True)
    crew.start()
    desk = Desk(crew, store, forget_after)
    try:
        yield desk
    finally:
        desk.close()
        crew.close()
        store.close()


@asynccontextmanager
async def somebody_at(desk):
    """A learner who touches the screen until the test has them go."""
    learner = Learner(desk)
    desk.join(learner.screen)

    async def touch():
        while True:
            learner.say(type="awake")
            await asyncio.sleep(SOON / 10)

    learner.touching = asyncio.create_task(touch())
    writing = asyncio.create_task(learner.screen.write())
    learner.say(type="begin")
    await learner.until_step("choose")
    try:
        yield learner
    finally:
        learner.touching.cancel()
        writing.cancel()


async def goes(learner):
    """The learner walks away without a word; the kiosk notices."""
    learner.touching.cancel()
    await learner.until_step("attract")


def test_a_telephone_that_nobody_answers_stops_ringing_though_the_page_plays_each_ring(settings):
    async def visit():
        async with desk_of(settings, SOON) as desk, somebody_at(desk) as learner:
            learner.answers = False
            await learner.begin_call("late-parcel")
            await learner.until_phase("ringing")
            await goes(learner)
            assert desk.visit is None

    asyncio.run(visit())


@pytest.mark.parametrize("lost", ["no microphone any more", "nothing comes from the microphone"])
def test_a_spoken_call_that_stands_still_has_nobody_at_it(settings, lost):
    async def visit():
        async with desk_of(settings, SOON) as desk, somebody_at(desk) as learner:
            await learner.begin_call(replies="spoken")
            await learner.until_phase("listening")
            if lost == "no microphone any more":
                learner.say(type="no microphone", why="It is gone.")
            await goes(learner)
            assert desk.visit is None

    asyncio.run(visit())


def test_a_call_that_a_trainer_paused_and_left_does_not_wait_for_ever(settings):
    async def visit():
        async with desk_of(settings, SOON) as desk:
            group = Group(desk, Pairing(settings.pin), SOON / 10, SOON / 5)
            desk.watched_by(group)
            async with somebody_at(desk) as learner:
                await learner.begin_call(replies="spoken")
                await learner.until_phase("listening")
                remote = Screen(None, group.pairing.join("10.0.0.1", "remote", group.code, settings.pin))
                group.join(remote, "remote")
                group.take(remote, "remote", '{"type": "pause"}')
                await learner.until_phase("paused")
                group.left(remote)
                await goes(learner)
                assert desk.visit is None

    asyncio.run(visit())


def test_a_learner_who_speaks_need_touch_nothing(settings):
    async def visit():
        quick = settings.model_copy(update={"silence": 2.0})
        async with desk_of(quick, SOON) as desk, somebody_at(desk) as learner:
            await learner.begin_call(replies="spoken")
            await learner.until_phase("listening")
            learner.touching.cancel()
            quiet = bytes(2 * RATE // 10)

            async def hear_nothing():
                while True:
                    await asyncio.sleep(0.05)
                    desk.take_sound(learner.screen, quiet)

            hearing = asyncio.create_task(hear_nothing())
            for silent in range(1, 4):  # Each takes the kiosk a second to notice: two of sound.
                await learner.until_phase("listening", silent)
            hearing.cancel()
            assert desk.visit is not None

    asyncio.run(visit())


def test_nobody_comes_back_to_a_call_when_the_time_for_it_is_over(settings, monkeypatch):
    settings.data.mkdir()
    call = Bookmark("call-1", "late-parcel", hashed("browser"), False, "browser", Adjustments())
    late = [0.0]
    monkeypatch.setattr("kiosk.screens.desk.time.monotonic", lambda: late[0])

    async def visit(after):
        late[0] = 0.0
        Bookmarks(settings.data).put(call)
        async with desk_of(settings, 60) as desk:
            asked = []
            desk._come_back = lambda browser, bookmark: asked.append(bookmark)
            late[0] = after
            desk.join(Screen(None, "browser"))
            return asked

    assert asyncio.run(visit(KEPT - 1)) == [call]
    assert asyncio.run(visit(KEPT + 1)) == []


def test_a_learner_who_goes_before_a_word_was_said_leaves_no_call_behind(settings):
    async def visit():
        async with desk_of(settings, 60) as desk, somebody_at(desk) as learner:
            await learner.begin_call()
            await learner.until_phase("listening")
            (begun,) = desk.store.list()
            learner.say(type="leave")
            await until(lambda: not desk.store.list())
            assert not desk.store.folder(begun.id).exists()

    asyncio.run(visit())


def test_what_is_still_being_written_up_when_the_learner_leaves_is_erased_too(settings):
    async def visit():
        async with desk_of(settings.model_copy(update={"keep_days": 0}), 60) as desk, somebody_at(desk) as learner:
            await learner.hold_a_call()
            await learner.until_step("debrief")
            (held,) = desk.store.list()
            writes = desk.visit._after._threads
            learner.say(type="onward")
            learner.say(type="reflect", text="in my own words")
            learner.say(type="leave")
            await until(lambda: not any(thread.is_alive() for thread in writes))
            await until(lambda: not desk.store.list() and not desk.store.folder(held.id).exists())

    asyncio.run(visit())


async def until(holds):
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.05)


def test_a_device_that_is_lost_when_the_call_ends_is_not_spoken_of_afterwards(settings):
    async def visit():
        async with desk_of(settings, 60) as desk, somebody_at(desk) as learner:
            await learner.begin_call()
            await learner.until_phase("listening")
            desk.visit.preparing._note_device("The microphone is gone.")
            learner.say(type="say", text="i'm so sorry about this")
            assert (await learner.until_phase("listening", 1))["preparing"]["device"]
            learner.say(type="end call")
            assert not (await learner.until_step("debrief"))["preparing"]["device"]

    asyncio.run(visit())


def test_a_kiosk_that_is_never_switched_off_erases_calls_when_their_days_are_over(settings):
    now = datetime.now().astimezone()

    def keep(store, days_ago):
        scenario = stage_scenario("late-parcel", settings).scenario
        record = new_record(scenario, Play(scenario, 1), "typed", now - timedelta(days=days_ago))
        store.start_call(record)
        return record.id

    async def run(keep_days):
        store = RecordStore(settings.data)
        try:
            async with calls_erased_in_time(store, keep_days, every=0.05):
                _, younger = keep(store, 31), keep(store, 29)
                if keep_days:
                    await until(lambda: len(store.list()) == 1)
                else:
                    await asyncio.sleep(0.3)
                return younger, [call.id for call in store.list()]
        finally:
            store.erase_all()
            store.close()

    younger, left = asyncio.run(run(30))
    assert left == [younger]
    assert len(asyncio.run(run(0))[1]) == 2, "with no days at all a call is erased when its learner leaves"
