"""The microphone through the real PortAudio, on a virtual sound card."""

import queue
import subprocess
from contextlib import closing

import numpy as np
import pytest

from kiosk.errors import BadInput, MissingPart
from kiosk.sound.audio import BLOCK, RATE
from kiosk.sound.devices import list_devices
from kiosk.sound.microphone import Microphone
from kiosk.sound.wav import write_wav

LONG = 15.0
"""Seconds after which something that should have been heard never will be."""


@pytest.fixture
def speak(sound_card, tmp_path):
    """Plays a clip into the virtual microphone and goes on at once."""
    players = []

    def start(clip):
        path = tmp_path / f"{len(players)}.wav"
        write_wav(path, clip)
        players.append(subprocess.Popen(["paplay", "--device=virtmic", str(path)]))

    yield start
    for player in players:
        player.kill()
        player.wait()


def heard(chunks, wanted):
    """The sound from the first loud chunk on, `wanted` seconds of it."""
    kept = []
    for chunk in chunks:
        if kept or np.abs(chunk.samples).max(initial=0) > 100:
            kept.append(chunk.samples)
        if len(kept) * BLOCK >= wanted * RATE or chunk.start > LONG * RATE:
            break
    return np.concatenate(kept)


def test_a_tone_arrives_with_its_pitch_and_its_level(speak, tone_clip):
    with closing(Microphone("virtmic_in")) as microphone:
        chunks = microphone.listen()
        speak(tone_clip(440, 2.0))
        sound = heard(chunks, 1.5)[RATE // 4 :]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(spectrum) * RATE / len(sound) == pytest.approx(440, abs=2)
    level_db = 20 * np.log10(np.sqrt(np.mean(sound.astype(float) ** 2)) / (8_000 / np.sqrt(2)))
    assert level_db == pytest.approx(0, abs=0.5)


def test_chunks_are_20_ms_and_follow_on_without_a_gap(sound_card):
    with closing(Microphone("virtmic_in")) as microphone:
        chunks = [chunk for chunk, _ in zip(microphone.listen(), range(50), strict=False)]
    assert [chunk.start for chunk in chunks] == [BLOCK * i for i in range(50)]
    assert {len(chunk.samples) for chunk in chunks} == {BLOCK}
    assert not any(chunk.lost for chunk in chunks)


def test_finish_marks_a_chunk_at_once(sound_card):
    with closing(Microphone("virtmic_in")) as microphone:
        chunks = microphone.listen()
        next(chunks)
        microphone.finish()
        assert any(chunk.finished for chunk, _ in zip(chunks, range(10), strict=False))


def test_closing_ends_the_listening(sound_card):
    microphone = Microphone("virtmic_in")
    chunks = microphone.listen()
    next(chunks)
    microphone.close()
    assert len(list(chunks)) < 50


def test_a_lost_microphone_is_noticed_and_got_back(sound_card):
    told = queue.Queue()
    with closing(Microphone("virtmic_in", on_trouble=told.put)) as microphone:
        chunks = microphone.listen()
        next(chunks)
        sound_card("suspend-source", "kioskmic", "1")
        assert "no sound comes through" in told.get(timeout=LONG)
        sound_card("suspend-source", "kioskmic", "0")
        assert told.get(timeout=LONG) == ""
        assert any(chunk.lost for chunk, _ in zip(chunks, range(100), strict=False))


def test_a_microphone_that_stays_away_ends_the_turn_and_may_come_back_later(sound_card):
    told = queue.Queue()
    modules = sound_card("list", "short", "modules").splitlines()
    remap = next(line.split()[0] for line in modules if "remap" in line)

    def trouble(line):
        if line:
            sound_card("unload-module", remap)
        told.put(line)

    with closing(Microphone("virtmic_in", on_trouble=trouble, patience=1.0)) as microphone:
        chunks = microphone.listen()
        next(chunks)
        sound_card("suspend-source", "kioskmic", "1")
        try:
            with pytest.raises(MissingPart, match="lost for 1 s: plug it in again"):
                list(chunks)
        finally:
            sound_card("load-module", "module-remap-source", "master=virtmic.monitor", "source_name=kioskmic")
            sound_card("set-default-source", "kioskmic")
        assert "no sound comes through" in told.get(timeout=LONG)
        assert told.get(timeout=LONG) == ""
        assert next(microphone.listen()).start == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_screen_that_fails_to_show_the_trouble_does_not_leave_the_listener_waiting(sound_card):
    def broken(line):
        raise ZeroDivisionError(line)

    with closing(Microphone("virtmic_in", on_trouble=broken)) as microphone:
        chunks = microphone.listen()
        next(chunks)
        sound_card("suspend-source", "kioskmic", "1")
        try:
            with pytest.raises(MissingPart, match="its watch broke"):
                list(chunks)
        finally:
            sound_card("suspend-source", "kioskmic", "0")


def test_a_misspelt_name_is_refused_with_the_nearest_one(sound_card):
    with pytest.raises(BadInput, match=r"no sound input called 'virtmik_in': did you mean 'virtmic_in'\?"):
        Microphone("virtmik_in")


def test_the_devices_are_listed_with_their_own_rate(sound_card):
    found = {device.name: device for device in list_devices()}
    assert found["virtmic_in"].inputs > 0
    assert found["virtmic_in"].rate >= 8_000
    assert sum(device.default_input for device in found.values()) == 1
