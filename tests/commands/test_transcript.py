"""A call as text."""

from kiosk.commands.transcript import said


def test_a_speaker_whose_name_is_too_long_for_the_margin_stands_above_the_speech() -> None:
    assert said("Danuta (upset)", "Hello.") == "Danuta (upset)        Hello."
    assert said("Ending: believed too much", "It is over.").splitlines() == [
        "Ending: believed too much",
        "                      It is over.",
    ]
