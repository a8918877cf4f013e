"""What is kept comes back, what is erased is gone, and faults are told in one line."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from records.kept import good_call, keep, with_tests

from kiosk.errors import BadInput, MissingPart
from kiosk.records.database import MIGRATIONS
from kiosk.records.retention import erase_expired
from kiosk.records.store import RecordStore
from kiosk.roleplay.turns import CallNotes, CallRecord

RECORD = TypeAdapter(CallRecord)
TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    opened = RecordStore(tmp_path)
    yield opened
    opened.close()


def test_a_call_comes_back_as_it_was(store: RecordStore) -> None:
    record = keep(store, good_call(), sound=True)
    assert store.load(record.id) == record


def test_a_call_comes_back_in_another_process(tmp_path: Path) -> None:
    first = RecordStore(tmp_path)
    record = keep(first, good_call())
    first.close()
    second = RecordStore(tmp_path)
    assert second.load(record.id) == record
    second.close()


def test_a_call_that_was_broken_off_has_every_completed_turn_and_no_ending(store: RecordStore) -> None:
    record = good_call()
    keep(store, replace(record, turns=record.turns[:2]), finished=False)
    loaded = store.load(record.id)
    assert loaded.turns == record.turns[:2]
    assert (loaded.ending, loaded.outcome, loaded.closing) == (None, "unfinished", ())


def test_what_the_learner_said_afterwards_is_kept(store: RecordStore) -> None:
    record = keep(store, good_call())
    store.set_reflection(record.id, "Next time I ask first. – Ö 漢")
    assert store.load(record.id).reflection == "Next time I ask first. – Ö 漢"


def test_the_newest_call_is_listed_first_whatever_the_time_zone(store: RecordStore) -> None:
    keep(store, good_call("early", "2026-01-02T10:00:00+09:00"))
    keep(store, good_call("late", "2026-01-02T02:00:00+00:00"))
    assert [call.id for call in store.list()] == ["late", "early"]
    assert (store.list()[0].turns, store.list()[0].ending) == (4, "resolved")


@pytest.mark.parametrize("call_id", ["", "..", "../x", "a/b", ".hidden", "a" * 121, "a b", "a\n"])
def test_an_id_never_leads_out_of_the_folder(store: RecordStore, call_id: str) -> None:
    with pytest.raises(BadInput, match="not an id"):
        store.folder(call_id)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.load("unknown"),
        lambda store: store.erase("unknown"),
        lambda store: store.set_reflection("unknown", ""),
        lambda store: store.keep_turn("unknown", good_call().turns[0]),
        lambda store: store.finish_call("unknown", (), None, "unfinished", 0.0),
    ],
    ids=["load", "erase", "reflect", "keep", "finish"],
)
def test_an_unknown_call_is_told(store: RecordStore, ask) -> None:  # type: ignore[no-untyped-def]
    keep(store, good_call())
    with pytest.raises(BadInput, match=r"call 'unknown': not among the records: see `kiosk records list`"):
        ask(store)


def test_a_call_and_a_turn_are_kept_only_once(store: RecordStore) -> None:
    record = keep(store, good_call())
    with pytest.raises(BadInput, match="kept already"):
        store.start_call(record)
    with pytest.raises(BadInput, match="turn 1 is kept already"):
        store.keep_turn(record.id, record.turns[0])
    assert store.load(record.id) == record


def test_erased_means_gone(tmp_path: Path, store: RecordStore) -> None:
    secret = "my-landlady-is-called-xanthippe"
    record = good_call()
    words = (replace(record.turns[0].reply.words[0], text=secret), *record.turns[0].reply.words[1:])
    reply = replace(record.turns[0].reply, words=words)
    keep(store, replace(record, turns=(replace(record.turns[0], reply=reply),)), sound=True)
    store.set_reflection(record.id, f"{secret} once more")
    keep(store, good_call("another"), sound=True)
    assert secret.encode() in b"".join(file.read_bytes() for file in tmp_path.glob("records.sqlite3*"))
    store.erase(record.id)
    assert secret.encode() not in b"".join(file.read_bytes() for file in tmp_path.glob("records.sqlite3*"))
    assert not store.folder(record.id).exists()
    assert [call.id for call in store.list()] == ["another"]
    assert store.audio("another") is not None


def test_erasing_all_tells_how_many_and_leaves_nothing(tmp_path: Path, store: RecordStore) -> None:
    for number in range(3):
        keep(store, good_call(f"call-{number}"), sound=True)
    (tmp_path / "calls" / "left-over").mkdir()
    (tmp_path / "calls" / ".DS_Store").write_bytes(b"")
    assert store.erase_all() == 3
    assert store.list() == ()
    assert not list((tmp_path / "calls").iterdir())


def test_recordings_that_lie_on_another_disk_are_erased_too_and_the_next_one_lies_there(
    tmp_path: Path, store: RecordStore
) -> None:
    disk = tmp_path / "big disk"
    disk.mkdir()
    (tmp_path / "calls").symlink_to(disk)
    keep(store, good_call("first"), sound=True)
    assert [path.name for path in disk.iterdir()] == ["first"]
    assert store.erase_all() == 1
    assert not list(disk.iterdir())
    keep(store, good_call("second"), sound=True)
    assert [path.name for path in disk.iterdir()] == ["second"]


@pytest.mark.parametrize(("days", "left"), [(30, ["a1", "a29"]), (5, ["a1"]), (0, []), (365, ["a1", "a29", "a31"])])
def test_calls_are_kept_for_so_many_days_and_no_longer(store: RecordStore, days: int, left: list[str]) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for age in (1, 29, 31):
        keep(store, good_call(f"a{age}", (now - timedelta(days=age)).isoformat()), sound=True)
    assert erase_expired(store, days, now) == 3 - len(left)
    assert [call.id for call in store.list()] == left
    assert sorted(path.name for path in store.folder("a1").parent.iterdir()) == left


def test_old_sound_without_a_record_is_erased_too_and_new_sound_is_not(tmp_path: Path, store: RecordStore) -> None:
    folder = tmp_path / "calls" / "nobody-knows"
    folder.mkdir(parents=True)
    (folder / "call.wav").write_bytes(b"RIFF")
    now = datetime.now(UTC)
    erase_expired(store, 1, now)
    assert folder.exists(), "a call may be beginning just now"
    erase_expired(store, 1, now + timedelta(days=2))
    assert not folder.exists()


def test_one_damaged_line_harms_no_other_call_and_can_be_erased(tmp_path: Path, store: RecordStore) -> None:
    keep(store, good_call("bad-turn"))
    keep(store, good_call("bad-head"))
    good = keep(store, good_call("good"))
    with sqlite3.connect(tmp_path / "records.sqlite3") as database:
        database.execute("UPDATE turns SET turn = '{\"number\": 1, ' WHERE call = 'bad-turn' AND number = 1")
        database.execute("UPDATE calls SET head = 'x', started = 'yesterday' WHERE id = 'bad-head'")
    database.close()
    for damaged in ("bad-turn", "bad-head"):
        with pytest.raises(BadInput, match=rf"call {damaged} cannot be read"):
            store.load(damaged)
    assert store.load("good") == good
    assert {call.id: call.title for call in store.list()} == {
        "good": good.title,
        "bad-turn": good.title,
        "bad-head": "(cannot be read)",
    }
    assert erase_expired(store, 0, datetime.now(UTC)) == 3


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    file.write_bytes(b"these are not the records you are looking for" * 100)
    before = file.read_bytes()
    with pytest.raises(BadInput, match=r"records\.sqlite3: the records are damaged .* put back a copy"):
        RecordStore(tmp_path)
    assert file.read_bytes() == before


def test_records_of_a_newer_program_are_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "records.sqlite3") as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    with pytest.raises(BadInput, match="written by a newer kiosk"):
        RecordStore(tmp_path)


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here is a file where a folder should be")
    with pytest.raises(MissingPart) as told:
        RecordStore(tmp_path / "file" / "data")
    assert "cannot be made" in str(told.value)
    assert "\n" not in str(told.value)


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from records.kept import good_call, keep, with_tests
from kiosk.records.store import RecordStore
store = RecordStore(Path(sys.argv[1]))
for number in range(12):
    keep(store, good_call(f"{sys.argv[2]}-{number}"))
"""


