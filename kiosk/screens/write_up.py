"""After the call: the page of its debrief is written, and what the screen shows of it is gathered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.debrief.marking import mark
from kiosk.records.pack import write_pack
from kiosk.records.store import RecordStore
from kiosk.roleplay.points import MARKING_POINTS
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord
from kiosk.screens.view import ending_view


@dataclass(frozen=True, slots=True)
class WrittenUp:
    """A call that has been written up."""

    page: Path
    """The debrief, one HTML file."""
    view: dict[str, Any]
    """What the screen shows."""


def write_up(store: RecordStore, scenario: Scenario, record: CallRecord) -> WrittenUp:
    """Write the call's pack beside its recording. Raises MissingPart when the disk is full."""
    pack = write_pack(store, scenario, record.id, store.folder(record.id))
    marks = [
        {"point": given.point, "asks": MARKING_POINTS[given.point], "verdict": given.verdict, "because": given.because}
        for given in mark(scenario, record)
    ]
    view = {
        "call": record.id,
        "ending": ending_view(scenario, record),
        "marks": marks,
        "heat": [record.starts.heat, *(turn.after.heat for turn in record.turns)],
        "turns": len(record.turns),
    }
    return WrittenUp(pack.page, view)
