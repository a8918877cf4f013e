"""What is kept of calls: every completed turn at once, and everything gone when it is erased."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from kiosk.errors import BadInput, MissingPart
from kiosk.records.database import open_database, transaction, translated
from kiosk.records.recording import FILE_NAME
from kiosk.roleplay.turns import CallNotes, CallRecord, Outcome, Spoken, Turn

_RECORD: Final = TypeAdapter(CallRecord)
_TURN: Final = TypeAdapter(Turn)
_LINES: Final = TypeAdapter(tuple[Spoken, ...])
_NOTES: Final = TypeAdapter(CallNotes | None)
UNREADABLE: Final = "(cannot be read)"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,119}")


@dataclass(frozen=True, slots=True)
class CallSummary:
    """A kept call in one line."""

    id: str
    scenario: str
    title: str
    started: str
    """ISO 8601, with the offset from UTC."""
    turns: int
    ending: str | None
    outcome: Outcome
    seconds: float


class RecordStore:
    """The records of one kiosk, in `data_dir`. Several threads and processes may use the same folder."""

    def __init__(self, data_dir: Path) -> None:
        """Open the records, making them where there are none; raises BadInput or MissingPart (`open_database`)."""
        self.path = data_dir / "records.sqlite3"
        self._calls = data_dir / "calls"
        self._database = open_database(self.path)
        self._lock = threading.RLock()

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._database.close()

    def folder(self, call_id: str) -> Path:
        """Where the call's recording lies; the folder need not exist. Raises BadInput for an unusable id."""
        if not _ID.fullmatch(call_id):
            raise BadInput(f"call {call_id!r}: not an id: take one from `kiosk records list`")
        return self._calls / call_id

    def audio(self, call_id: str) -> Path | None:
        """The call's recording, None where none was kept."""
        path = self.folder(call_id) / FILE_NAME
        return path if path.is_file() else None

    def start_call(self, record: CallRecord) -> None:
        """Keep that a call has begun, with the turns it already has; raises BadInput where its id is taken."""
        self.folder(record.id)
        head = _RECORD.dump_json(replace(record, turns=(), closing=())).decode()
        with self._lock, translated(self.path), transaction(self._database):
            try:
                self._database.execute(
                    "INSERT INTO calls (id, started, head) VALUES (?, ?, ?)", (record.id, record.started, head)
                )
            except sqlite3.IntegrityError as error:
                raise BadInput(f"call {record.id}: kept already: give the new call an id of its own") from error
            for turn in record.turns:
                self._insert(record.id, turn)

    def keep_turn(self, call_id: str, turn: Turn) -> None:
        """Keep a completed turn. When this returns it is on disk: no kill and no power cut loses it.

        Raises BadInput for an unknown call or a turn that is kept already, MissingPart for a full disk.
        """
        with self._lock, translated(self.path), transaction(self._database):
            self._insert(call_id, turn)

    def _insert(self, call_id: str, turn: Turn) -> None:
        row = (call_id, turn.number, _TURN.dump_json(turn).decode())
        try:
            self._database.execute("INSERT INTO turns (call, number, turn) VALUES (?, ?, ?)", row)
        except sqlite3.IntegrityError as error:
            known = self._database.execute("SELECT 1 FROM calls WHERE id = ?", (call_id,)).fetchone()
            if not known:
                raise _unknown(call_id) from error
            raise BadInput(f"call {call_id}: turn {turn.number} is kept already: number the turns anew") from error

    def finish_call(
        self, call_id: str, closing: Sequence[Spoken], ending: str | None, outcome: Outcome, seconds: float
    ) -> None:
        """Keep how the call ended. seconds: length of its recording. Raises BadInput for an unknown call."""
        lines = _LINES.dump_json(tuple(closing)).decode()
        self._update(call_id, "closing = ?, ending = ?, outcome = ?, seconds = ?", lines, ending, outcome, seconds)

    def set_reflection(self, call_id: str, text: str) -> None:
        """Keep what the learner said or typed afterwards; it is never judged."""
        self._update(call_id, "reflection = ?", text)

    def set_notes(self, call_id: str, notes: CallNotes) -> None:
        """Keep what the learner wrote down after a phone call; it is never judged."""
        self._update(call_id, "notes = ?", _NOTES.dump_json(notes).decode())

    def _update(self, call_id: str, columns: str, *values: str | float | None) -> None:
        with self._lock, translated(self.path), transaction(self._database):
            done = self._database.execute(f"UPDATE calls SET {columns} WHERE id = ?", (*values, call_id))
            if not done.rowcount:
                raise _unknown(call_id)

    def load(self, call_id: str) -> CallRecord:
        """A kept call; one that was broken off has `ending` None and all its completed turns.

        Raises BadInput for an unknown call, or one whose record cannot be read.
        """
        with self._lock, translated(self.path):
            row = self._database.execute(
                "SELECT head, closing, ending, outcome, seconds, reflection, notes FROM calls WHERE id = ?", (call_id,)
            ).fetchone()
            if row is None:
                raise _unknown(call_id)
            turns = self._database.execute(
                "SELECT turn FROM turns WHERE call = ? ORDER BY number", (call_id,)
            ).fetchall()
        head, closing, ending, outcome, seconds, reflection, notes = row
        try:
            return replace(
                _RECORD.validate_json(head),
                turns=tuple(_TURN.validate_json(turn) for (turn,) in turns),
                closing=_LINES.validate_json(closing),
                ending=ending,
                outcome=outcome,
                seconds=seconds,
                reflection=reflection,
                notes=_NOTES.validate_json(notes),
            )
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            raise BadInput(
                f"{self.path}: call {call_id} cannot be read ({fault['loc']}: {fault['msg']}): put back a copy"
            ) from error

    def list(self) -> tuple[CallSummary, ...]:
        """Every kept call, the newest first; one whose record is damaged with UNREADABLE for its title."""
        with self._lock, translated(self.path):
            rows = self._database.execute(
                "SELECT id, CASE WHEN json_valid(head) THEN json_extract(head, '$.scenario') END,"
                " CASE WHEN json_valid(head) THEN json_extract(head, '$.title') END, started,"
                " (SELECT count(*) FROM turns WHERE call = id), ending, outcome, seconds FROM calls"
            ).fetchall()
        calls = [CallSummary(one, name or "", title or UNREADABLE, *rest) for one, name, title, *rest in rows]
        return tuple(sorted(calls, key=lambda call: (_moment(call.started), call.id), reverse=True))

    def erase(self, call_id: str) -> None:
        """Erase one call, its recording included; raises BadInput for an unknown call."""
        if not self._erase([call_id]):
            raise _unknown(call_id)

    def erase_all(self) -> int:
        """Erase every call, recordings included, also those without a record; returns how many calls."""
        erased = self._erase([call.id for call in self.list()])
        # What lies in the folder and not the folder itself: it may be a link to another disk.
        for left in self._calls.iterdir() if self._calls.is_dir() else ():
            self._remove(left)
        return erased

    def erase_older_than(self, moment: datetime) -> int:
        """Erase the calls that began before `moment` (with a time zone); returns how many.

        Sound that is older and belongs to no record, as after the records were moved away, is erased with them.
        """
        calls = self.list()
        known = {call.id for call in calls}
        for folder in self._calls.iterdir() if self._calls.is_dir() else ():
            if folder.is_dir() and folder.name not in known and folder.stat().st_mtime < moment.timestamp():
                self._remove(folder)
        return self._erase([call.id for call in calls if _moment(call.started) < moment])

    def _erase(self, call_ids: Sequence[str]) -> int:
        # The sound goes first: if that fails the record still shows that there is something to erase.
        for call_id in call_ids:
            self._remove(self.folder(call_id))
        with self._lock, translated(self.path):
            with transaction(self._database):
                erased = sum(
                    self._database.execute("DELETE FROM calls WHERE id = ?", (call_id,)).rowcount
                    for call_id in call_ids
                )
            # The log still holds the words until it is emptied into the file.
            busy, *_ = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise MissingPart(f"{self.path}: erased, but another program still reads the old log: close it, try again")
        return erased

    def _remove(self, path: Path) -> None:
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise MissingPart(
                f"{path}: cannot be erased ({error.strerror or error}): check the folder's rights"
            ) from error


def _moment(started: str) -> datetime:
    """When a call began; for a damaged record the beginning of time, so that it is erased when its turn comes."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _unknown(call_id: str) -> BadInput:
    return BadInput(f"call {call_id!r}: not among the records: see `kiosk records list`")
