"""What reaches the engine is words: nothing that it obeys, and never nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadInput
from kiosk.speaking.spoken_text import MAX_CHARACTERS, spoken_text


@pytest.mark.parametrize(
    "text",
    ["", "   ", "…?!", "😀👍🏽", "\n\t", "\u200b\u200d\ufeff", "---", "<>", "\x01\x02"],
    ids=ascii,
)
def test_refuses_what_nobody_can_say_in_one_line(text):
    with pytest.raises(BadInput, match="nothing in it can be spoken: write at least one word") as caught:
        spoken_text(text)
    assert "\n" not in str(caught.value)


def test_refuses_a_line_that_is_too_long_and_says_how_long_it_is():
    with pytest.raises(BadInput, match=r"10000 characters: 2000 at most"):
        spoken_text("word " * 2000)


def test_refuses_a_word_of_which_the_engine_would_leave_a_part_out():
    with pytest.raises(BadInput, match="40 letters or digits in a row: 30 at most"):
        spoken_text("my number is " + "1" * 40)


def test_keeps_what_is_said_and_drops_what_is_not():
    assert spoken_text("  It's £20, 5% off \n at 20°C 😀! ") == "It's £20, 5% off at 20°C !"


def test_takes_out_the_control_character_that_begins_an_engine_command():
    assert spoken_text("hello \x0199P there\x00") == "hello 99P there"


@given(st.text(max_size=MAX_CHARACTERS + 10))
def test_gives_clean_text_or_a_one_line_refusal(text):
    try:
        said = spoken_text(text)
    except BadInput as refusal:
        assert "\n" not in str(refusal)
        return
    assert any(character.isalnum() for character in said)
    assert said == " ".join(said.split())
    assert not any(unicodedata.category(character).startswith("C") for character in said)
    assert spoken_text(said) == said
