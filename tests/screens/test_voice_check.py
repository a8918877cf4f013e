"""The microphone check, and loudness as it is drawn."""

import numpy as np
import pytest

from kiosk.roleplay.staging import new_speaker
from kiosk.screens.levels import FRAMES_A_SECOND, LevelMeter, drawn, level_of, mouth_of
from kiosk.screens.voice_check import DEAD, ENOUGH, LEAST, VoiceCheck
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.recordings import RecordedReplies

READ = "good morning you're through to customer service tell me from the beginning what has happened"


@pytest.fixture(scope="module")
def voice(line_cache):
    """Some six seconds of the learner's voice."""
    with new_speaker(Settings(cache=line_cache)) as speaker:
        return speaker.render(READ, "learner", "neutral")


def check(*clips, on_sound=lambda samples, speech, trouble: None):
    rate = clips[0].rate
    sound = np.concatenate([clip.samples for clip in clips])
    return VoiceCheck(RecordedReplies([AudioClip(sound, rate)]), on_sound).run()


def test_a_voice_that_was_heard_long_enough_gives_a_baseline(voice):
    seen = []
    checked = check(voice, voice, voice, on_sound=lambda samples, speech, trouble: seen.append(speech))
    assert checked.speech == pytest.approx(ENOUGH, abs=0.1)
    assert checked.baseline.level_db == pytest.approx(-20, abs=12)
    assert checked.baseline.pitch_hz > 60
    assert seen == sorted(seen)


def test_a_microphone_that_gives_nothing_is_noticed_after_three_seconds_and_no_earlier(voice):
    dead = AudioClip(np.zeros(voice.rate * 5, np.int16), voice.rate)
    seen = []
    check(dead, voice, on_sound=lambda samples, speech, trouble: seen.append(trouble))
    assert seen.index("no signal") * 0.02 == pytest.approx(DEAD, abs=0.1)
    assert set(seen[int(5.5 / 0.02) : int((5 + voice.seconds) / 0.02) - 1]) == {""}


def test_what_is_wrong_with_the_microphone_is_told_with_the_baseline(voice):
    whole = np.tile(voice.samples, 3)
    room = np.random.default_rng(0).normal(0, 33, voice.rate)
    heard = np.round(np.concatenate([room, whole + np.resize(room, len(whole))])).astype(np.int16)
    loud = np.clip(heard.astype(np.int32) * 30, -32768, 32767).astype(np.int16)
    assert check(AudioClip(heard, voice.rate)).trouble == ""
    assert check(AudioClip(loud, voice.rate)).trouble == "clipped"


def test_too_little_speech_and_silence_give_none(voice):
    short = AudioClip(voice.samples[: voice.rate], voice.rate)
    silence = AudioClip(np.zeros(voice.rate * 40, np.int16), voice.rate)
    assert check(short).baseline is None
    heard = check(silence)
    assert heard.baseline is None
    assert heard.speech < LEAST


def test_levels_reach_from_nothing_at_all_to_full_scale():
    loud = np.full(800, 32767, np.int16)
    assert level_of(loud) == 1
    assert level_of(loud // 1000) == 0
    assert level_of(loud[:0]) == 0
    assert level_of(loud // 4) == drawn(20 * np.log10(0.25))
    assert 0.3 < level_of(loud // 32) < 0.6


def test_the_meter_gives_25_frames_a_second():
    meter = LevelMeter()
    block = np.full(RATE // 50, 1000, np.int16)
    frames = [meter.add(block) for _ in range(50)]
    assert [frame is not None for frame in frames] == [at % 2 == 1 for at in range(50)]


def test_the_mouth_is_shut_in_silence_and_open_widest_where_the_voice_is_loudest():
    step = RATE // FRAMES_A_SECOND
    sound = np.concatenate([np.zeros(step, np.int16), np.full(step, 2000, np.int16), np.full(step, 8000, np.int16)])
    assert mouth_of(AudioClip(sound, RATE)) == [0, 0.5, 1]
    assert mouth_of(AudioClip(sound[:0], RATE)) == []
    assert mouth_of(AudioClip(np.zeros(step * 2, np.int16), RATE)) == [0, 0]
