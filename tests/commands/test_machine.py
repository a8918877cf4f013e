"""What a kiosk's machine is asked about: models, voices, doctor, bench."""

import json
import wave

import pytest

CLOSED = "http://127.0.0.1:9"
"""A port where nobody answers: there is no net."""


def test_what_can_hear_is_listed_and_what_is_used_is_marked(kiosk):
    ran = kiosk("models")
    assert ran.status == 0
    assert [line.split()[:2] for line in ran.lines if line.startswith("*")] == [["*", "basic"]]
    assert "demo" in ran.text


@pytest.mark.parametrize("name", [[], ["vosk-model-en-us-0.22"]])
def test_without_a_net_an_install_is_one_line_with_the_way_round_it(kiosk, name):
    proxies = {"http_proxy": CLOSED, "https_proxy": CLOSED, "no_proxy": "", "HTTP_PROXY": CLOSED, "HTTPS_PROXY": CLOSED}
    line = kiosk.refused("models", "install", *name, status=3, **proxies)
    assert "(Connection refused)" in line
    assert "on a machine with a net download" in line
    assert kiosk("models").text.count("vosk-model") == 0, "nothing half installed is listed"


def test_voices_are_listed_and_one_can_be_tried(kiosk):
    ran = kiosk("voices")
    assert ran.status == 0
    assert {"danuta", "gerald", "learner"} <= {line.split()[0] for line in ran.lines}
    ran = kiosk(
        "voices", "try", "danuta", "I've been waiting an hour", "--mood", "furious", "--phone", "--out", "a.wav"
    )
    assert ran.status == 0, ran.err
    with wave.open(str(kiosk.folder / "a.wav")) as file:
        assert file.getnframes() / file.getframerate() > 0.7


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["danutta", "hello"], 2, "danutta"),
        (["danuta", "hello", "--mood", "furios"], 2, "furious"),
        (["danuta", "…"], 2, "nothing in it can be spoken"),
        (["danuta", "hello", "--out", "/dev/null/a.wav"], 3, "/dev/null/a.wav: cannot be written"),
    ],
)
def test_what_cannot_be_said_is_one_line(kiosk, words, status, says):
    assert says in kiosk.refused("voices", "try", *words, status=status)


def test_the_doctor_looks_at_every_part_and_finds_this_machine_well(kiosk):
    ran = kiosk("doctor", "--no-sound")
    parts = {line.split("  ")[0] for line in ran.lines if not line.startswith(" ")}
    assert {
        "program",
        "data folder",
        "cache folder",
        "records",
        "role-plays",
        "voices",
        "recogniser",
        "address",
    } <= parts
    assert ("FAULT" in ran.text) == (ran.status == 1)
    assert "Traceback" not in ran.err


def test_the_doctor_gives_a_remedy_for_each_fault_and_goes_on(kiosk):
    (kiosk.folder / "file").write_text("not a folder")
    ran = kiosk("doctor", "--no-sound", KIOSK_DATA=kiosk.folder / "file" / "here")
    assert ran.status == 1
    assert "data folder    FAULT" in ran.text
    assert "→ give it room or rights, or name another folder" in ran.text
    assert "voices         ok" in ran.text


def test_bench_measures_against_the_budget(kiosk):
    ran = kiosk("bench", "start", "--json")
    assert ran.status == 0, ran.err
    figures = [json.loads(line) for line in ran.lines]
    assert figures
    assert all("budget" in figure for figure in figures)


def test_bench_names_its_parts(kiosk):
    refused = kiosk.refused("bench", "juding", status=2)
    assert "choose from call, turns, start, screen, judging, tone, hearing" in refused
    assert "no such folder" in kiosk.refused("bench", "judging", "--data", "no-such", status=2)
