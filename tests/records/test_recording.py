"""The recording of a call: two voices, two channels, and a file that plays whatever happens next."""

import wave
from pathlib import Path

import numpy as np
import pytest
from records.kept import SECOND, frames_in

from kiosk.errors import MissingPart
from kiosk.records.recording import CallRecording
from kiosk.sound.audio import RATE, AudioClip


def channels(path: Path) -> tuple[list[int], list[int]]:
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getsampwidth()) == (2, RATE, 2)
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").reshape(-1, 2)
    return samples[:, 0].tolist(), samples[:, 1].tolist()


def test_the_customer_is_on_the_left_and_the_learner_on_the_right(tmp_path: Path) -> None:
    recording = CallRecording(tmp_path / "call")
    assert recording.add_customer(AudioClip(SECOND, RATE)) == (0.0, 1.0)
    assert recording.add_silence(0.5) == (1.0, 1.5)
    assert recording.add_learner(SECOND) == (1.5, 2.5)
    recording.close()
    left, right = channels(recording.path)
    assert left == [1000] * RATE + [0] * (3 * RATE // 2)
    assert right == [0] * (3 * RATE // 2) + [1000] * RATE


def test_a_line_at_another_rate_keeps_its_length(tmp_path: Path) -> None:
    recording = CallRecording(tmp_path / "call")
    start, end = recording.add_customer(AudioClip(np.full(22050 * 2, 1000, np.int16), 22050))
    recording.close()
    assert (start, end) == (0.0, pytest.approx(2.0, abs=0.002))


def test_after_each_sync_the_file_plays_up_to_there(tmp_path: Path) -> None:
    recording = CallRecording(tmp_path / "call")
    for turns in (1, 2, 3):
        recording.add_learner(SECOND)
        recording.sync()
        assert frames_in(recording.path) == turns * RATE
        assert len(channels(recording.path)[1]) == turns * RATE
    recording.add_learner(SECOND)
    assert frames_in(recording.path) == 3 * RATE
    recording.close()
    assert (frames_in(recording.path), recording.seconds) == (4 * RATE, 4.0)


def test_a_call_without_a_sound_is_a_file_without_sound(tmp_path: Path) -> None:
    recording = CallRecording(tmp_path / "call")
    recording.close()
    assert channels(recording.path) == ([], [])


def test_a_recording_is_never_written_over(tmp_path: Path) -> None:
    recording = CallRecording(tmp_path / "call")
    recording.add_learner(SECOND)
    recording.close()
    before = recording.path.read_bytes()
    with pytest.raises(MissingPart, match="cannot be written"):
        CallRecording(tmp_path / "call")
    assert recording.path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(MissingPart) as told:
        CallRecording(tmp_path / "file" / "call")
    assert "check the folder and its rights" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_recording_that_was_broken_off_goes_on_after_its_last_whole_frame(tmp_path: Path) -> None:
    recording = CallRecording(tmp_path / "call")
    recording.add_customer(AudioClip(SECOND, RATE))
    recording.close()
    with recording.path.open("ab") as file:
        file.write(b"\x01\x02")  # half a frame, as the power leaves it
    again = CallRecording(tmp_path / "call", go_on=True)
    assert again.seconds == 1.0
    assert again.add_learner(SECOND) == (1.0, 2.0)
    again.close()
    left, right = channels(again.path)
    assert (left, right) == ([1000] * RATE + [0] * RATE, [0] * RATE + [1000] * RATE)


def test_there_is_nothing_to_go_on_with_where_no_recording_lies(tmp_path: Path) -> None:
    recording = CallRecording(tmp_path / "call", go_on=True)
    assert recording.add_learner(SECOND) == (0.0, 1.0)
    recording.close()
    assert frames_in(recording.path) == RATE
