"""The telephone: its band, its coding, and the sounds it makes itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kiosk.sound.audio import AudioClip
from kiosk.speaking.call_tones import hang_up, hold_music, ring
from kiosk.speaking.phone import PHONE_RATE, mu_law, phone_line


def tone(hertz: float, rate: int = 22_050, peak: float = 0.2, seconds: float = 1.0) -> AudioClip:
    time = np.arange(round(seconds * rate)) / rate
    return AudioClip((peak * 32_767 * np.sin(2 * np.pi * hertz * time)).astype(np.int16), rate)


def loudness_db(clip: AudioClip) -> float:
    return float(10 * np.log10(np.mean((clip.samples / 32_768) ** 2)))


def share_at(clip: AudioClip, hertz: float) -> float:
    """Share of the clip's power within 5 Hz of `hertz`."""
    power = np.abs(np.fft.rfft(clip.samples)) ** 2
    frequency = np.fft.rfftfreq(len(clip.samples), 1 / clip.rate)
    return float(power[np.abs(frequency - hertz) < 5].sum() / power.sum())


@pytest.mark.parametrize("hertz", [80, 5000, 8000])
def test_what_lies_outside_the_telephone_band_is_taken_away(hertz):
    assert share_at(phone_line(tone(hertz)), hertz) * 10 ** (loudness_db(phone_line(tone(hertz))) / 10) < 1e-4


@pytest.mark.parametrize("hertz", [400, 1000, 3000])
def test_what_lies_inside_it_comes_through(hertz):
    assert share_at(phone_line(tone(hertz)), hertz) > 0.95


def test_loud_stays_louder_than_soft():
    loud, soft = phone_line(tone(1000, peak=0.4)), phone_line(tone(1000, peak=0.14))
    assert loudness_db(loud) - loudness_db(soft) > 4


def test_the_line_is_never_dead_silent():
    quiet = AudioClip(np.zeros(22_050, np.int16), 22_050)
    assert -70 < loudness_db(phone_line(quiet)) < -45


def test_equal_clips_sound_equal_and_an_empty_one_stays_empty():
    assert np.array_equal(phone_line(tone(500)).samples, phone_line(tone(500)).samples)
    assert len(phone_line(AudioClip(np.zeros(0, np.int16), 22_050)).samples) == 0


@given(
    hnp.arrays(np.int16, st.integers(1, 3000)),
    st.sampled_from([8_000, 16_000, 22_050, 44_100, 48_000]),
)
def test_any_clip_keeps_its_rate_and_length(samples, rate):
    heard = phone_line(AudioClip(samples, rate))
    assert heard.rate == rate
    assert heard.samples.dtype == np.int16
    assert len(heard.samples) == len(samples)


@given(hnp.arrays(np.float64, 50, elements=st.floats(-1.5, 1.5)))
def test_mu_law_keeps_sign_and_stays_within_its_step(sound):
    coded = mu_law(sound)
    clipped = np.clip(sound, -1, 1)
    # The steps of a segment are a sixteenth of its size, so the error is at most 1/32 of the value and bias.
    assert np.all(
        np.abs(coded - clipped) <= (np.abs(clipped) + 33 / 8158) / 32 + 1.5 / 8158 + 0.015 * (np.abs(clipped) > 0.98)
    )
    assert np.all(coded * clipped >= 0)
    assert len(np.unique(mu_law(np.linspace(-1, 1, 100_000)))) <= 256


def test_the_ring_is_the_british_double_ring():
    clip = ring(2)
    assert clip.rate == PHONE_RATE
    assert clip.seconds == pytest.approx(6.0)
    assert share_at(clip, 400) + share_at(clip, 450) > 0.9
    assert not clip.samples[round(1.1 * PHONE_RATE) : round(2.9 * PHONE_RATE)].any()


def test_the_hang_up_ends_in_busy_tones():
    clip = hang_up(4)
    assert clip.seconds == pytest.approx(0.08 + 0.25 + 4 * 0.75, abs=0.01)
    assert share_at(AudioClip(clip.samples[-round(0.75 * 4 * PHONE_RATE) :], PHONE_RATE), 400) > 0.8


@pytest.mark.parametrize("seconds", [0.0, 0.5, 9.6, 30.0])
def test_hold_music_lasts_as_long_as_asked_and_never_clips(seconds):
    clip = hold_music(seconds)
    assert clip.seconds == pytest.approx(seconds, abs=0.001)
    assert np.abs(clip.samples).max(initial=0) < 10_000
    assert seconds == 0 or loudness_db(clip) > -40
