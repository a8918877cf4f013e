"""Calls are kept for so many days and no longer."""

from datetime import datetime, timedelta

from kiosk.records.store import RecordStore


def erase_expired(store: RecordStore, keep_days: int, now: datetime) -> int:
    """Erase the calls that began more than `keep_days` days before `now` (with a time zone); returns how many.

    With 0 days every call that began before `now` is erased.
    """
    return store.erase_older_than(now - timedelta(days=keep_days))
