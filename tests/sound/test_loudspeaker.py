"""The loudspeaker through the real PortAudio, on a virtual sound card."""

import queue
import subprocess
import threading
import time
from contextlib import closing

import numpy as np
import pytest

from kiosk.errors import BadInput, MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.sound.devices import look_again
from kiosk.sound.loudspeaker import Loudspeaker
from kiosk.sound.resample import to_rate

RATE = 48_000
LONG = 15.0


class Ear:
    """Records what the virtual loudspeaker plays."""

    def __init__(self):
        command = ["parec", "--device=virtspk.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1"]
        self.process = subprocess.Popen([*command, "--latency-msec=10"], stdout=subprocess.PIPE)
        self.sound = np.zeros(0, np.int16)
        self.read(0.1)

    def read(self, seconds):
        raw = self.process.stdout.read(round(seconds * RATE) * 2)
        self.sound = np.concatenate([self.sound, np.frombuffer(raw, "<i2")])

    def until_quiet(self, quiet=1.0):
        """All that was played, from the first loud sample to the last."""
        while True:
            self.read(0.1)
            loud = np.flatnonzero(np.abs(self.sound) > 20)
            if len(loud) and len(self.sound) - loud[-1] > quiet * RATE:
                return self.sound[loud[0] : loud[-1] + 1]
            assert len(self.sound) < LONG * RATE, "nothing was heard"

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def ear(sound_card):
    with closing(Ear()) as listening:
        yield listening


@pytest.fixture
def chirp():
    """A rising tone that is loud to its last sample, so that a missing tail or gap shows."""
    at = np.arange(22_050) / 22_050
    sound = 8_000 * np.sin(2 * np.pi * (200 * at + 400 * at**2))
    return AudioClip(np.rint(sound).astype(np.int16), 22_050)


def test_a_sound_arrives_whole_even_if_the_speaker_closes_at_once(ear, chirp):
    with closing(Loudspeaker()) as loudspeaker:
        assert loudspeaker.play(chirp) == pytest.approx(1.0)
    sound = ear.until_quiet()
    assert len(sound) / RATE == pytest.approx(1.0, abs=0.005)
    wanted = to_rate(chirp.samples, 22_050, RATE)
    length = min(len(sound), len(wanted))
    alike = np.corrcoef(sound[: length - 50].astype(float), wanted[: length - 50].astype(float))
    shifted = max(
        np.corrcoef(sound[50 : length - 50], wanted[50 + by : length - 50 + by])[0, 1] for by in range(-50, 50)
    )
    assert max(alike[0, 1], shifted) > 0.98


def test_play_returns_when_the_sound_has_been_heard_and_not_before(sound_card, chirp):
    with closing(Loudspeaker()) as loudspeaker:
        began = time.monotonic()
        loudspeaker.play(chirp)
        took = time.monotonic() - began
    assert 1.0 <= took < 1.5


def test_clips_follow_on_one_stream(ear, chirp):
    with closing(Loudspeaker()) as loudspeaker:
        loudspeaker.play(chirp)
        loudspeaker.play(chirp)
    assert 2.0 <= len(ear.until_quiet()) / RATE < 2.4


def test_stopping_cuts_the_sound_within_50_ms(ear, tone_clip):
    asked = []

    def stop():
        asked.append(time.monotonic())
        return asked[-1] - asked[0] >= 1.0

    with closing(Loudspeaker()) as loudspeaker:
        heard = loudspeaker.play(tone_clip(440, 5.0), stop)
    sound = len(ear.until_quiet()) / RATE
    assert sound <= asked[-1] - asked[0] + 0.05
    assert heard == pytest.approx(sound, abs=0.1)
    assert max(np.diff(asked)) <= 0.05


def test_a_stop_that_is_said_only_once_holds(sound_card, tone_clip):
    answers = iter([False] * 10 + [True])
    with closing(Loudspeaker()) as loudspeaker:
        assert loudspeaker.play(tone_clip(440, 5.0), lambda: next(answers, False)) < 1.0


def test_a_clip_stopped_before_it_begins_makes_no_sound(sound_card, chirp):
    with closing(Loudspeaker()) as loudspeaker:
        assert loudspeaker.play(chirp, lambda: True) == 0.0


def test_closing_from_elsewhere_ends_a_long_clip(sound_card, tone_clip):
    loudspeaker = Loudspeaker()
    heard = queue.Queue()
    playing = threading.Event()

    def stop():
        playing.set()
        return False

    threading.Thread(target=lambda: heard.put(loudspeaker.play(tone_clip(440, 30.0), stop))).start()
    assert playing.wait(LONG)
    loudspeaker.close()
    assert heard.get(timeout=LONG) < 5.0


def test_a_lost_loudspeaker_is_noticed_and_the_clip_goes_on_from_there(sound_card, tone_clip):
    told = []
    began = time.monotonic()

    def stop():
        if not told and time.monotonic() - began > 0.5:
            sound_card("suspend-sink", "virtspk", "1")
        return False

    def trouble(line):
        told.append(line)
        sound_card("suspend-sink", "virtspk", "0")

    with closing(Loudspeaker(on_trouble=trouble)) as loudspeaker:
        assert loudspeaker.play(tone_clip(440, 1.5), stop) == pytest.approx(1.5, abs=0.01)
    assert "no sound comes through" in told[0]
    assert told[1:] == [""]


def test_a_loudspeaker_that_stays_away_ends_the_clip(sound_card, tone_clip):
    with closing(Loudspeaker(patience=1.0)) as loudspeaker:
        sound_card("suspend-sink", "virtspk", "1")
        try:
            with pytest.raises(MissingPart, match="loudspeaker: lost for 1 s: plug it in again"):
                loudspeaker.play(tone_clip(440, 5.0))
        finally:
            sound_card("suspend-sink", "virtspk", "0")


def test_a_restart_for_another_streams_sake_goes_unnoticed(sound_card, chirp):
    told = []
    with closing(Loudspeaker(on_trouble=told.append)) as loudspeaker:
        assert look_again()
        assert loudspeaker.play(chirp) == pytest.approx(1.0)
    assert told == []


def test_the_sound_system_is_not_restarted_while_a_clip_plays(ear, chirp):
    restarted = []
    asked = []

    def stop():
        asked.append(True)
        if len(asked) > 10:
            restarted.append(look_again())
        return False

    with closing(Loudspeaker()) as loudspeaker:
        assert loudspeaker.play(chirp, stop) == pytest.approx(1.0)
    assert len(restarted) > 10
    assert not any(restarted)
    assert len(ear.until_quiet()) / RATE == pytest.approx(1.0, abs=0.005)


def test_an_unknown_name_is_refused_with_the_names_there_are(sound_card):
    with pytest.raises(BadInput, match=r"no sound output called 'xyzzy'.*pulse"):
        Loudspeaker("xyzzy")
