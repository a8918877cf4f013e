"""The speaker as the rest of the program uses it: real eSpeak NG, real cache."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import BadInput, MissingPart
from kiosk.speaking.speaker import Speaker
from kiosk.speaking.voice import MOODS
from kiosk.speaking.voice_file import list_voices

VOICES = Path(__file__).parents[2] / "voices"
LINE = "Three times I've rung you. Three! Where is it?"


@pytest.fixture
def speaker(tmp_path) -> Iterator[Speaker]:
    with Speaker(tmp_path / "cache", [VOICES]) as speaker:
        yield speaker


@pytest.mark.parametrize("voice", [voice.name for voice in list_voices([VOICES])])
def test_every_voice_speaks_in_every_mood(speaker, voice):
    for mood in MOODS:
        clip = speaker.render(LINE, voice, mood)
        assert clip.rate == 22_050
        assert 1.5 < clip.seconds < 6
        assert 5_000 < np.abs(clip.samples.astype(int)).max() < 32_000


def test_a_line_is_made_once_and_the_same_ever_after(speaker, tmp_path):
    first = speaker.render(LINE, "danuta", "furious")
    assert np.array_equal(speaker.render(LINE, "danuta", "furious").samples, first.samples)
    with Speaker(tmp_path / "cache", [VOICES]) as later:
        assert np.array_equal(later.render(LINE, "danuta", "furious").samples, first.samples)
        assert later.engine_pid is None


def test_lines_that_sound_the_same_share_a_file_and_others_do_not(speaker, tmp_path):
    for text, voice, mood in [
        ("Hello there.", "danuta", "calm"),
        ("  Hello   there. ", "danuta", "calm"),
        ("Hello there!", "danuta", "calm"),
        ("Hello there.", "danuta", "wary"),
        ("Hello there.", "gerald", "calm"),
    ]:
        speaker.render(text, voice, mood)
    assert len(list((tmp_path / "cache").glob("*.wav"))) == 4


def test_a_changed_voice_file_is_heard(tmp_path):
    text = (VOICES / "danuta.yaml").read_text(encoding="utf-8")
    voices = tmp_path / "voices"
    voices.mkdir()
    lengths = []
    for rate in ("rate: 165", "rate: 120"):
        (voices / "danuta.yaml").write_text(text.replace("rate: 165", rate), encoding="utf-8")
        with Speaker(tmp_path / "cache", [voices]) as speaker:
            lengths.append(speaker.render(LINE, "danuta", "neutral").seconds)
    assert lengths[1] > lengths[0] * 1.2


def test_a_damaged_file_in_the_cache_is_made_again(speaker, tmp_path):
    whole = speaker.render(LINE, "danuta", "calm")
    path = next((tmp_path / "cache").glob("*.wav"))
    path.write_bytes(path.read_bytes()[:5_000])
    assert speaker.render(LINE, "danuta", "calm").seconds == pytest.approx(whole.seconds, abs=0.05)
    assert path.stat().st_size > 50_000


def test_render_all_tells_its_progress_and_makes_each_line_ready(speaker):
    lines = [(f"Line number {number}.", "dave", "upset") for number in range(5)]
    told: list[tuple[int, int]] = []
    speaker.render_all(lines, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    speaker.close()
    assert all(speaker.render(*line).seconds > 0.3 for line in lines)


def test_render_all_refuses_a_bad_line_before_it_makes_any(speaker, tmp_path):
    with pytest.raises(BadInput, match="mood 'cross'"):
        speaker.render_all([(LINE, "danuta", "calm"), (LINE, "danuta", "cross")])
    assert list((tmp_path / "cache").iterdir()) == []
    assert speaker.engine_pid is None


@pytest.mark.parametrize(
    ("text", "voice", "mood", "told"),
    [
        ("…", "danuta", "calm", "nothing in it can be spoken"),
        ("word " * 2_000, "danuta", "calm", "10000 characters: 2000 at most"),
        ("hello", "dvae", "calm", "did you mean 'dave'"),
        ("hello", "danuta", "kalm", "did you mean 'calm'"),
    ],
)
def test_what_cannot_be_spoken_is_told_in_one_line(speaker, text, voice, mood, told):
    with pytest.raises(BadInput, match=told) as caught:
        speaker.render(text, voice, mood)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "<b>hello</b>",
        "hi [[h@'loU]]",
        "Привет",
        "日本語",
        "£20 & 5% off",
        "a\x01\x0290P b",
        "1 < 2 > 0",
        "x" * 30,
        "Ok?!?",
    ],
    ids=ascii,
)
def test_odd_text_is_spoken_as_text(speaker, text):
    assert 0.2 < speaker.render(text, "danuta", "calm").seconds < 15


def test_the_longest_line_is_spoken_whole(speaker):
    assert speaker.render("word " * 399 + "end.", "tyler", "furious").seconds > 60


def test_two_speakers_may_work_on_one_cache_at_once(tmp_path):
    lines = [(f"Number {number}, please.", "priya", mood) for number in range(10) for mood in ("calm", "furious")]
    faults: list[BaseException] = []

    def work() -> None:
        try:
            with Speaker(tmp_path / "cache", [VOICES]) as speaker:
                speaker.render_all(lines)
        except BaseException as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(list((tmp_path / "cache").iterdir())) == len(lines)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_cannot_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(MissingPart, match="not writable"):
        Speaker(tmp_path, [VOICES])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc (Linux)")
def test_five_hundred_lines_in_a_row_neither_hang_nor_leak(speaker, record_property):
    def memory_mb() -> float:
        status = Path(f"/proc/{speaker.engine_pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    def lines(first: int, count: int) -> list[tuple[str, str, str]]:
        names = [voice.name for voice in list_voices([VOICES])]
        return [
            (f"I have rung you {number} times about this parcel.", names[number % 9], MOODS[number % 6])
            for number in range(first, first + count)
        ]

    speaker.render_all(lines(0, 60))  # Every voice and mood has its variant file by now.
    before, process_id = memory_mb(), speaker.engine_pid
    speaker.render_all(lines(60, 500))
    after = memory_mb()
    record_property("engine memory before and after 500 lines (MB)", f"{before:.1f} {after:.1f}")
    assert speaker.engine_pid == process_id
    assert after - before < 5
