"""Voice files: the shipped ones load, and a fault is told with its line and a way out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadInput
from kiosk.speaking.delivery import espeak_delivery
from kiosk.speaking.espeak_data import variant_text
from kiosk.speaking.voice import MOODS, Style, Timbre, Voice, style_of
from kiosk.speaking.voice_file import common_moods, find_mood, find_voice, list_voices, load_voice

VOICES = Path(__file__).parents[2] / "voices"
GOOD = """\
about: a test voice
language: gmw/en-US
rate: 160
pitch: [82, 118]
timbre: {gender: male}
"""


def written(folder: Path, text: str, name: str = "test") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_voice_loads_and_says_who_it_is():
    voices = {voice.name: voice for voice in list_voices([VOICES])}
    expected = {"danuta", "gerald", "margaret", "dave", "priya", "brenda", "tyler", "winston", "learner"}
    assert expected <= set(voices)
    assert all(voice.about for voice in voices.values())


def test_shipped_voices_can_be_told_apart():
    traits = [(voice.language, voice.pitch, voice.timbre.formants) for voice in list_voices([VOICES])]
    assert len(set(traits)) == len(traits)


@pytest.mark.parametrize(
    ("line", "replacement", "told"),
    [
        (3, "rate: fast", r"test\.yaml:3:\d+: .*fast"),
        (3, "rate: 5000", r"test\.yaml:3:\d+: .*300.*5000"),
        (3, "rat: 160", r"test\.yaml:3:\d+: 'rat' is not known here: did you mean 'rate'"),
        (4, "pitch: [118, 82]", r"pitch: the lowest \(118 Hz\) must be below the highest \(82 Hz\)"),
        (2, "language: '../../etc/passwd'", r"test\.yaml:2:\d+: .*etc"),
        (5, "timbre: {gender: robot}", r"test\.yaml:5:\d+: .*robot"),
        (1, "name: me", r"test\.yaml:1:\d+: 'name' is not known here"),
        (5, "timbre: {gender: male", r"test\.yaml:\d+:\d+: "),
    ],
)
def test_tells_file_line_and_value_of_a_fault(tmp_path, line, replacement, told):
    lines = GOOD.splitlines()
    lines[line - 1] = replacement
    with pytest.raises(BadInput, match=told):
        load_voice(written(tmp_path, "\n".join(lines)))


def test_refuses_an_unknown_mood_in_a_voice_file(tmp_path):
    with pytest.raises(BadInput, match=r"test\.yaml:6:\d+: .*cross"):
        load_voice(written(tmp_path, GOOD + "moods: {cross: {rate: 1.1}}\n"))


@pytest.mark.parametrize("content", ["", "just words\n", "- a\n- b\n", "42\n"])
def test_refuses_a_file_that_is_no_voice(tmp_path, content):
    with pytest.raises(BadInput, match="a voice file is a list of 'key: value' lines"):
        load_voice(written(tmp_path, content))


def test_an_unknown_voice_is_answered_with_the_nearest_there_is():
    with pytest.raises(BadInput, match=r"voice 'danutta': not found in .*: did you mean 'danuta'"):
        find_voice("danutta", [VOICES])


def test_a_voice_is_only_looked_for_in_the_folders(tmp_path):
    written(tmp_path, GOOD, "outside")
    (tmp_path / "in").mkdir()
    with pytest.raises(BadInput, match="there are none"):
        find_voice("../outside", [tmp_path / "in"])


def test_an_unknown_mood_is_answered_with_the_nearest_there_is():
    with pytest.raises(BadInput, match="mood 'furius': not known: did you mean 'furious'"):
        find_mood("furius")


def test_an_earlier_folder_hides_a_later_ones_namesake(tmp_path):
    written(tmp_path, GOOD, "danuta")
    assert find_voice("danuta", [tmp_path, VOICES]).about == "a test voice"
    assert [voice.about for voice in list_voices([tmp_path, VOICES]) if voice.name == "danuta"] == ["a test voice"]


def test_a_voice_changes_only_what_it_names_of_a_mood(tmp_path):
    voice = load_voice(written(tmp_path, GOOD + "moods: {furious: {rate: 1.3}}\n"))
    common, own = common_moods().furious, style_of(voice, "furious", common_moods())
    assert own.rate == 1.3
    assert own.model_copy(update={"rate": common.rate}) == common
    assert style_of(voice, "calm", common_moods()) == common_moods().calm


def test_neutral_is_the_voice_as_its_file_has_it(tmp_path):
    voice = load_voice(written(tmp_path, GOOD))
    delivery = espeak_delivery(voice, style_of(voice, "neutral", common_moods()))
    assert (delivery.rate, delivery.pitch, delivery.range) == (160, (82, 118), 90)


@given(
    rate=st.integers(80, 300),
    low=st.integers(50, 499),
    span=st.integers(0, 99),
    mood=st.sampled_from(MOODS),
    pitch=st.floats(-12, 12),
    factor=st.floats(0.5, 2),
    gender=st.sampled_from(["female", "male"]),
)
def test_any_voice_in_any_mood_gives_settings_the_engine_takes(rate, low, span, mood, pitch, factor, gender):
    voice = Voice(
        name="any",
        about="any",
        language="gmw/en-US",
        rate=rate,
        pitch=(low, low + 1),
        range=span,
        timbre=Timbre(gender=gender),
        moods={mood: Style(pitch=pitch, rate=factor)},
    )
    delivery = espeak_delivery(voice, style_of(voice, mood, common_moods()))
    assert 80 <= delivery.rate <= 450
    assert 0 <= delivery.range <= 99
    assert 0 < delivery.pitch[0] <= delivery.pitch[1]
    assert variant_text(delivery).isascii()
