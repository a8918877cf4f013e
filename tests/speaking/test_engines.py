"""The system's own speech is used only where it is asked for, and what is missing is told in one line."""

import contextlib
import sys
from pathlib import Path

import pytest
from pyttsx3.voice import Voice as SystemVoice

from kiosk.errors import MissingPart
from kiosk.speaking.delivery import EspeakDelivery, SystemDelivery
from kiosk.speaking.engines import Engines
from kiosk.speaking.system_engine import voice_id
from kiosk.speaking.voice import style_of
from kiosk.speaking.voice_file import common_moods, find_voice, list_voices
from kiosk.speaking.worker import Worker

VOICES = Path(__file__).parents[2] / "voices"
CUSTOMERS = [voice for voice in list_voices([VOICES]) if voice.name != "learner"]
LEARNER = find_voice("learner", [VOICES])
INSTALLED = [SystemVoice("id-1", "Microsoft Hazel Desktop - English (Great Britain)"), SystemVoice("id-2", "Daniel")]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Windows and macOS have speech of their own")
def test_a_system_without_speech_of_its_own_is_told_in_one_line():
    with pytest.raises(MissingPart, match=r"speech = 'system': there is no .* on .*: take 'speech' out") as caught:
        Engines(system=True)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("platform", "engine", "driver"), [("win32", "SAPI 5", "sapi5"), ("darwin", "NSSpeech", "nsss")]
)
def test_where_it_is_asked_for_every_customer_has_a_voice_of_the_system(monkeypatch, platform, engine, driver):
    monkeypatch.setattr(sys, "platform", platform)
    engines = Engines(system=True)
    for voice in CUSTOMERS:
        assert engines.choose(voice).engine == engine
        delivery = engines.deliver(voice, style_of(voice, "furious", common_moods()))
        assert isinstance(delivery, SystemDelivery)
        assert delivery.driver == driver
        assert delivery.voice in engines.choose(voice).why
        assert delivery.rate > voice.rate
        assert Engines().choose(voice).engine == "eSpeak NG", "nothing is chosen unasked"


def test_the_scripted_learner_stays_with_the_voice_that_the_demo_understands(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    engines = Engines(system=True)
    assert isinstance(engines.deliver(LEARNER, style_of(LEARNER, "neutral", common_moods())), EspeakDelivery)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Windows and macOS have speech of their own")
@pytest.mark.parametrize("driver", ["sapi5", "nsss"])
def test_an_engine_that_does_not_start_is_told_in_one_line(driver):
    with contextlib.closing(Worker()) as worker, pytest.raises(MissingPart, match="does not start") as caught:
        worker.render("Hello there.", SystemDelivery(driver, "Daniel", 160))
    assert "\n" not in str(caught.value)


def test_a_system_voice_is_found_by_the_beginning_of_its_name():
    assert voice_id(INSTALLED, "Microsoft Hazel") == "id-1"
    assert voice_id(INSTALLED, "daniel") == "id-2"


@pytest.mark.parametrize(("voices", "there"), [(INSTALLED, "only Daniel, Microsoft Hazel"), ([], "only none")])
def test_a_system_voice_that_is_not_there_is_told_with_those_that_are(voices, there):
    with pytest.raises(MissingPart, match=f"voice 'Serena': this system does not have it, {there}") as caught:
        voice_id(voices, "Serena")
    assert "\n" not in str(caught.value)
