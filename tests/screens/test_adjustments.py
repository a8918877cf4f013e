"""What a learner may have changed about a call, and the coach."""

from dataclasses import replace

import pytest

from kiosk.records.store import RecordStore
from kiosk.roleplay.call import Play
from kiosk.roleplay.coaching import stuck, tip_for
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.scenario import WANTED
from kiosk.roleplay.staging import stage_scenario
from kiosk.roleplay.turns import Reply, Spoken
from kiosk.screens.adjustments import Adjustments
from kiosk.settings import Settings

USUAL = {"time": False, "slower": False, "quiet": False, "large": False, "assessment": False, "headset": False}


def choose(screen, roleplay="flooded-kitchen"):
    screen.send(type="begin")
    screen.until_step("choose")
    screen.send(type="choose", roleplay=roleplay)
    screen.until_step("brief")


def opening(screen):
    """Seconds of the customer's first line."""
    screen.send(type="start", replies="typed", microphone="browser")
    seconds = screen.next_of("voice")["seconds"]
    screen.until_phase("listening")
    return seconds


def test_a_slower_customer_takes_longer_for_the_same_words_and_the_record_says_so(kiosk):
    screen = kiosk.screen()
    choose(screen)
    usual = opening(screen)
    screen.send(type="end call")
    screen.until_step("choose")
    screen.send(type="adjust", **{**USUAL, "slower": True, "large": True})
    screen.send(type="choose", roleplay="flooded-kitchen")
    screen.until_step("brief")
    assert screen.state["how"]["slower"]
    slow = opening(screen)
    assert 1.08 < slow / usual < 1.3
    screen.send(type="say", text="i'm so sorry")
    screen.until_phase("listening", 1)
    screen.send(type="end call")
    screen.until_step("debrief")
    store = RecordStore(kiosk.data)
    (call,) = store.list()
    assert store.load(call.id).held_with == ("slower customer", "larger text")
    store.close()


def test_adjustments_last_for_one_visit_and_only_the_text_can_be_changed_in_a_call(kiosk):
    screen = kiosk.screen()
    choose(screen)
    screen.send(type="adjust", **{**USUAL, "time": True})
    opening(screen)
    screen.send(type="adjust", **{**USUAL, "large": True, "slower": True})
    assert screen.until(lambda state: state["how"]["large"])["how"] == {**USUAL, "time": True, "large": True}
    screen.send(type="leave")
    screen.until_step("attract")
    screen.send(type="begin")
    assert screen.until_step("choose")["how"] == USUAL


def test_there_is_a_tip_in_practice_and_none_in_an_assessment(kiosk):
    screen = kiosk.screen()
    choose(screen)
    opening(screen)
    assert screen.state["call"]["tip"]
    screen.send(type="end call")
    screen.until_step("choose")
    screen.send(type="adjust", **{**USUAL, "assessment": True})
    screen.send(type="choose", roleplay="flooded-kitchen")
    screen.until_step("brief")
    opening(screen)
    assert screen.state["call"]["tip"] == ""
    assert not screen.state["call"]["stuck"]


def test_extended_time_gives_longer_pauses_and_nothing_else():
    settings = Settings()
    longer = Adjustments(time=True).settings(settings)
    assert (longer.pause, longer.silence) == (1.5 * settings.pause, 2 * settings.silence)
    assert longer.model_copy(update={"pause": settings.pause, "silence": settings.silence}) == settings
    assert Adjustments().settings(settings) == settings


@pytest.fixture(scope="module")
def parcel():
    return stage_scenario("late-parcel", Settings()).scenario


@pytest.mark.parametrize("want", WANTED)
def test_there_is_a_tip_for_everything_a_stage_may_want(parcel, want):
    assert tip_for(parcel, [want])


def test_a_tip_is_for_the_first_want_that_is_open_and_there_is_none_where_all_are_met(parcel):
    play = Play(parcel)
    wants = play.open_wants(play.open())
    assert wants == parcel.stages[parcel.first_stage].wants
    assert tip_for(parcel, wants) == tip_for(parcel, wants[:1])
    assert tip_for(parcel, ()) == ""


def snapshot(play, kinds):
    state = play.open()
    line = Spoken("Well?", "upset", kinds[-1])
    turns = [play.respond(state, Reply("nothing said"))[1] for _ in kinds[:-1]]
    shown = [
        replace(turn, customer=(Spoken("Well?", "upset", kind),)) for turn, kind in zip(turns, kinds, strict=False)
    ]
    return Snapshot("listening", (line,), "", state.dials, state.mood, state.stage, tuple(shown))


@pytest.mark.parametrize(
    ("kinds", "is_stuck"),
    [
        (["opening"], False),
        (["opening", "press"], False),
        (["opening", "press", "press"], True),
        (["opening", "press", "stage"], False),
        (["opening", "silence", "press"], True),
    ],
)
def test_a_learner_is_stuck_when_the_customer_only_presses_on(parcel, kinds, is_stuck):
    assert stuck(snapshot(Play(parcel), kinds)) == is_stuck


def test_a_choice_stands_while_the_kiosk_still_says_what_it_knew_before(kiosk, open_page):
    page = open_page(kiosk.url)
    boxes = """async () => {
      const { adjustments } = await import("/static/parts/adjustments.js");
      const usual = { time: false, slower: false, quiet: false, large: false, assessment: false, headset: false };
      const sent = [], shown = [];
      let now = 0;
      performance.now = () => now;
      const { element, update } = adjustments(usual, (message) => sent.push(message));
      document.body.append(element);
      const look = () => shown.push([...element.querySelectorAll("input:checked")].map((box) => box.id));
      for (const name of ["time", "large"]) {
        element.querySelector(`#adjust-${name}`).click();
        update(usual);
        look();
      }
      update({ ...usual, time: true, large: true });
      look();
      now = 10_000;
      update(usual);
      look();
      return { sent: sent.map(({ time, large }) => [time, large]), shown };
    }"""
    did = page.evaluate(boxes)
    assert did["sent"] == [[True, False], [True, True]]
    both = ["adjust-time", "adjust-large"]
    assert did["shown"] == [["adjust-time"], both, both, []]
