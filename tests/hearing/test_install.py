"""A model is installed whole or not at all, whatever the server and the net do."""

import hashlib
import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import tonecode
from file_server import FileServer

from kiosk.download import RemoteFile, download
from kiosk.errors import BadInput, MissingPart
from kiosk.hearing.catalogue import SMALL_ENGLISH, by_hand, find_entry
from kiosk.hearing.install import install
from kiosk.hearing.models import installed_models
from kiosk.hearing.vosk_engine import VoskRecogniser

NAME = "vosk-model-tones"


def ignore(_done: int, _total: int) -> None:
    """Take no notice of progress."""


class Server(FileServer):
    """A catalogue and one zip file, served as badly as a test asks for."""

    def __init__(self) -> None:
        super().__init__(".zip")
        self.catalogue = f"{self.address}/model-list.json"
        self.md5: str | None = None
        self.body = b""

    @property
    def body(self) -> bytes:
        return self.files[f"/{NAME}.zip"]

    @body.setter
    def body(self, content: bytes) -> None:
        self.files[f"/{NAME}.zip"] = content
        self.list_it()

    def list_it(self) -> None:
        md5 = self.md5 or hashlib.md5(self.body).hexdigest()
        url = f"{self.address}/{NAME}.zip"
        entry = {"name": NAME, "url": url, "md5": md5, "size": len(self.body), "lang": "en-us", "obsolete": "false"}
        self.files["/model-list.json"] = json.dumps([entry]).encode()


@pytest.fixture(scope="module")
def good_zip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("zip")
    tonecode.make_model(folder / NAME, ["hello", "calm"])
    return Path(shutil.make_archive(str(folder / "model"), "zip", folder, NAME)).read_bytes()


@pytest.fixture
def server(good_zip: bytes) -> Iterator[Server]:
    running = Server()
    running.body = good_zip
    yield running
    running.close()


