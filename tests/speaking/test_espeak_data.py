"""eSpeak NG's files: what it needs is copied, and what stands in the way is told."""

import shutil
from collections import namedtuple

import pytest

from kiosk.errors import MissingPart
from kiosk.speaking.delivery import EspeakDelivery
from kiosk.speaking.espeak_data import copy_english, require_room, write_variant

FURIOUS = EspeakDelivery("gmw/en-US", 170, (160, 270), 99, 0.55, "female", 115, 100, 7, 5, 1, 2)


@pytest.fixture
def source(tmp_path):
    source = tmp_path / "source"
    (source / "lang" / "gmw").mkdir(parents=True)
    for name in (
        "phondata",
        "phonindex",
        "phontab",
        "intonations",
        "en_dict",
        "de_dict",
        "lang/gmw/en-US",
        "lang/gmw/de",
    ):
        (source / name).write_text(name)
    return source


def test_only_english_is_copied(source, tmp_path):
    (tmp_path / "work").mkdir()
    data = copy_english(source, tmp_path / "work")
    copied = {str(path.relative_to(data)) for path in data.rglob("*") if path.is_file()}
    assert copied == {"phondata", "phonindex", "phontab", "intonations", "en_dict", "lang/gmw/en-US"}


def test_data_that_is_not_there_is_told(source, tmp_path):
    (source / "phontab").unlink()
    with pytest.raises(MissingPart, match=r"could not be copied .*: free some disk space, or install") as caught:
        copy_english(source, tmp_path)
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_told_before_the_engine_hangs_on_it(tmp_path, monkeypatch):
    require_room(tmp_path)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9, 3_000_000))
    with pytest.raises(MissingPart, match=r"3 MB left on the disk of .*: free 20 MB"):
        require_room(tmp_path)


def test_a_variant_is_written_once_for_each_delivery(source, tmp_path):
    (tmp_path / "work").mkdir()
    data = copy_english(source, tmp_path / "work")
    name = write_variant(data, FURIOUS)
    path = data / "voices" / "!v" / name
    lines = path.read_text().splitlines()
    assert "pitch 160 270" in lines
    assert "gender female" in lines
    assert any(line.startswith("stressAmp") for line in lines)
    before = path.stat().st_mtime_ns
    assert write_variant(data, FURIOUS) == name
    assert path.stat().st_mtime_ns == before