def test_two_processes_may_keep_calls_at_once(tmp_path: Path, store: RecordStore) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name], cwd=TESTS, env=with_tests())
        for name in ("one", "two")
    ]
    keep(store, good_call("three"))
    assert [writer.wait(120) for writer in writers] == [0, 0]
    assert len(store.list()) == 25
    assert all(len(store.load(call.id).turns) == 4 for call in store.list())


def test_what_was_written_down_after_the_call_is_kept(store: RecordStore) -> None:
    record = keep(store, good_call())
    assert store.load(record.id).notes is None
    notes = CallNotes("FC 4491", "Second bike by Friday.\nÖ 漢")
    store.set_notes(record.id, notes)
    assert store.load(record.id).notes == notes
    with pytest.raises(BadInput, match="not among the records"):
        store.set_notes("nobody", notes)


def test_records_of_before_there_were_notes_are_brought_up_to_date(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "records.sqlite3", isolation_level=None)
    for statement in filter(str.strip, MIGRATIONS[0].split(";")):
        old.execute(statement)
    old.execute("PRAGMA user_version = 1")
    head = RECORD.dump_json(replace(good_call("old"), turns=(), closing=())).decode()
    old.execute("INSERT INTO calls (id, started, head) VALUES ('old', ?, ?)", (good_call().started, head))
    old.close()
    store = RecordStore(tmp_path)
    assert store.load("old").notes is None
    store.set_notes("old", CallNotes("1", ""))
    assert store.load("old").notes == CallNotes("1", "")
    store.close()
