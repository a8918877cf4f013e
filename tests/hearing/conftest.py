"""A recogniser that hears exactly what was "said"."""

from pathlib import Path

import pytest
import tonecode

from kiosk.hearing.vosk_engine import VoskRecogniser

SENTENCES = ("i'm really sorry about that", "let me check your order", "thank you for waiting", "hello")


@pytest.fixture(scope="session")
def tone_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = [word for sentence in SENTENCES for word in sentence.split()]
    return tonecode.make_model(tmp_path_factory.mktemp("vosk") / "tones", words)


@pytest.fixture(scope="session")
def tones(tone_model: Path) -> VoskRecogniser:
    return VoskRecogniser(tone_model)
