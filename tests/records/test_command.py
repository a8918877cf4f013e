"""`kiosk records`: list, export and erase."""

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from debrief.calls import FILES
from records.kept import good_call, keep

from kiosk.cli import run
from kiosk.records.store import RecordStore

ONE, TWO = "20260102-120000-late-parcel-aaaa", "20260103-120000-late-parcel-bbbb"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two calls are kept."""
    folder = tmp_path / "data"
    monkeypatch.setenv("KIOSK_DATA", str(folder))
    store = RecordStore(folder)
    keep(store, good_call(ONE), sound=True)
    record = good_call(TWO, "2026-01-03T12:00:00+00:00")
    keep(store, replace(record, turns=record.turns[:1]), finished=False)
    store.close()
    return folder


def kept(data: Path) -> list[str]:
    store = RecordStore(data)
    try:
        return [call.id for call in store.list()]
    finally:
        store.close()


def test_the_list_shows_each_call_in_a_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["records"]) == 0
    plain = capsys.readouterr().out
    assert run(["records", "list"]) == 0
    assert capsys.readouterr().out == plain
    head, newest, oldest = plain.splitlines()
    assert head.split() == ["CALL", "BEGAN", "ROLE-PLAY", "REPLIES", "LENGTH", "ENDING"]
    assert re.fullmatch(rf"{TWO}  2026-01-03 12:00  The parcel for Saturday  1 +- +broken off", newest)
    assert re.fullmatch(rf"{ONE}  2026-01-02 12:00  The parcel for Saturday  4 +0:08 +resolved \(good\)", oldest)


def test_the_list_as_json_is_one_object_a_line(data: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["records", "list", "--json"]) == 0
    calls = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [call["id"] for call in calls] == [TWO, ONE]
    assert calls[1] == {
        "id": ONE,
        "scenario": "late-parcel",
        "title": "The parcel for Saturday",
        "started": "2026-01-02T12:00:00+00:00",
        "turns": 4,
        "ending": "resolved",
        "outcome": "good",
        "seconds": 8.0,
    }


def test_an_empty_list_says_so_and_prints_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_DATA", str(tmp_path / "none"))
    assert run(["records"]) == 0
    assert capsys.readouterr() == ("", "no calls are kept\n")


def test_a_call_is_exported_by_the_beginning_of_its_id(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["records", "export", ONE[:8], str(tmp_path / "out")]) == 0
    files = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [file.name for file in files] == ["debrief.html", "record.json", "call.wav"]
    assert all(file.is_file() for file in files)


def test_a_beginning_that_fits_several_calls_is_told_with_all_of_them(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["records", "export", "2026", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == f"call '2026': could be {ONE}, {TWO}: give more of it\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("beginning", ["x", ""])
def test_a_beginning_that_fits_no_call_is_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], beginning: str
) -> None:
    assert run(["records", "export", beginning, str(tmp_path / "out")]) == 2
    assert "see `kiosk records list`" in capsys.readouterr().err


def test_packs_of_different_calls_do_not_overwrite_one_another(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["records", "export", ONE, str(tmp_path / "out")]) == 0
    assert run(["records", "export", ONE, str(tmp_path / "out")]) == 0
    assert run(["records", "export", TWO, str(tmp_path / "out")]) == 2
    assert f"holds the pack of {ONE}" in capsys.readouterr().err


def changed_parcel(folder: Path) -> Path:
    """The role-play with another opening line."""
    folder.mkdir()
    text = FILES["late-parcel"].read_text("utf-8")
    (folder / "late-parcel.yaml").write_text(text.replace("Three times I've rung you. Three!", "Four times! Four!"))
    return folder


def test_a_role_play_that_has_changed_is_told_and_record_and_sound_are_still_written(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_SCENARIOS", str(changed_parcel(tmp_path / "own")))
    assert run(["records", "export", ONE, str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert "has changed since the call" in told.err
    assert "there is no page" in told.err
    assert [Path(line).name for line in told.out.splitlines()] == ["record.json", "call.wav"]
    assert json.loads((tmp_path / "out" / "record.json").read_bytes())["record"]["id"] == ONE
    assert not (tmp_path / "out" / "debrief.html").exists()


def test_the_role_play_as_it_was_can_be_given(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_SCENARIOS", str(changed_parcel(tmp_path / "own")))
    file = shutil.copy(FILES["late-parcel"], tmp_path / "as-it-was.yaml")
    assert run(["records", "export", ONE, str(tmp_path / "out"), "--scenario", str(file)]) == 0
    assert (tmp_path / "out" / "debrief.html").is_file()


def test_a_role_play_that_is_gone_is_told(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = RecordStore(data)
    keep(store, replace(good_call("gone"), scenario="no-such-play"))
    store.close()
    assert run(["records", "export", "gone", str(tmp_path / "out")]) == 1
    assert "no-such-play: the role-play of this call is gone" in capsys.readouterr().err
    assert (tmp_path / "out" / "record.json").is_file()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("a file")
    assert run(["records", "export", ONE, str(tmp_path / "file" / "out")]) == 3
    told = capsys.readouterr().err
    assert "cannot be written" in told
    assert told.count("\n") == 1


def test_one_call_is_erased_and_the_others_stay(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["records", "erase", ONE[:10]]) == 0
    assert kept(data) == [TWO]
    assert not (data / "calls" / ONE).exists()
    assert "1 call erased" in capsys.readouterr().err


def test_one_misspelt_id_among_several_erases_nothing(data: Path) -> None:
    assert run(["records", "erase", ONE, "misspelt"]) == 2
    assert kept(data) == [TWO, ONE]


def test_all_are_erased_only_when_all_is_said(data: Path) -> None:
    with pytest.raises(SystemExit) as left:
        run(["records", "erase"])
    assert left.value.code == 2
    assert kept(data) == [TWO, ONE]
    assert run(["records", "erase", "--all"]) == 0
    assert kept(data) == []


def test_calls_older_than_so_many_days_are_erased(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = RecordStore(data)
    keep(store, good_call("new", (datetime.now(UTC) - timedelta(days=2)).isoformat()))
    store.close()
    assert run(["records", "erase", "--older", "3"]) == 0
    assert kept(data) == ["new"]
    assert "2 calls erased" in capsys.readouterr().err


@pytest.mark.parametrize("days", ["-1", "36501", "800000", "99999999999999999999"])
def test_an_age_that_no_call_can_have_is_told(data: Path, days: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["records", "erase", "--older", days]) == 2
    assert f"--older {days}: not a number of days: give 0 to 36500" in capsys.readouterr().err
    assert kept(data) == [TWO, ONE]
