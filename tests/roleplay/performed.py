"""Whole calls, performed: the good replies as text and as sound, and one call with its store."""

from datetime import UTC, datetime
from pathlib import Path

from kiosk.hearing.recogniser import Recogniser
from kiosk.records.recording import CallRecording
from kiosk.records.store import RecordStore
from kiosk.roleplay.call import Play
from kiosk.roleplay.ears import Ears, SpokenReplies
from kiosk.roleplay.mouth import CustomerMouth
from kiosk.roleplay.rehearsal import load_rehearsal
from kiosk.roleplay.runner import Performer, Snapshot
from kiosk.roleplay.staging import Staged, new_judge, new_record, new_turn_end
from kiosk.roleplay.turns import CallRecord
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, AudioClip
from kiosk.sound.ports import Source
from kiosk.sound.recordings import SilentSink
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import read_wav, write_wav
from kiosk.speaking.speaker import Speaker


def script(staged: Staged, name: str = "good") -> list[str]:
    return [turn.say for turn in load_rehearsal(staged.file, name, staged.scenario).script.turns]


def spoken(staged: Staged, speaker: Speaker, folder: Path) -> list[Path]:
    """The good replies as WAV files at 16 kHz, so that every source can be fed with the very same bytes."""
    files = []
    for number, text in enumerate(script(staged), start=1):
        clip = speaker.render(text, "learner", "neutral")
        files.append(folder / f"reply-{number}.wav")
        write_wav(files[-1], AudioClip(to_rate(clip.samples, clip.rate, RATE), RATE))
    return files


class Call:
    """One call with its store, for tests to look at while it goes on."""

    def __init__(
        self, staged: Staged, settings: Settings, speaker: Speaker, store: RecordStore, ears: Ears, **parts: object
    ) -> None:
        self.snapshots: list[Snapshot] = []
        self.begun = new_record(staged.scenario, Play(staged.scenario), "test", datetime.now(UTC))
        self._store = store
        self._recording = CallRecording(store.folder(self.begun.id))
        given = {"sink": SilentSink(), "keeper": store, "watch": self.snapshots.append, **parts}
        self._performer = Performer(
            Play(staged.scenario),
            new_judge(staged.scenario, settings),
            ears,
            CustomerMouth(staged.scenario, speaker),
            recorder=self._recording,
            **given,  # type: ignore[arg-type]
        )

    def hold(self) -> CallRecord:
        try:
            return self._performer.perform(self.begun)
        finally:
            self._recording.close()

    @property
    def kept(self) -> CallRecord:
        return self._store.load(self.begun.id)

    @property
    def sound(self) -> AudioClip:
        return read_wav(self._recording.path)


def by_ear(source: Source, recogniser: Recogniser, settings: Settings, staged: Staged, finished: bool) -> Ears:
    return SpokenReplies(source, recogniser, new_turn_end(settings, staged.scenario, only_finished=finished))
