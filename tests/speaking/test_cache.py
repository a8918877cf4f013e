"""The cache: what went in comes out, damage is a miss, and it does not outgrow its bound."""

import os
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import MissingPart
from kiosk.sound.audio import AudioClip
from kiosk.speaking.cache import ClipCache, cache_key


def clip(samples: int = 1000, value: int = 1) -> AudioClip:
    return AudioClip(np.full(samples, value, np.int16), 22_050)


def test_gives_back_what_was_put_in(tmp_path):
    cache = ClipCache(tmp_path / "new" / "folder")
    cache.put("k", clip(value=7))
    kept = cache.get("k")
    assert kept is not None
    assert kept.rate == 22_050
    assert np.array_equal(kept.samples, clip(value=7).samples)
    assert cache.get("other") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:30],
        lambda whole: whole[:-100],
        lambda whole: whole + b"more",
        lambda whole: b"not a WAV file at all" * 10,
        lambda whole: whole[:44],
    ],
    ids=["empty", "half a header", "cut", "lengthened", "something else", "header alone"],
)
def test_a_damaged_file_is_a_miss_and_can_be_replaced(tmp_path, damage):
    cache = ClipCache(tmp_path)
    cache.put("k", clip())
    path = tmp_path / "k.wav"
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("k") is None
    cache.put("k", clip(value=9))
    assert cache.get("k") is not None


def test_removes_the_longest_unused_first_when_the_bound_is_passed(tmp_path):
    size = 44 + 2 * 1000
    cache = ClipCache(tmp_path, max_bytes=5 * size)
    for age, key in enumerate("abcde"):
        cache.put(key, clip())
        os.utime(tmp_path / f"{key}.wav", (1000 + age, 1000 + age))
    assert cache.get("a") is not None  # Used again, so no longer the oldest.
    cache.put("f", clip())
    left = {path.stem for path in tmp_path.glob("*.wav")}
    assert "a" in left
    assert "f" in left
    assert "b" not in left
    assert len(left) * size <= 5 * size


def test_counts_what_an_earlier_run_left(tmp_path):
    ClipCache(tmp_path).put("old", clip(5000))
    os.utime(tmp_path / "old.wav", (1000, 1000))
    ClipCache(tmp_path, max_bytes=12_000).put("new", clip(2000))
    assert [path.stem for path in tmp_path.glob("*.wav")] == ["new"]


def test_a_clip_larger_than_the_bound_is_kept_while_it_is_the_newest(tmp_path):
    cache = ClipCache(tmp_path, max_bytes=100)
    cache.put("k", clip())
    assert cache.get("k") is not None


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MissingPart, match=r"voice cache .*file.*: set another cache folder") as caught:
        ClipCache(tmp_path / "file" / "cache")
    assert "\n" not in str(caught.value)


def test_a_folder_that_vanishes_is_made_again(tmp_path):
    cache = ClipCache(tmp_path / "cache")
    (tmp_path / "cache").rmdir()
    cache.put("k", clip())
    assert cache.get("k") is not None


def test_a_full_disk_is_told_and_leaves_no_half_file(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    cache = ClipCache(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MissingPart, match="no room on the disk"):
        cache.put("k", clip())
    assert list(tmp_path.iterdir()) == []


def test_many_threads_may_put_and_get(tmp_path):
    cache = ClipCache(tmp_path, max_bytes=20_000)
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(20):
                cache.put(f"k{(number + turn) % 6}", clip())
                kept = cache.get(f"k{turn % 6}")
                assert kept is None or len(kept.samples) == 1000
        except BaseException as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


@given(
    st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4),
    st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4),
)
def test_keys_differ_exactly_when_the_parts_do_and_are_safe_file_names(one, other):
    assert (cache_key(one) == cache_key(other)) == (one == other)
    assert cache_key(one).isalnum()
