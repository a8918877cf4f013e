"""Calls are erased when their days are over, also where the kiosk is never switched off."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from kiosk.errors import KioskError
from kiosk.records.retention import erase_expired
from kiosk.records.store import RecordStore

_HOUR: Final = 3600.0
_LOG: Final = logging.getLogger("kiosk")


@asynccontextmanager
async def calls_erased_in_time(store: RecordStore, keep_days: int, every: float = _HOUR) -> AsyncIterator[None]:
    """Inside, calls older than `keep_days` days are erased every so many seconds; with 0 whoever leaves has it done."""
    erasing = asyncio.create_task(_erase(store, keep_days, every)) if keep_days else None
    try:
        yield
    finally:
        if erasing is not None:
            erasing.cancel()


async def _erase(store: RecordStore, keep_days: int, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(erase_expired, store, keep_days, datetime.now().astimezone())
        except KioskError as error:
            _LOG.warning("old calls: %s", error)
