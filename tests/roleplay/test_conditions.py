"""The language of `when`."""

import pytest

from kiosk.roleplay.conditions import View, parse

SIGNS = ("probe", "offer", "acknowledge", "early offer")
STAGES = ("outburst", "the story")


def holds(text: str, **given: object) -> bool:
    view = {
        "dials": {"heat": 60, "trust": 30, "patience": 50},
        "now": {"offer"},
        "earlier": {"probe": 2},
        "stage": "the story",
        "done": ("outburst",),
        "turn": 3,
    }
    return parse(text, SIGNS, STAGES)(View(**(view | given)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heat at least 60", True),
        ("heat above 60", False),
        ("heat at most 60 and trust below 31", True),
        ("trust at least 90 or patience at most 50", True),
        ("trust at least 90 or patience at most 50 and heat below 1", False),
        ("turn at least 3", True),
        ("hears offer", True),
        ("hears probe", False),
        ("heard probe", True),
        ("heard offer", True),
        ("heard offer before", False),
        ("heard probe before", True),
        ("heard probe at least 2 times", True),
        ("heard probe at least 3 times", False),
        ("heard offer at most 1 time", True),
        ("not heard acknowledge", True),
        ("not hears offer", False),
        ("in the story", True),
        ("in outburst", False),
        ("done outburst and not done the story", True),
        ("  hears   early offer  ", False),
        ("always", True),
    ],
)
def test_says_what_it_says(text: str, expected: bool) -> None:
    assert holds(text) is expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("heard prob", "did you mean 'probe'?"),
        ("in outbrst", "did you mean 'outburst'?"),
        ("heat over 60", "'heat over 60' is not a condition"),
        ("", "'' is not a condition"),
        ("heat at least 60 and", "'' is not a condition"),
        ("__import__('os')", "is not a condition"),
    ],
)
def test_refuses_what_it_does_not_know_and_says_what_was_meant(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r".+") as error:
        parse(text, SIGNS, STAGES)
    assert says in str(error.value)
