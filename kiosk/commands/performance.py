"""A call without devices, held to its end, kept, and written up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.debrief.marking import mark
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.recogniser import Recogniser
from kiosk.records.pack import write_pack
from kiosk.records.recording import CallRecording
from kiosk.records.store import RecordStore
from kiosk.roleplay.call import Play
from kiosk.roleplay.ears import SpokenReplies
from kiosk.roleplay.mouth import CustomerMouth
from kiosk.roleplay.runner import Performer, Snapshot
from kiosk.roleplay.staging import Staged, new_completion, new_judge, new_record, new_turn_end
from kiosk.roleplay.turns import CallRecord
from kiosk.settings import Settings
from kiosk.sound.recordings import RecordedReplies, SilentSink
from kiosk.speaking.speaker import Speaker


@dataclass(frozen=True, slots=True)
class Performed:
    """A call that has been held."""

    record: CallRecord
    marks: Mapping[str, str]
    """Marking point → met, not met or not heard."""
    page: Path
    """The debrief."""
    sound: Path
    """The recording of the whole call."""


def perform(
    staged: Staged,
    settings: Settings,
    replies: RecordedReplies,
    recogniser: Recogniser,
    speaker: Speaker,
    watch: Callable[[Snapshot], None],
    *,
    only_finished: bool,
    baseline: Baseline | None = None,
    seed: int = 0,
    out: Path | None = None,
) -> Performed:
    """Hold a call with recorded replies through the whole path, and keep it like any other.

    only_finished: each recording is one reply; else the end-of-turn rule finds where it ends. out: the folder for
    the page and the sound; without it they lie with the record. Raises MissingPart when the disk is full.
    """
    play = Play(staged.scenario, seed)
    record = new_record(staged.scenario, play, recogniser.name, datetime.now().astimezone())
    store = RecordStore(settings.data)
    try:
        recording = CallRecording(store.folder(record.id))
        try:
            performer = Performer(
                play,
                new_judge(staged.scenario, settings, recogniser.confidence_floor, baseline),
                SpokenReplies(
                    replies,
                    recogniser,
                    new_turn_end(settings, staged.scenario, only_finished=only_finished),
                    new_completion(settings),
                ),
                CustomerMouth(staged.scenario, speaker),
                SilentSink(),
                store,
                recording,
                watch,
            )
            record = performer.perform(record)
        finally:
            recording.close()
        pack = write_pack(store, staged.scenario, record.id, out or store.folder(record.id))
        marks = {given.point: given.verdict for given in mark(staged.scenario, record)}
        return Performed(record, marks, pack.page, pack.sound or recording.path)
    finally:
        store.close()
