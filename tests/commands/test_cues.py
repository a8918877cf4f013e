"""`kiosk cues`: JSON lines in, JSON lines out, in UTF-8 whatever the terminal speaks."""

import json

import pytest

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def test_each_reply_gets_its_cues_and_the_words_behind_them(kiosk):
    given = lines(
        {"id": "é1", "reply": "i'm sorry about this", "situation": "It’s broken!"},
        {"id": 2, "reply": "the weather in köln"},
        {"id": 3, "reply": ""},
    )
    ran = kiosk("cues", given=given, **ASCII)
    assert (ran.status, ran.err) == (0, "")
    first, second, third = [json.loads(line) for line in ran.lines]
    assert all(set(one) == {"id", "cues", "evidence"} for one in (first, second, third))
    assert first == {"id": "é1", "cues": ["apologise"], "evidence": {"apologise": "i'm sorry about this"}}
    assert (second["cues"], third["cues"]) == ([], [])


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_part_of_the_replies(kiosk):
    given = b"\xef\xbb\xbf" + lines({"id": 1, "reply": "i'm so sorry"}, {"id": 2, "reply": "the weather"}).replace(
        b"\n", b"\r\n"
    )
    ran = kiosk("cues", given=given)
    assert (ran.status, ran.err) == (0, "")
    assert [json.loads(line)["cues"] for line in ran.lines] == [["apologise"], []]


def test_a_role_play_brings_its_own_phrases(kiosk):
    given = lines({"id": 1, "reply": "you have the delivery promise"})
    assert "policy" in json.loads(kiosk("cues", "late-parcel", given=given).text)["cues"]


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (b"{oops\n", "line 2: not JSON"),
        (b'{"id": 2}\n', "line 2: 'reply' is missing"),
        (b"\xff\xfe\n", "line 2: not JSON"),
    ],
)
def test_a_broken_line_is_named_and_what_came_before_it_is_not_lost(kiosk, broken, says):
    good = lines({"id": 1, "reply": "thank you for waiting"})
    ran = kiosk("cues", given=good + broken + good)
    assert ran.status == 2
    assert [json.loads(line)["cues"] for line in ran.lines] == [["thank"]]
    (line,) = ran.told
    assert line.startswith(says)


def test_half_a_pair_of_a_sign_does_not_spoil_the_output(kiosk):
    ran = kiosk("cues", given=b'{"id": "\\ud83d", "reply": "thank you"}\n')
    assert ran.status == 0, ran.err
    assert json.loads(ran.text)["id"] == "?"


def test_no_lines_are_no_cues(kiosk):
    ran = kiosk("cues")
    assert (ran.status, ran.out, ran.err) == (0, b"", "")
