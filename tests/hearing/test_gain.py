"""A microphone that changes its own loudness is noticed, and a room with ordinary noises in it is not taken for one."""

import numpy as np
import pytest
from hearing.sounds import RATE, pcm, quiet, voice

from kiosk.commands.benchmarks.microphones import with_automatic_gain
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.prosody import measure
from kiosk.hearing.utterance import Prosody

ROOM = 1e-3
"""-60 dB: an ordinary quiet room."""


def speech(sentences: int = 3) -> np.ndarray:
    return np.concatenate([quiet(1.0), *[np.concatenate([voice(syllables=8), quiet(1.0)]) for _ in range(sentences)]])


@pytest.mark.parametrize("back_after", [1.0, 3.0])
def test_automatic_gain_is_noticed_and_the_level_is_then_not_told(back_after: float) -> None:
    heard = measure(with_automatic_gain(pcm(speech(), room=ROOM), back_after))
    assert (heard.level_db, heard.unheard) == (None, {"level_db": "automatic gain"})
    assert heard.room_drop_db > 3
    assert heard.pitch_hz == pytest.approx(120, rel=0.01)


@pytest.mark.parametrize("room", [0.0, 3e-5, ROOM, 1e-2])
def test_a_microphone_whose_gain_stays_is_not_taken_for_one(room: float) -> None:
    heard = measure(pcm(speech(), room=room))
    assert heard.unheard == {}
    assert heard.level_db is not None


def test_a_noise_in_the_middle_or_one_that_begins_does_not_pass_for_automatic_gain() -> None:
    sound = pcm(speech(), room=ROOM).astype(np.float64)
    noise = np.random.default_rng(1).normal(0, 1000, len(sound))
    begins, between = sound.copy(), sound.copy()
    begins[4 * RATE :] += noise[4 * RATE :]
    between[3 * RATE + RATE // 4 : 4 * RATE] += noise[3 * RATE + RATE // 4 : 4 * RATE]
    for one in (begins, between):
        assert measure(np.clip(one, -32768, 32767).astype(np.int16)).level_db is not None


def test_one_short_reply_cannot_tell_but_three_together_can() -> None:
    short = measure(with_automatic_gain(pcm(speech(1), room=ROOM)))
    assert short.level_db is not None
    assert short.room_drop_db > 3
    assert Baseline.of([short, short]).level_db == short.level_db
    together = Baseline.of([short, short, short])
    assert (together.level_db, together.unheard) == (None, {"level_db": "automatic gain"})


def test_without_a_silence_before_the_first_word_nothing_is_said_of_the_room() -> None:
    assert measure(pcm(voice(), quiet(0.5))).room_drop_db is None


def test_the_reasons_of_a_baseline_survive_json() -> None:
    base = Baseline.of([Prosody(unheard={"level_db": "clipped"}, rate=4.0, pauses=(0.4,), speech_seconds=3.0)])
    assert base.unheard == {"level_db": "clipped"}
    assert base.longest_pause == 0.4
    assert Baseline.from_json(base.to_json()) == base
