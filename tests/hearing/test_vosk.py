"""Vosk hears exactly what was said, whole, with times that can be trusted, and its faults come as one line."""

import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import tonecode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import BadInput, MissingPart
from kiosk.hearing.ear import choose_recogniser, recognise_clip, utterance_from
from kiosk.hearing.models import check_model, demo_model_path
from kiosk.hearing.vosk_engine import VoskRecogniser

WORDS = ["really", "sorry", "about", "that", "let", "me", "check", "your", "order", "thank", "you", "hello"]


def text(words: tuple) -> str:
    return " ".join(word.text for word in words)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join))
def test_every_word_is_heard_in_order_with_rising_times(tones: VoskRecogniser, said: str) -> None:
    sound = tonecode.render(said)
    words = recognise_clip(tones, sound)
    assert text(words) == said
    assert all(0 <= word.start < word.end <= len(sound) / 16_000 for word in words)
    assert all(one.end <= two.start + 1e-6 for one, two in pairwise(words))
    assert all(0 <= word.confidence <= 1 for word in words)


def test_nothing_is_lost_over_long_pauses(tones: VoskRecogniser) -> None:
    # In each pause Vosk closes a result of its own; only gathering all of them keeps the first words.
    pause = np.zeros(3 * 16_000, np.int16)
    parts = [
        tonecode.render("i'm really sorry"),
        pause,
        tonecode.render("let me check"),
        pause,
        tonecode.render("hello"),
    ]
    words = recognise_clip(tones, np.concatenate(parts))
    assert text(words) == "i'm really sorry let me check hello"
    second = (len(parts[0]) + len(pause)) / 16_000
    assert second < words[3].start < second + 1


def test_a_partial_holds_the_words_before_a_pause_too(tones: VoskRecogniser) -> None:
    stream = tones.stream()
    assert stream.partial() == ""
    stream.accept(np.concatenate([tonecode.render("hello"), np.zeros(3 * 16_000, np.int16)]))
    stream.accept(tonecode.render("thank you for"))
    assert stream.partial().startswith("hello thank")
    assert text(stream.finish()) == "hello thank you for"


@pytest.mark.parametrize("size", [1, 7, 160, 320, 100_000])
def test_the_size_of_the_chunks_does_not_matter(tones: VoskRecogniser, size: int) -> None:
    sound = tonecode.render("thank you")
    stream = tones.stream()
    for start in range(0, len(sound), size):
        stream.accept(sound[start : start + size])
    stream.accept(sound[:0])
    assert text(stream.finish()) == "thank you"


def test_two_threads_with_a_stream_each_do_not_disturb_one_another(tones: VoskRecogniser) -> None:
    said = ["i'm really sorry about that", "let me check your order"]
    heard: dict[str, str] = {}

    def hear(sentence: str) -> None:
        heard[sentence] = text(recognise_clip(tones, tonecode.render(sentence)))

    threads = [threading.Thread(target=hear, args=(sentence,)) for sentence in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert heard == {sentence: sentence for sentence in said}


def test_a_stream_used_from_a_second_thread_is_refused_before_vosk_ends_the_process(tones: VoskRecogniser) -> None:
    stream = tones.stream()
    stream.accept(tonecode.render("hello"))
    errors: list[str] = []

    def intrude() -> None:
        try:
            stream.partial()
        except RuntimeError as error:
            errors.append(str(error))

    thread = threading.Thread(target=intrude)
    thread.start()
    thread.join(60)
    assert len(errors) == 1
    assert "give every thread a stream of its own" in errors[0]
    assert text(stream.finish()) == "hello"


def test_an_ended_stream_says_so(tones: VoskRecogniser) -> None:
    stream = tones.stream()
    assert stream.finish() == ()
    with pytest.raises(RuntimeError, match="has ended"):
        stream.accept(tonecode.render("hello"))


def test_silence_gives_no_words(tones: VoskRecogniser) -> None:
    assert recognise_clip(tones, np.zeros(2 * 16_000, np.int16)) == ()


def test_the_demo_model_loads_and_hears_nothing_in_noise() -> None:
    demo = VoskRecogniser(demo_model_path())
    noise = np.random.default_rng(0).normal(0, 300, 3 * 16_000).astype(np.int16)
    assert recognise_clip(demo, noise) == ()


def test_an_utterance_carries_words_prosody_and_engine(tones: VoskRecogniser) -> None:
    sound = tonecode.render("thank you for waiting")
    heard = utterance_from(recognise_clip(tones, sound), sound, tones.name, response_s=0.4, overlap_s=0.1, cut=True)
    assert (heard.text, heard.engine) == ("thank you for waiting", "vosk tones")
    assert (heard.response_s, heard.overlap_s, heard.cut) == (0.4, 0.1, True)
    assert heard.prosody is not None


def test_a_missing_folder_is_a_missing_part(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"gone: no such folder; install one with `kiosk models install`"):
        choose_recogniser(tmp_path / "gone", [], tmp_path)


def test_the_folder_above_the_model_is_told_apart(tone_model: Path) -> None:
    with pytest.raises(BadInput, match=r"did you mean .*tones\?"):
        check_model(tone_model.parent)


def test_a_damaged_model_is_one_line(tmp_path: Path) -> None:
    broken = tonecode.make_model(tmp_path / "broken", ["hello"])
    (broken / "am/final.mdl").write_bytes(b"not a model")
    with pytest.raises(BadInput, match="install it again") as caught:
        VoskRecogniser(broken)
    assert "\n" not in str(caught.value)
