"""The evidence pack: page, record and sound, whole or not at all."""

import base64
import io
import json
import re
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from debrief.calls import KITCHEN, PARCEL, call, said
from records.kept import good_call, keep

from kiosk.debrief.marking import mark
from kiosk.errors import BadInput
from kiosk.records import pack as packing
from kiosk.records.pack import write_bare, write_pack
from kiosk.records.store import RecordStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    opened = RecordStore(tmp_path / "data")
    yield opened
    opened.close()


def test_a_pack_has_a_page_a_record_and_the_sound(store: RecordStore, tmp_path: Path) -> None:
    record = keep(store, good_call(), sound=True)
    pack = write_pack(store, PARCEL, record.id, tmp_path / "pack")
    assert sorted(path.name for path in (tmp_path / "pack").iterdir()) == ["call.wav", "debrief.html", "record.json"]
    assert pack.page.read_text("utf-8").startswith("<!doctype html>")
    original = store.audio(record.id)
    assert original is not None
    assert pack.sound is not None
    assert pack.sound.read_bytes() == original.read_bytes()


def test_the_json_holds_the_whole_record_its_marks_and_its_debrief(store: RecordStore, tmp_path: Path) -> None:
    record = keep(store, good_call(), sound=True)
    whole = json.loads(write_pack(store, PARCEL, record.id, tmp_path / "pack").record.read_bytes())
    assert (whole["form"], whole["stamp"]) == (1, "simulated, formative")
    assert [turn["reply"]["words"][0]["text"] for turn in whole["record"]["turns"]] == [
        turn.reply.words[0].text for turn in record.turns
    ]
    assert {given["point"]: given["verdict"] for given in whole["marks"]} == {
        given.point: given.verdict for given in mark(PARCEL, record)
    }
    assert whole["debrief"]["ending"]["means"] == PARCEL.endings["resolved"].means


def test_the_page_carries_both_voices_as_loud_as_they_were(store: RecordStore, tmp_path: Path) -> None:
    record = keep(store, good_call(), sound=True)
    page = write_pack(store, PARCEL, record.id, tmp_path / "pack").page.read_text("utf-8")
    found = re.search(r"data:audio/wav;base64,([A-Za-z0-9+/=]+)", page)
    assert found is not None
    with wave.open(io.BytesIO(base64.b64decode(found[1]))) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getnframes()) == (1, 16000, 8 * 16000)
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    assert set(samples.tolist()) == {1000}


def test_sound_too_long_for_the_page_lies_beside_it(
    store: RecordStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = keep(store, good_call(), sound=True)
    monkeypatch.setattr(packing, "MOST_SOUND", 10_000)
    page = write_pack(store, PARCEL, record.id, tmp_path / "pack").page.read_text("utf-8")
    assert "data:audio" not in page
    assert '<a href="call.wav">call.wav</a>' in page


def test_a_call_without_sound_has_a_page_and_a_record(store: RecordStore, tmp_path: Path) -> None:
    record = keep(store, good_call())
    pack = write_pack(store, PARCEL, record.id, tmp_path / "pack")
    assert pack.sound is None
    assert "<audio" not in pack.page.read_text("utf-8")
    assert "call.wav" not in pack.page.read_text("utf-8")
    assert json.loads(pack.record.read_bytes())["record"]["seconds"] == 0


def test_sound_that_cannot_be_read_keeps_nobody_from_the_page(store: RecordStore, tmp_path: Path) -> None:
    record = keep(store, good_call(), sound=True)
    sound = store.audio(record.id)
    assert sound is not None
    sound.write_bytes(b"RIFF")
    page = write_pack(store, PARCEL, record.id, tmp_path / "pack").page.read_text("utf-8")
    assert "data:audio" not in page


def test_a_pack_may_lie_with_the_record_and_goes_with_it(store: RecordStore) -> None:
    record = keep(store, good_call(), sound=True)
    folder = store.folder(record.id)
    pack = write_pack(store, PARCEL, record.id, folder)
    assert pack.sound == store.audio(record.id)
    assert write_pack(store, PARCEL, record.id, folder) == pack
    store.erase(record.id)
    assert not folder.exists()


def test_a_call_without_a_reply_can_be_packed(store: RecordStore, tmp_path: Path) -> None:
    keep(store, replace(call(ending=None), id="nobody-spoke"), finished=False)
    assert "before the first reply" in write_pack(store, PARCEL, "nobody-spoke", tmp_path).page.read_text("utf-8")


def test_a_record_of_another_role_play_still_makes_a_page(store: RecordStore, tmp_path: Path) -> None:
    keep(store, replace(call(said("your son", facts=["birthday"])), id="other"))
    page = write_pack(store, KITCHEN, "other", tmp_path).page.read_text("utf-8")
    assert "Turn by turn" in page


def test_without_the_role_play_there_is_the_record_and_the_sound(store: RecordStore, tmp_path: Path) -> None:
    record = keep(store, good_call(), sound=True)
    bare = write_bare(store, record.id, tmp_path / "bare")
    whole = json.loads(bare.record.read_bytes())
    assert (whole["marks"], whole["debrief"], whole["record"]["id"]) == (None, None, record.id)
    assert bare.sound is not None
    assert not (tmp_path / "bare" / "debrief.html").exists()


def test_an_unknown_call_makes_no_file(store: RecordStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not among the records"):
        write_pack(store, PARCEL, "unknown", tmp_path / "pack")
    assert not (tmp_path / "pack").exists()
