"""Words as heard become comparable tokens that still know their word."""

import pytest

from kiosk.judging.tokens import run_together, spell_out, tokens_of


@pytest.mark.parametrize(
    ("heard", "compared"),
    [
        ("i'm so sorry", "i am so sorry"),
        ("we'll see what can't be done", "we will see what can not be done"),
        ("that's what you've said", "that is what you have said"),
        ("um i i er i don't know", "i do not know"),
        ("let me let me look", "let me look"),
        ("you're gonna be fine", "you are going to be fine"),
        ("I’m Sorry, madam.", "i am sorry madam"),
        ("you should of said wood you", "you should have said would you"),
        ("i'm not aloud to", "i am not allowed to"),
        ("", ""),
    ],
)
def test_short_forms_hesitations_and_repeats_do_not_hide_what_is_said(heard: str, compared: str) -> None:
    assert " ".join(token.text for token in tokens_of(heard.split())) == compared


def test_every_token_knows_the_word_it_came_from() -> None:
    heard = "um i'm er i'm sorry"
    tokens = tokens_of(heard.split())
    assert [(token.text, token.word) for token in tokens] == [("i", 3), ("am", 3), ("sorry", 4)]


def test_a_word_of_punctuation_alone_is_no_token() -> None:
    assert spell_out("--") == ()


@pytest.mark.parametrize(
    "said", ["i'm not sure we'll manage", "that's why i can't", "you've been told it won't", "they'd have known"]
)
def test_words_in_full_are_put_back_into_the_short_forms_people_say(said: str) -> None:
    assert " ".join(run_together([token.text for token in tokens_of(said.split())])) == said
