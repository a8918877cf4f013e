"""Small edits of a shipped role-play, each with one flaw: it is found, alone, and its path truly leads there."""

from pathlib import Path

import pytest

from kiosk.roleplay.call import Play
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.proof import prove, replay
from kiosk.settings import shipped

PARCEL = scenario_files([shipped("scenarios")])["late-parcel"]
RESOLVED = "  resolved:\n    outcome: good\n"
TO_RESOLVED = "      - resolved when heat at most 52 and trust at least 42\n"
PLANTED = {
    "a good ending for silence": (
        [(RESOLVED, f"{RESOLVED}    when: heard nothing said at least 2 times\n")],
        ("endings", "resolved"), "(silence) ×2", "resolved",
    ),
    "a mixed ending for silence": (
        [("  settled for now:\n", "  settled for now:\n    when: heard nothing said at least 2 times\n")],
        ("endings", "settled for now"), "(silence) ×2", "settled for now",
    ),
    "a good ending for a list of phrases": (
        [(RESOLVED, f"{RESOLVED}    when: hears read from a script\n")],
        ("endings", "resolved"), "(every helpful phrase at once)", "resolved",
    ),
    "a good ending for saying the same again": (
        [(RESOLVED, f"{RESOLVED}    when: heard said before at least 2 times\n")],
        ("endings", "resolved"), "(the same again) ×2", "resolved",
    ),
    "a good ending for stock phrases": (
        [(RESOLVED, f"{RESOLVED}    when: heard acknowledge and heard own and heard thank\n")],
        ("endings", "resolved"), "acknowledge+apologise → own → thank", "resolved",
    ),
    "a threshold that good practice does not reach": (
        [(TO_RESOLVED, "      - resolved when heat at most 2 and trust at least 99\n")],
        ("stages", "closing"), "acknowledge+apologise → probe → offer+timeline → confirm+log", "settled for now",
    ),
    "a customer without any patience": (
        [("patience: 62}", "patience: 46}"),
         ("    stonewall: {heat: 3}\n", "    stonewall: {heat: 3}\n    nothing said: {patience: -30}\n")],
        ("endings", "hung up"), "(silence)", "hung up",
    ),
    "a trap that no good learner can foresee": (
        [(TO_RESOLVED, "      - settled for now when heard thank\n" + TO_RESOLVED),
         ("hears escalate and heard reason and heard timeline and heard probe and trust at least 35",
          "hears escalate and heard reason and heard timeline and heard probe and not heard thank")],
        ("stages", "outburst"), "thank", None,
    ),
    "a stage that nothing leads to": (
        [("    then: story\n", "    then: solution\n")], ("stages", "story"), "", None,
    ),
    "an ending that nothing leads to": (
        [("heard hostile at least 2 times", "heard hostile at least 41 times")], ("endings", "reported"), "", None,
    ),
    "a call that goes on for ever": (
        [("heat at least 96 or patience at most 0", "heat at least 101 or heard stonewall")],
        ("endings",), "says nothing is never stopped", None,
    ),
    "a reaction to what cannot come any more": (
        [("      acknowledge:\n        upset: \"Yes. Well.", "      early offer:\n        upset: \"Yes. Well.")],
        ("stages", "story", "reacts", "early offer"), "", None,
    ),
    "a reaction to silence": (
        [("    raised_voice:\n", "    nothing said: [\"Well?\"]\n    raised_voice:\n")],
        ("customer", "reacts", "nothing said"), "", None,
    ),
    "a line for a want that is never left over": (
        [("    then: solution\n", "    then: solution\n    misses: {probe or paraphrase: \"You have not asked.\"}\n")],
        ("stages", "story", "misses", "probe or paraphrase"), "", None,
    ),
    "a line for a mood that never holds": (
        [("      furious: \"I'll give it till", "      grateful: \"Thank you.\"\n      furious: \"I'll give it till")],
        ("endings", "settled for now", "says", "grateful"), "", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("flaw", PLANTED)
def test_a_planted_flaw_is_found_alone_and_its_path_leads_there(flaw: str, tmp_path: Path) -> None:
    changes, where, path, ending = PLANTED[flaw]
    text = PARCEL.read_text("utf-8")
    for given, instead in changes:
        assert text.count(given) == 1, f"{given!r} must stand in the file once"
        text = text.replace(given, instead)
    file = tmp_path / "planted.yaml"
    file.write_text(text, "utf-8")
    play = Play(load_scenario(file))
    flaws = list(prove(play))
    assert [one.where for one in flaws] == [where], [one.text for one in flaws]
    assert path in flaws[0].text
    if ending is not None:
        assert replay(play, flaws[0].path).ending == ending
    assert list(prove(play)) == flaws, "the same role-play must give the same proof"
