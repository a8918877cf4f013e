"""What a performed call needs: voices, the demo's recogniser, two role-plays and a store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.hearing.ear import choose_recogniser
from kiosk.hearing.models import demo_model_path
from kiosk.hearing.recogniser import Recogniser
from kiosk.records.store import RecordStore
from kiosk.roleplay.staging import Staged, new_speaker, stage_scenario
from kiosk.settings import Settings
from kiosk.speaking.speaker import Speaker


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("kiosk")
    return Settings(data=folder / "data", cache=folder / "cache")


@pytest.fixture(scope="module")
def speaker(settings: Settings) -> Iterator[Speaker]:
    with new_speaker(settings) as speaker:
        yield speaker


@pytest.fixture(scope="module")
def recogniser(settings: Settings) -> Recogniser:
    return choose_recogniser(demo_model_path(), (), settings.cache)


@pytest.fixture(scope="module")
def parcel(settings: Settings) -> Staged:
    return stage_scenario("late-parcel", settings)


@pytest.fixture(scope="module")
def kitchen(settings: Settings) -> Staged:
    return stage_scenario("flooded-kitchen", settings)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    store = RecordStore(tmp_path / "data")
    yield store
    store.close()
