"""Change of rate: pitch, level and length stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sound.resample import StreamResampler, to_rate


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_a_tone_keeps_its_pitch_its_level_and_its_length(tone, rate):
    sound = to_rate(tone(1_000, 1.0, rate), rate, 16_000)
    assert len(sound) == pytest.approx(16_000, abs=1)
    middle = sound[1_000:15_000].astype(float)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * 16_000 / len(middle) == pytest.approx(1_000, abs=2)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(8_000 / np.sqrt(2), rel=0.01)


def test_what_the_lower_rate_cannot_hold_is_filtered_out(tone):
    assert np.abs(to_rate(tone(12_000, 1.0, 48_000), 48_000, 16_000)[500:-500]).max() <= 8


def test_full_scale_is_clipped_and_does_not_wrap_round():
    square = np.repeat(np.tile(np.array([32767, -32768], np.int16), 50), 100)
    sound = to_rate(square, 44_100, 16_000).astype(int)
    assert np.abs(np.diff(np.sign(sound))).sum() // 2 == 99


def test_silence_stays_silent():
    assert not to_rate(np.zeros(4_410, np.int16), 44_100, 16_000).any()


def test_nothing_and_the_same_rate_come_back_as_they_are(tone):
    sound = tone(440, 0.1)
    assert to_rate(sound, 16_000, 16_000) is sound
    assert len(to_rate(sound[:0], 44_100, 16_000)) == 0
    assert StreamResampler(16_000, 16_000).push(sound) is sound


@given(cuts=st.lists(st.integers(0, 9_000), max_size=8), rate=st.sampled_from([8_000, 44_100, 48_000]))
def test_a_stream_is_the_same_however_it_is_cut(cuts, rate):
    sound = np.random.default_rng(1).normal(0, 3_000, 9_000).astype(np.int16)
    whole = StreamResampler(rate, 16_000).push(sound)
    stream = StreamResampler(rate, 16_000)
    pieces = [stream.push(piece) for piece in np.split(sound, sorted(cuts))]
    joined = np.concatenate(pieces)
    length = min(len(whole), len(joined))
    assert abs(len(whole) - len(joined)) < 1_000
    assert np.abs(joined[:length].astype(int) - whole[:length]).max() <= 1
