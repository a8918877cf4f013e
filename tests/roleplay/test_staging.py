"""A call put together from the settings."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import BadInput, MissingPart
from kiosk.hearing.ending_sound import EndingSound
from kiosk.hearing.models import demo_model_path
from kiosk.judging.library import load_library
from kiosk.roleplay.call import Play
from kiosk.roleplay.staging import (
    LONGEST_REPLY_S,
    likely_sentences,
    model_folder,
    new_completion,
    new_record,
    new_speaker,
    new_turn_end,
    recogniser_for,
    stage_scenario,
)
from kiosk.settings import Settings, shipped
from kiosk.sound.audio import RATE, Samples
from kiosk.sound.resample import to_rate
from kiosk.yaml_file import Faults


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", cache=tmp_path / "cache")


@pytest.fixture
def installed(settings: Settings) -> Path:
    """A model put there by hand."""
    return Path(shutil.copytree(demo_model_path(), settings.models / "my-model"))


def test_a_role_play_of_ones_own_hides_its_namesake(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = (shipped("scenarios") / "late-parcel.yaml").read_text("utf-8")
    (own / "late-parcel.yaml").write_text(text.replace("title: The parcel for Saturday", "title: Mine"), "utf-8")
    assert stage_scenario("late-parcel", settings.model_copy(update={"scenarios": own})).scenario.title == "Mine"
    assert stage_scenario("late-parcel", settings).scenario.title == "The parcel for Saturday"
    (own / "late-parcel.yaml").write_text(text.replace("voice: danuta", "voice: danutta"), "utf-8")
    with pytest.raises(Faults, match="no voice is called 'danutta': did you mean 'danuta'"):
        stage_scenario("late-parcel", settings.model_copy(update={"scenarios": own}))


def test_without_any_model_recognition_is_basic_and_with_one_it_is_that(settings: Settings) -> None:
    assert model_folder("", settings) is None
    shutil.copytree(demo_model_path(), settings.models / "my-model")
    assert model_folder("", settings) == settings.models / "my-model"
    assert model_folder("basic", settings) is None


def test_a_model_is_named_by_settings_or_by_the_command_and_the_command_wins(
    settings: Settings, installed: Path, tmp_path: Path
) -> None:
    named = settings.model_copy(update={"model": "my-model"})
    assert model_folder("", named) == installed
    assert model_folder("demo", named) == demo_model_path()
    assert model_folder(str(tmp_path), named) == tmp_path
    with pytest.raises(BadInput, match="model 'my-modle': not installed: did you mean 'my-model'"):
        model_folder("my-modle", settings)


def test_a_model_that_was_named_is_never_replaced_in_silence(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="no such folder"):
        recogniser_for(None, str(tmp_path / "gone"), settings)
    (settings.models / "half").mkdir(parents=True)
    with pytest.raises(BadInput, match="not installed"):
        recogniser_for(None, "half", settings)


def test_basic_recognition_is_told_what_this_role_play_is_about(settings: Settings) -> None:
    staged = stage_scenario("late-parcel", settings)
    sentences = set(likely_sentences(staged, settings))
    assert (
        "thank you leave this with me i'll send a second bike by express today and it will be with you by friday"
        in (sentences)
    )
    assert {"number twelve", "order reference", "late delivery promise"} <= sentences
    assert len(sentences) > len(set(likely_sentences(None, settings))) > 1_000
    assert set(load_library().sentences()) <= sentences


def test_a_record_begins_as_the_call_does(settings: Settings) -> None:
    staged = stage_scenario("late-parcel", settings)
    now = datetime(2026, 3, 1, 14, 5, 9, tzinfo=UTC)
    record = new_record(staged.scenario, Play(staged.scenario, seed=7), "vosk x", now)
    assert re.fullmatch(r"20260301-140509-late-parcel-[0-9a-f]{4}", record.id)
    assert (record.started, record.seed, record.engine) == ("2026-03-01T14:05:09+00:00", 7, "vosk x")
    assert record.starts.as_dict() == staged.scenario.customer.starts.model_dump()
    assert (record.turns, record.ending, record.outcome) == ((), None, "unfinished")
    ids = {new_record(staged.scenario, Play(staged.scenario), "x", now).id for _ in range(40)}
    assert len(ids) > 1, "two calls in one second are two calls"


def speech(settings: Settings, seconds: float) -> Samples:
    """A learner who does not stop talking, for at least so long."""
    with new_speaker(settings) as speaker:
        clip = speaker.render("i will tell you all about it and then i go on", "learner", "neutral")
    once = to_rate(clip.samples, clip.rate, RATE)
    return np.tile(once, round(seconds * RATE) // len(once) + 1)


def test_a_reply_may_be_as_long_as_this_customer_bears_it(settings: Settings) -> None:
    staged = stage_scenario("late-parcel", settings)
    interrupts = staged.scenario.customer.interrupts
    assert interrupts is not None
    sound = speech(settings, LONGEST_REPLY_S + 3)
    patient = staged.scenario.model_copy(
        update={"customer": staged.scenario.customer.model_copy(update={"interrupts": None})}
    )
    for scenario, borne in ((staged.scenario, interrupts.after), (patient, LONGEST_REPLY_S)):
        rule = new_turn_end(settings, scenario, only_finished=True)
        events = rule.feed(sound)
        assert rule.over
        assert events[-1].at / RATE == pytest.approx(borne, abs=1.0)


def test_with_extended_time_no_reply_is_taken_as_finished_early(settings: Settings) -> None:
    over = EndingSound(pitch_place=0.0, drop_db=-15.0, lengthening=2.0)
    for pause in (0.5, 1.0, 3.0):
        longer = settings.model_copy(update={"pause": pause})
        assert new_completion(longer, patient=True).wait(over, 5.0, "does that sound fair") == pytest.approx(pause)
    assert new_completion(settings).wait(over, 5.0, "does that sound fair") < 0.5
