"""A trainer who leads and goes away without a word holds nobody up."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from screens.learner_page import Learner

from kiosk.records.store import RecordStore
from kiosk.screens.crew import Crew
from kiosk.screens.desk import Desk
from kiosk.screens.group import Group
from kiosk.screens.hub import Screen
from kiosk.screens.pairing import Pairing
from kiosk.settings import Settings

pytestmark = pytest.mark.timeout(300)
SOON, NEVER = 0.1, 3600.0
"""Seconds."""


@pytest.fixture
def settings(tmp_path, line_cache):
    return Settings(data=tmp_path / "data", cache=line_cache, pin="4711")


@asynccontextmanager
async def kiosk(settings, away_after, leads_for):
    store, crew = RecordStore(settings.data), Crew(settings, browser_sound=True)
    crew.start()
    desk = Desk(crew, store)
    group = Group(desk, Pairing(settings.pin), away_after, leads_for)
    desk.watched_by(group)
    learner = Learner(desk)
    desk.join(learner.screen)
    writing = asyncio.create_task(learner.screen.write())
    try:
        yield learner, group
    finally:
        writing.cancel()
        desk.close()
        crew.close()
        store.close()


def remote(group):
    """A trainer's remote joins."""
    screen = Screen(None, group.pairing.join("10.0.0.1", "remote", group.code, "4711"))
    group.join(screen, "remote")
    return screen


async def held_up(learner, group):
    """A call that a trainer led, and that waits for them; returns their remote."""
    learner.say(type="begin")
    await learner.until_step("choose")
    leads = remote(group)
    assert (await learner.hold_a_call())["held"]
    return leads


def run(settings, away_after, leads_for, course):
    async def whole():
        async with kiosk(settings, away_after, leads_for) as (learner, group):
            await course(learner, group, await held_up(learner, group))

    asyncio.run(whole())


def test_the_marks_are_shown_by_themselves_when_no_remote_has_been_there_for_long(settings):
    async def course(learner, group, leads):
        group.left(leads)
        assert (await learner.until(lambda state: state["trainerAway"]))["held"]
        await learner.until_step("debrief")
        assert not group.leading

    run(settings, SOON, 5 * SOON, course)


def test_a_learner_need_not_wait_for_a_trainer_who_is_away_and_has_to_for_one_who_is_there(settings):
    async def course(learner, group, leads):
        learner.say(type="onward")
        group.left(leads)
        away = await learner.until(lambda state: state["trainerAway"])
        assert (away["step"], away["held"]) == ("writing up", True)
        learner.say(type="onward")
        await learner.until_step("debrief")

    run(settings, SOON, NEVER, course)


def test_a_trainer_who_comes_back_leads_again(settings):
    async def course(learner, group, leads):
        group.left(leads)
        await learner.until(lambda state: state["trainerAway"])
        remote(group)
        assert (await learner.until(lambda state: not state["trainerAway"]))["held"]

    run(settings, SOON, NEVER, course)


def test_a_remote_left_open_from_the_last_visit_does_not_lead_the_next_one(settings):
    async def course(learner, group, leads):
        learner.say(type="leave")
        await learner.until_step("attract")
        learner.say(type="begin")
        assert not (await learner.until_step("choose"))["held"]

    run(settings, NEVER, NEVER, course)
