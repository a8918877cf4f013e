"""What is heard of the learner while the customer speaks, and where their turn then begins."""

import threading

import numpy as np
import pytest
from sound.said import LOUD, SILENT, Loudness, Said

from kiosk.errors import MissingPart
from kiosk.sound.audio import BLOCK, RATE, AudioChunk
from kiosk.sound.detector import FRAME
from kiosk.sound.listen import LEAD, hear_turn
from kiosk.sound.open_microphone import YIELDS_AFTER, OpenMicrophone
from kiosk.sound.turn_end import TurnEnd


@pytest.fixture
def said():
    source = Said()
    yield source
    source.end()


@pytest.fixture
def microphone(said):
    return OpenMicrophone(said, Loudness())


def rest(microphone, said):
    chunks = microphone.listen()
    said.end()
    return list(chunks)


def test_a_learner_who_speaks_on_over_the_customer_stops_them(said, microphone):
    microphone.overhear()
    said.give(1.0, SILENT)
    assert not microphone.cutting_in()
    said.give(YIELDS_AFTER - 0.04, LOUD)
    assert not microphone.cutting_in()
    said.give(0.12, LOUD)
    assert microphone.cutting_in()


def test_a_short_sound_stops_nobody_but_counts_as_spoken_over_them(said, microphone):
    microphone.overhear()
    said.give(1.0, SILENT)
    said.give(0.4, LOUD)
    said.give(0.22, SILENT)
    assert not microphone.cutting_in()
    said.give(1.0, SILENT)
    rest(microphone, said)
    assert microphone.overlap_s == pytest.approx(0.4, abs=2 * FRAME / RATE)
    assert microphone.ahead_s == 0


def test_the_turn_begins_before_the_first_word_of_who_cut_in(said, microphone):
    microphone.overhear()
    said.give(2.0, SILENT)
    said.give(0.8, LOUD)
    chunks = microphone.listen()
    said.give(0.6, LOUD)
    said.give(1.0, SILENT)
    said.end()
    heard = np.concatenate([chunk.samples for chunk in chunks])
    assert microphone.overlap_s == pytest.approx(0.8, abs=2 * FRAME / RATE)
    assert microphone.ahead_s == pytest.approx(0.8 + LEAD / RATE, abs=2 * FRAME / RATE)
    assert int((heard == LOUD).sum()) == round(1.4 * RATE)
    assert int((heard[:LEAD] == SILENT).sum()) == pytest.approx(LEAD, abs=2 * FRAME)


def test_a_turn_is_heard_as_one_however_much_of_it_was_spoken_over_the_customer(said, microphone):
    microphone.overhear()
    said.give(1.0, SILENT)
    said.give(0.6, LOUD)
    heard = []
    listening = threading.Thread(target=lambda: heard.append(hear_turn(microphone, TurnEnd(Loudness(), 0.5))))
    listening.start()
    said.give(0.4, LOUD)
    with said._changed:
        said._given += [AudioChunk(np.zeros(BLOCK, np.int16), 0) for _ in range(60)]
        said._changed.notify_all()
    listening.join(30)
    (turn,) = heard
    assert turn.speech_end - turn.speech_start == pytest.approx(1.0, abs=2 * FRAME / RATE)
    assert turn.speech_start == pytest.approx(0.5, abs=2 * FRAME / RATE)


def test_who_had_not_finished_stops_the_customer_and_has_not_cut_in(said, microphone):
    microphone.overhear()
    said.give(0.4, SILENT)
    said.give(0.8, LOUD)
    assert microphone.cutting_in()
    microphone.listen()
    assert microphone.overlap_s == 0
    assert microphone.ahead_s == pytest.approx(1.2, abs=2 * FRAME / RATE)


def test_who_waits_has_a_turn_that_begins_now(said, microphone):
    microphone.overhear()
    said.give(3.0, SILENT)
    chunks = microphone.listen()
    said.give(0.5, SILENT)
    said.end()
    got = list(chunks)
    assert sum(len(chunk.samples) for chunk in got) == round(0.5 * RATE)
    assert [chunk.start for chunk in got[:3]] == [0, BLOCK, 2 * BLOCK]
    assert (microphone.overlap_s, microphone.ahead_s) == (0, 0)


def test_what_was_finished_beside_the_customers_line_ends_no_turn(said, microphone):
    microphone.overhear()
    said.give(1.0, SILENT)
    said.give(0.6, LOUD, finished=True)
    assert not any(chunk.finished for chunk in rest(microphone, said))


def test_a_listener_who_falls_behind_is_told_that_sound_is_missing(said, microphone):
    microphone.overhear()
    chunks = microphone.listen()
    said.give(7.0, LOUD)
    before = [next(chunks) for _ in range(round(5.0 * RATE / BLOCK))]
    said.give(0.5, LOUD)
    said.end()
    assert not any(chunk.lost for chunk in before)
    assert any(chunk.lost for chunk in chunks)


def test_a_device_that_goes_is_told_to_who_listens(said, microphone):
    microphone.overhear()
    said.give(0.2, SILENT)
    chunks = microphone.listen()
    said.end(MissingPart("microphone: gone"))
    with pytest.raises(MissingPart, match="gone"):
        list(chunks)


def test_without_a_line_it_listens_as_any_source(said, microphone):
    chunks = microphone.listen()
    said.end()
    assert list(chunks) == []
    assert not microphone.cutting_in()


def test_a_line_given_up_is_listened_to_no_more(said, microphone):
    microphone.overhear()
    said.give(1.0, LOUD)
    microphone.stop_overhearing()
    assert not microphone.cutting_in()
    assert rest(microphone, said) == []
    assert microphone.overlap_s == 0
