"""The little language of phrases: what it matches, and how it complains."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadInput
from kiosk.judging.matcher import Matcher
from kiosk.judging.pattern import Choice, Literal, parse
from kiosk.judging.tokens import tokens_of

CLASSES = {"mood": Choice((Literal("cross"), Literal("upset")))}


def found(phrase: str, said: str) -> list[str]:
    """The stretches of `said` that the phrase matches, in compared form."""
    tokens = [token.text for token in tokens_of(said.split())]
    matches = Matcher([parse(phrase, "test:1", CLASSES)]).find(tokens)
    return [" ".join(tokens[match.first : match.last + 1]) for match in matches]


@pytest.mark.parametrize(
    ("phrase", "said", "expected"),
    [
        ("i am sorry", "well i'm sorry now", ["i am sorry"]),
        ("i am (ever) sorry", "i'm ever sorry", ["i am ever sorry"]),
        ("i am (ever) sorry", "i'm sorry", ["i am sorry"]),
        ("i am sorry", "i'm really very sorry", ["i am really very sorry"]),
        ("i am sorry", "i'm not sorry", []),
        ("[ring|get back to] you", "i'll get back to you", ["get back to you"]),
        ("find ... out", "find it all out", ["find it all out"]),
        ("find ...1 out", "find it all out", []),
        ("so {mood}", "so um upset", ["so upset"]),
        ("^ no", "no that is no", ["no"]),
        ("no $", "no that is no", ["no"]),
        ("that [is|was] [fine|$]", "that is", ["that is"]),
        (
            "(a|the) ((very) big) parcel",
            "the very big parcel",
            ["the very big parcel", "very big parcel", "big parcel", "parcel"],
        ),
    ],
)
def test_a_phrase_matches_what_it_says(phrase: str, said: str, expected: list[str]) -> None:
    assert found(phrase, said) == expected


def test_the_longest_form_is_taken_as_evidence() -> None:
    assert found("sorry (about (the) delay)", "sorry about the delay") == ["sorry about the delay"]


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("i am [sorry", "never closes"),
        ("i am sorry]", "stray ']'"),
        ("i {feel", "unmatched '{'"),
        ("so {moood}", "unknown word class 'moood'; known: mood"),
        ("... sorry", "begins or ends with a gap"),
        ("sorry (a) ...3", "begins or ends with a gap"),
        ("(very) (much)", "matches no words"),
        ("^ $", "matches no words"),
        ("a [b|] c", "empty place"),
        ("a ...40 b", "a gap of 40 words"),
        ("um sorry", "never compared"),
        ("", "empty place"),
    ],
)
def test_a_faulty_phrase_is_named_with_its_place_and_fault(phrase: str, fault: str) -> None:
    with pytest.raises(BadInput) as error:
        parse(phrase, "apologise.yaml:7", CLASSES)
    assert str(error.value).startswith(f"apologise.yaml:7: phrase '{phrase}' ")
    assert fault in str(error.value)
    assert "\n" not in str(error.value)


@given(st.text(alphabet="ab ()[]{}|.^$1", max_size=30))
def test_any_text_is_either_a_phrase_or_a_complaint(text: str) -> None:
    try:
        phrase = parse(text, "test:1", CLASSES)
    except BadInput as error:
        assert str(error).startswith("test:1: ")
    else:
        assert phrase.text == text.strip()


def test_hostile_input_does_not_slow_the_matcher_down() -> None:
    phrases = [parse("a ...12 a ...12 a ...12 b", "test:1"), parse("(a|a a|a a a) [a|b] ... (a) c", "test:2")]
    matcher = Matcher(phrases)
    started = time.perf_counter()
    matcher.find(["a", "really"] * 2_500)
    assert time.perf_counter() - started < 5
