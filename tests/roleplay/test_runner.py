"""A whole call: spoken, heard and kept. Real voices, the demo's recogniser, a real store; no device, no clock."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest
from roleplay.performed import Call, by_ear, script, spoken

from kiosk.errors import MissingPart
from kiosk.records.store import RecordStore
from kiosk.roleplay.ears import TypedReplies
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.turns import CallRecord, Turn
from kiosk.sound.audio import RATE, AudioChunk
from kiosk.sound.browser import BrowserSource
from kiosk.sound.recordings import RecordedReplies, SilentSink
from kiosk.sound.wav import read_wav

PAUSE_S = 2.0


def test_a_typed_call_goes_to_its_ending_and_is_kept_as_it_was(parcel, settings, speaker, store):
    call = Call(parcel, settings, speaker, store, TypedReplies(script(parcel)))
    record = call.hold()
    assert (record.ending, record.outcome) == ("resolved", "good")
    assert [turn.stage_before for turn in record.turns] == ["outburst", "story", "solution", "closing"]
    assert record.closing[0].kind == "ending"
    assert call.kept == record
    assert record.seconds == pytest.approx(call.sound.seconds, abs=0.001)


def test_a_spoken_call_is_understood_and_every_word_can_be_found_in_its_recording(
    parcel, settings, speaker, recogniser, store, tmp_path
):
    files = spoken(parcel, speaker, tmp_path)
    call = Call(
        parcel, settings, speaker, store, by_ear(RecordedReplies(files), recogniser, settings, parcel, finished=True)
    )
    record = call.hold()
    assert record.ending == "resolved"
    before = 0.0
    for turn, text in zip(record.turns, script(parcel), strict=True):
        assert turn.reply.text == text
        times = turn.times
        assert before <= times.customer_start < times.customer_end <= times.reply_start < times.reply_end
        assert times.reply_start + turn.reply.words[-1].end <= times.reply_end + 0.01
        before = times.reply_end
    assert before < record.seconds
    assert call.kept == record


def test_each_turn_is_on_disk_before_the_customer_answers_it(parcel, settings, speaker, store):
    """Asked of another connection while each clip is played, as after a power cut at that moment."""
    kept_at_each_clip: list[int] = []

    class Asking(SilentSink):
        def play(self, clip, stop=lambda: False):
            other = RecordStore(store.path.parent)
            kept_at_each_clip.append(other.list()[0].turns)
            other.close()
            return super().play(clip, stop)

    Call(parcel, settings, speaker, store, TypedReplies(script(parcel)), sink=Asking()).hold()
    # The ring and the opening line; then the lines after each reply, two of them after the second.
    assert kept_at_each_clip == [0, 0, 1, 2, 2, 3, 4]


def test_where_a_turn_cannot_be_kept_the_customer_does_not_answer_it(parcel, settings, speaker, store):
    class FullAtTheSecond:
        def start_call(self, record: CallRecord) -> None:
            store.start_call(record)

        def keep_turn(self, call_id: str, turn: Turn) -> None:
            if turn.number == 2:
                raise MissingPart("no room on the disk")
            store.keep_turn(call_id, turn)

    call = Call(parcel, settings, speaker, store, TypedReplies(script(parcel)), keeper=FullAtTheSecond())
    with pytest.raises(MissingPart, match="no room"):
        call.hold()
    assert len(call.kept.turns) == 1
    assert max(len(seen.turns) for seen in call.snapshots) == 1


class Unplugged:
    """Gives recordings, and in the third turn the device is gone."""

    def __init__(self, replies: RecordedReplies) -> None:
        self._replies, self._turns = replies, 0

    def listen(self) -> Iterator[AudioChunk]:
        self._turns += 1
        for number, chunk in enumerate(self._replies.listen()):
            if self._turns == 3 and number == 40:
                raise MissingPart("microphone: gone")
            yield chunk

    def finish(self) -> None:
        self._replies.finish()

    def close(self) -> None:
        self._replies.close()


def test_a_source_that_breaks_in_the_middle_of_a_reply_leaves_the_turns_before_it(
    parcel, settings, speaker, recogniser, store, tmp_path
):
    source = Unplugged(RecordedReplies(spoken(parcel, speaker, tmp_path)))
    call = Call(parcel, settings, speaker, store, by_ear(source, recogniser, settings, parcel, finished=True))
    with pytest.raises(MissingPart, match="microphone: gone"):
        call.hold()
    kept = call.kept
    assert [turn.number for turn in kept.turns] == [1, 2]
    assert (kept.ending, kept.outcome) == (None, "unfinished")
    assert call.sound.seconds > kept.turns[-1].times.reply_end, "what the customer answered is recorded too"


def test_when_the_replies_run_out_the_call_is_unfinished_and_nothing_is_made_up(parcel, settings, speaker, store):
    call = Call(parcel, settings, speaker, store, TypedReplies(script(parcel)[:2]))
    record = call.hold()
    assert (record.ending, record.outcome, record.closing) == (None, "unfinished", ())
    assert len(record.turns) == 2
    assert call.snapshots[-1].phase == "over"
    assert call.kept == record


def test_an_empty_reply_is_a_silence_and_silence_ends_the_call_badly(kitchen, settings, speaker, store):
    record = Call(kitchen, settings, speaker, store, TypedReplies([""] * 9)).hold()
    assert {turn.reply.heard for turn in record.turns} == {"nothing said"}
    assert record.outcome == "bad"


def phases(snapshots: Sequence[Snapshot]) -> list[str]:
    seen: list[str] = []
    for snapshot in snapshots:
        if not seen or seen[-1] != snapshot.phase:
            seen.append(snapshot.phase)
    return seen


def test_the_telephone_rings_first_and_the_counter_does_not(parcel, kitchen, settings, speaker, store):
    on_the_phone = Call(parcel, settings, speaker, store, TypedReplies(script(parcel)))
    on_the_phone.hold()
    turns = ["speaking", "listening"] * 4
    assert phases(on_the_phone.snapshots) == ["ringing", *turns, "speaking", "over"]
    at_the_counter = Call(kitchen, settings, speaker, store, TypedReplies(script(kitchen)))
    at_the_counter.hold()
    assert phases(at_the_counter.snapshots) == [*turns, "speaking", "over"]


def test_snapshots_tell_the_call_in_order_and_never_change_again(parcel, settings, speaker, store):
    as_published: list[str] = []
    call = Call(
        parcel,
        settings,
        speaker,
        store,
        TypedReplies(script(parcel)),
        watch=lambda seen: (as_published.append(repr(seen)), call.snapshots.append(seen)),
    )
    record = call.hold()
    assert list(map(repr, call.snapshots)) == as_published
    for earlier, later in zip(call.snapshots, call.snapshots[1:], strict=False):
        assert later.turns[: len(earlier.turns)] == earlier.turns
        assert len(later.turns) - len(earlier.turns) in (0, 1)
    last = call.snapshots[-1]
    assert (last.turns, last.ending, last.lines) == (record.turns, record.ending, record.closing)
    with pytest.raises(FrozenInstanceError):
        last.phase = "listening"  # type: ignore[misc]


def test_while_the_learner_speaks_the_words_so_far_are_shown(kitchen, settings, speaker, recogniser, store, tmp_path):
    files = spoken(kitchen, speaker, tmp_path)[:1]
    call = Call(
        kitchen, settings, speaker, store, by_ear(RecordedReplies(files), recogniser, settings, kitchen, finished=True)
    )
    record = call.hold()
    shown = [seen.partial for seen in call.snapshots if seen.partial]
    assert len(shown) > 5
    assert len(shown) == len(set(shown)), "told only when something has changed"
    assert set(shown[-1].split()) <= set(record.turns[0].reply.text.split())
    assert {seen.phase for seen in call.snapshots if seen.partial} == {"listening"}


class Page:
    """A browser that sends the bytes of one recording a turn, in messages of any size, from a thread of its own."""

    def __init__(self, files: Sequence[Path], message: int, pause_after: float | None) -> None:
        pause = np.zeros(round((pause_after or 0) * RATE), np.int16)
        self._turns = [np.concatenate([read_wav(file).samples, pause]).tobytes() for file in files]
        self._message, self._says_when_done = message, pause_after is None
        self._browser = BrowserSource(seconds=120.0)
        self._sending = threading.Thread()

    def listen(self) -> Iterator[AudioChunk]:
        if self._sending.ident is not None:
            self._sending.join()
        if not self._turns:
            return iter(())
        chunks = self._browser.listen()
        self._sending = threading.Thread(target=self._send, args=(self._turns.pop(0),))
        self._sending.start()
        return chunks

    def _send(self, sound: bytes) -> None:
        for at in range(0, len(sound), self._message):
            self._browser.put(sound[at : at + self._message])
        if self._says_when_done:
            self._browser.finish()

    def finish(self) -> None:
        self._browser.finish()

    def close(self) -> None:
        self._browser.close()


@pytest.mark.parametrize(("message", "pause_after"), [(1_279, None), (640, PAUSE_S)])
def test_a_browser_fed_with_the_bytes_of_a_recording_gives_the_same_turns(
    parcel, settings, speaker, recogniser, store, tmp_path, message, pause_after
):
    files = spoken(parcel, speaker, tmp_path)
    turns = []
    for source in (RecordedReplies(files, pause_after), Page(files, message, pause_after)):
        ears = by_ear(source, recogniser, settings, parcel, finished=pause_after is None)
        call = Call(parcel, settings, speaker, store, ears)
        record = call.hold()
        assert record.ending == "resolved"
        assert call.kept == record
        turns.append(record.turns)
    assert turns[0] == turns[1]
