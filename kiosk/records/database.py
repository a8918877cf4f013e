"""The database file: opened safely, its form checked and brought up to date, its faults put into one line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kiosk.errors import BadInput, KioskError, MissingPart
from kiosk.whole_file import sync_folder

MIGRATIONS: Final = (
    """
    CREATE TABLE calls (
        id TEXT PRIMARY KEY,
        started TEXT NOT NULL,
        head TEXT NOT NULL,
        closing TEXT NOT NULL DEFAULT '[]',
        ending TEXT,
        outcome TEXT NOT NULL DEFAULT 'unfinished',
        seconds REAL NOT NULL DEFAULT 0,
        reflection TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE turns (
        call TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        turn TEXT NOT NULL,
        PRIMARY KEY (call, number)
    );
    """,
    "ALTER TABLE calls ADD COLUMN notes TEXT NOT NULL DEFAULT 'null'",
)
"""Step n brings a file of form n to form n + 1. Only ever add to the end."""

BUSY_MS: Final = 10_000
"""How long to wait for another process that is writing (ms); one turn takes a few milliseconds."""


def open_database(path: Path) -> sqlite3.Connection:
    """Open the records' database, making or bringing it up to date as needed; any thread may use it.

    What has been committed survives a power cut: write-ahead log, synchronous FULL. What is deleted is
    overwritten. Raises BadInput for a file that is damaged or written by a newer program (nothing in it is
    changed) and MissingPart where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MissingPart(f"{path.parent}: cannot be made ({error.strerror}): check the folder's rights") from error
    with translated(path):
        database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        with translated(path):
            # The form is looked at first: choosing the journal already writes into the file.
            database.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            _check_form(path, database)
            for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                database.execute(f"PRAGMA {setting}")
            _migrate(path, database)
    except KioskError:
        database.close()
        raise
    sync_folder(path.parent)
    return database


def _check_form(path: Path, database: sqlite3.Connection) -> int:
    form = int(database.execute("PRAGMA user_version").fetchone()[0])
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if form > len(MIGRATIONS):
        raise BadInput(
            f"{path}: written by a newer kiosk (form {form}, this one knows up to {len(MIGRATIONS)}): "
            "update the program; nothing was changed"
        )
    return form


def _migrate(path: Path, database: sqlite3.Connection) -> None:
    if _check_form(path, database) == len(MIGRATIONS):
        return
    with transaction(database):
        # Asked again inside: another process may have been first.
        form = _check_form(path, database)
        for step, script in enumerate(MIGRATIONS[form:], start=form + 1):
            for statement in filter(str.strip, script.split(";")):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {step}")


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; committed and on disk when the block has ended."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        # A full disk may already have rolled back; the error that led here is the one to tell.
        with suppress(sqlite3.OperationalError):
            database.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the database's own errors into one line that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _one_line(path, error) from error


def _one_line(path: Path, error: sqlite3.Error) -> KioskError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return MissingPart(
            f"{path}: no room on the disk: free some space, or erase old records; what was kept before is safe"
        )
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return BadInput(
            f"{path}: the records are damaged ({error}): put back a copy, or move the file away to begin anew; "
            "nothing was changed"
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return MissingPart(f"{path}: in use by another program for over {BUSY_MS // 1000} s: close it, then try again")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return MissingPart(f"{path}: cannot be used ({error}): check the folder, its rights and the disk")
    return BadInput(f"{path}: {error}: the file is not the kiosk's, or damaged: put back a copy or move it away")
