"""Hesitations in replies that are truly spoken, through the microphone of the virtual sound card too."""

import subprocess
from contextlib import closing

import numpy as np
import pytest

from kiosk.hearing.ear import recognise_clip
from kiosk.roleplay.ears import SpokenReplies
from kiosk.roleplay.staging import new_completion, new_turn_end, stage_scenario
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.microphone import Microphone
from kiosk.sound.recordings import RecordedReplies
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import write_wav

REPLY = "leave this with me i'll send a second bike by express today and it will be with you by friday"
HESITATION_S = 1.15
"""Longer than the usual pause of 1.0 s."""


@pytest.fixture(scope="module")
def spoken(speaker):
    clip = speaker.render(REPLY, "learner", "neutral")
    return to_rate(clip.samples, clip.rate, RATE)


@pytest.fixture(scope="module")
def hesitant(spoken, recogniser):
    """The reply with a hesitation after its "and"."""
    word = next(word for word in recognise_clip(recogniser, spoken) if word.text == "and")
    at, gap = round((word.end - 0.02) * RATE), np.zeros(round(HESITATION_S * RATE), np.int16)
    return np.concatenate([spoken[:at], gap, spoken[at:]])


def ears(source, settings, recogniser, ruled=True):
    scenario = stage_scenario("late-parcel", settings).scenario
    return SpokenReplies(
        source, recogniser, new_turn_end(settings, scenario), new_completion(settings) if ruled else None
    )


def test_a_hesitation_after_an_open_word_is_waited_out(settings, recogniser, hesitant):
    replies = [AudioClip(hesitant, RATE)]
    cut = ears(RecordedReplies(replies, 3.0), settings, recogniser, ruled=False).hear(lambda words: None)
    whole = ears(RecordedReplies(replies, 3.0), settings, recogniser).hear(lambda words: None)
    assert cut.text.split()[-1] == "and"
    assert whole.text.startswith(cut.text)
    assert whole.text.endswith("by friday")


def test_a_fluent_reply_is_answered_before_the_usual_pause_is_over(settings, recogniser, spoken):
    heard = ears(RecordedReplies([AudioClip(spoken, RATE)], 3.0), settings, recogniser).hear(lambda words: None)
    assert heard.text.endswith("by friday")
    assert (len(heard.samples) - len(spoken)) / RATE < 0.6


@pytest.mark.usefixtures("sound_card")
def test_a_hesitation_is_waited_out_at_a_real_microphone(settings, recogniser, hesitant, tmp_path):
    write_wav(tmp_path / "reply.wav", AudioClip(hesitant, RATE))
    with closing(Microphone("virtmic_in")) as microphone:
        player = None

        def begin(samples):
            nonlocal player
            player = player or subprocess.Popen(["paplay", "--device=virtmic", str(tmp_path / "reply.wav")])

        heard = ears(_Begun(microphone, begin), settings, recogniser).hear(lambda words: None)
        assert player is not None
        assert player.wait(60) == 0
    assert "today and it" in heard.text
    assert heard.text.endswith("by friday")


class _Begun:
    """A source that says when its first sound has come."""

    def __init__(self, source, begin):
        self._source, self._begin = source, begin

    def listen(self):
        for chunk in self._source.listen():
            self._begin(chunk.samples)
            yield chunk

    def finish(self):
        self._source.finish()

    def close(self):
        self._source.close()