def zip_of(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in entries:
            pack.writestr(name, data, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def test_an_installed_model_is_listed_as_checked_and_loads(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = install(NAME, tmp_path / "models", lambda done, total: seen.append((done, total)), server.catalogue)
    assert [(model.path, model.checked) for model in installed_models(tmp_path / "models")] == [(path, True)]
    assert VoskRecogniser(path).name == f"vosk {NAME}"
    assert seen[0] == (0, len(server.body))
    assert seen[-1] == (len(server.body), len(server.body))
    assert [child.name for child in (tmp_path / "models").iterdir()] == [NAME]
    server.close()
    assert install(NAME, tmp_path / "models", ignore, server.catalogue) == path


def test_a_broken_connection_is_taken_up_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.breaks_after = [5_000, 7_000]
    assert install(NAME, tmp_path, ignore, server.catalogue).is_dir()
    assert server.asked == [None, "bytes=5000-", "bytes=12000-"]


def test_half_a_download_is_kept_for_the_next_call_and_is_no_model(server: Server, tmp_path: Path) -> None:
    server.breaks_after = [5_000, 0]
    with pytest.raises(MissingPart, match=r"5,000 of .* bytes are kept: try again"):
        install(NAME, tmp_path, ignore, server.catalogue)
    assert installed_models(tmp_path) == ()
    assert install(NAME, tmp_path, ignore, server.catalogue).is_dir()
    assert server.asked[-1] == "bytes=5000-"


def test_a_server_without_ranges_sends_the_whole_file_again(server: Server, tmp_path: Path) -> None:
    server.breaks_after, server.takes_ranges = [5_000], False
    assert install(NAME, tmp_path, ignore, server.catalogue).is_dir()


def test_a_file_that_changed_meanwhile_is_not_patched_together(server: Server, tmp_path: Path) -> None:
    server.breaks_after = [5_000, 0]
    with pytest.raises(MissingPart):
        install(NAME, tmp_path, ignore, server.catalogue)
    server.etag = '"2"'
    assert install(NAME, tmp_path, ignore, server.catalogue).is_dir()


def test_a_wrong_checksum_throws_the_download_away(server: Server, tmp_path: Path) -> None:
    server.md5 = "0" * 32
    server.list_it()
    with pytest.raises(MissingPart, match=r"not 0{32}; it was thrown away"):
        install(NAME, tmp_path, ignore, server.catalogue)
    assert list(tmp_path.iterdir()) == []


class Bad(NamedTuple):
    body: bytes
    says: str


def link() -> bytes:
    entry = zipfile.ZipInfo(f"{NAME}/conf")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zip_of((entry, b"/etc"))


BAD: dict[str, Callable[[], Bad]] = {
    "climbs out": lambda: Bad(zip_of((f"{NAME}/../../evil", b"x")), "leads out of the folder"),
    "absolute": lambda: Bad(zip_of(("/tmp/evil", b"x")), "leads out of the folder"),
    "drive": lambda: Bad(zip_of(("C:/evil", b"x")), "leads out of the folder"),
    "link": lambda: Bad(link(), "is a link"),
    "bomb": lambda: Bad(zip_of((f"{NAME}/am/final.mdl", bytes(30_000_000))), "grows from"),
    "no model": lambda: Bad(zip_of((f"{NAME}/README", b"hello")), "has no acoustic model"),
    "two folders": lambda: Bad(zip_of(("a/x", b"1"), ("b/x", b"2")), "not one folder"),
    "no zip": lambda: Bad(b"<html>sign in to the wireless</html>", "not a sound zip file"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_model_leaves_nothing_behind(kind: str, server: Server, tmp_path: Path) -> None:
    server.body, says = BAD[kind]()
    with pytest.raises(BadInput, match=says) as caught:
        install(NAME, tmp_path / "models", ignore, server.catalogue)
    assert "\n" not in str(caught.value)
    assert installed_models(tmp_path / "models") == ()
    assert [path.name for path in tmp_path.rglob("*") if "evil" in path.name] == []


def test_a_missing_file_says_so_and_how_to_do_without(server: Server, tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"answered 404 .*unzip it and name the folder in kiosk\.toml"):
        install(NAME, tmp_path, ignore, f"{server.address}/gone.json")
    server.body = b""
    gone = RemoteFile(f"model {NAME}", f"{server.address}/{NAME}.zip", 9, "0" * 32, by_hand(NAME))
    with pytest.raises(MissingPart, match=r"answered 404 .*unzip it and name the folder in kiosk\.toml"):
        download(gone, tmp_path / "part", ignore)


def test_no_net_says_how_to_install_by_hand(server: Server, tmp_path: Path) -> None:
    server.close()
    with pytest.raises(MissingPart, match=r"refused.*unzip it and name the folder in kiosk\.toml"):
        install(NAME, tmp_path, ignore, server.catalogue)


def test_a_full_disk_is_told_before_the_download(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(MissingPart, match=r"no room in .*; free 1 MB"):
        install(NAME, tmp_path, ignore, server.catalogue)
    assert server.asked == []


def test_a_misspelt_name_gets_the_nearest_one(server: Server) -> None:
    with pytest.raises(BadInput, match=f"did you mean {NAME}"):
        find_entry("vosk-model-tonse", server.catalogue)


def test_the_small_model_needs_no_catalogue() -> None:
    entry = find_entry("vosk-model-small-en-us-0.15")
    assert entry == SMALL_ENGLISH
    assert (entry.size, entry.md5) == (41_205_931, "09ab50ccd62b674cbaa231b825f9c1cb")


def test_only_web_addresses_are_fetched(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a web address"):
        find_entry(NAME, f"file://{tmp_path}/list.json")


def test_a_model_unzipped_by_hand_is_listed_and_a_half_one_is_not(tmp_path: Path) -> None:
    tonecode.make_model(tmp_path / "by-hand", ["hello"])
    (tmp_path / "half" / "am").mkdir(parents=True)
    tonecode.make_model(tmp_path / ".unpacking-1", ["hello"])
    assert [(model.name, model.checked) for model in installed_models(tmp_path)] == [("by-hand", False)]
    assert installed_models(tmp_path / "nowhere") == ()
