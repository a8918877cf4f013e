"""After the call: the page of its debrief is written, and what the screen shows of it is gathered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.debrief.debrief import Debrief, make_debrief
from kiosk.debrief.labels import sentence
from kiosk.debrief.moments import Moment
from kiosk.records.pack import write_pack
from kiosk.records.store import RecordStore
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord


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
    return WrittenUp(pack.page, debrief_view(make_debrief(scenario, record), record))


def debrief_view(debrief: Debrief, record: CallRecord) -> dict[str, Any]:
    """What the screen shows of a debrief: what mattered most, the marks, and the way the heat went."""
    opening = debrief.opening
    return {
        "call": debrief.call,
        "ending": {"name": debrief.ending.name, "outcome": debrief.ending.outcome, "means": debrief.ending.means},
        "well": [_moment(moment) for moment in opening.done_well],
        "next": _moment(opening.to_try) if opening.to_try is not None else None,
        "note": " ".join(note for note in (opening.note, debrief.engine_note) if note),
        "marks": [
            {
                "point": given.point,
                "asks": given.criterion,
                "verdict": given.verdict,
                "because": given.because,
            }
            for given in debrief.marks
        ],
        "heat": [record.starts.heat, *(turn.after.heat for turn in record.turns)],
        "turns": len(record.turns),
        "led": [sentence(step.text) for step in debrief.led],
    }


def _moment(moment: Moment) -> dict[str, str]:
    return {
        "title": moment.title,
        "lead": moment.lead,
        "words": moment.words,
        "tail": moment.tail,
        "why": moment.why,
        "better": moment.better,
    }
