"""`kiosk rehearse`: a call with recorded replies, told as scripts outside rely on."""

import json

TURN = {"turn", "customer", "heard", "cues", "stage", "mood", "dials"}
CLOSE = {"ending", "marks", "record"}
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_one_object_a_turn_and_one_for_the_debrief_and_the_call_is_kept(kiosk, replies):
    ran = kiosk("rehearse", "late-parcel", *replies, "--model", "demo", "--json", **ASCII)
    assert ran.status == 0, ran.err
    *turns, close = [json.loads(line) for line in ran.lines]
    assert [turn["turn"] for turn in turns] == [1, 2, 3, 4]
    for turn in turns:
        assert set(turn) >= TURN
        assert set(turn["dials"]) == {"heat", "trust", "patience"}
        assert isinstance(turn["cues"], list)
    assert turns[0]["heard"].startswith("i'm so sorry about this")
    assert {"acknowledge", "apologise"} <= set(turns[0]["cues"])
    assert [turn["stage"] for turn in turns[:3]] == ["story", "solution", "closing"]
    assert set(close) >= CLOSE
    assert close["ending"] == "resolved"
    assert set(close["marks"].values()) <= {"met", "not met", "not heard"}
    assert close["marks"]["acknowledged"] == "met"
    (call,) = [json.loads(line) for line in kiosk("records", "list", "--json").lines]
    assert (call["id"], call["turns"], call["ending"]) == (close["record"], 4, "resolved")


def test_replies_after_the_end_are_told_and_replies_that_run_out_leave_it_open(kiosk, replies):
    ran = kiosk(
        "rehearse", "late-parcel", *replies, replies[0], "--model", "demo", "--baseline", replies[0], "--seed", "3",
        "--out", kiosk.folder / "pack",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert "the last 1 of 5 replies were not needed" in ran.err
    assert "Ending                resolved" in ran.text
    assert "your own baseline" in ran.text
    assert (kiosk.folder / "pack" / "debrief.html").is_file()
    ran = kiosk("rehearse", "late-parcel", replies[0], "--model", "demo", "--json")
    close = json.loads(ran.lines[-1])
    assert (ran.status, close["ending"]) == (0, None)
    assert close["marks"]["logged"] == "not heard", "what was not due yet is not held against the learner"


def test_a_bad_recording_among_them_is_refused_before_the_call_begins(kiosk, replies):
    (kiosk.folder / "bad.wav").write_text("no sound")
    line = kiosk.refused("rehearse", "late-parcel", replies[0], "bad.wav", "--json", status=2)
    assert line.startswith("bad.wav: not a WAV file")
    assert not kiosk.data.exists()


def test_silence_and_noise_in_place_of_replies_are_no_crash_and_cost_what_they_should(kiosk, replies, tmp_path):
    import numpy as np

    from kiosk.sound.audio import AudioClip
    from kiosk.sound.wav import write_wav

    write_wav(tmp_path / "silence.wav", AudioClip(np.zeros(16_000, np.int16), 16_000))
    write_wav(tmp_path / "one.wav", AudioClip(np.ones(1, np.int16), 16_000))
    files = [tmp_path / "silence.wav", tmp_path / "one.wav"]
    ran = kiosk("rehearse", "late-parcel", *files, "--model", "demo", "--json")
    assert ran.status == 0, ran.err
    first, second, _ = [json.loads(line) for line in ran.lines]
    assert (first["heard"], first["status"], second["status"]) == ("", "nothing said", "nothing said")
    assert first["dials"]["patience"] < 62
