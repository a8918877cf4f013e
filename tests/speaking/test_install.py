"""A voice is installed whole or not at all, after its licence was shown, whatever the server and the net do."""

import hashlib
import json
import shutil
from collections.abc import Iterator

import pytest
from file_server import FileServer

from kiosk.errors import BadInput, MissingPart
from kiosk.speaking.install import install
from kiosk.speaking.piper_voices import installed_voice, licence_in

NAME = "en_GB-nobody-low"
CARD = "# Model card\n\n* License: CC BY 4.0\n"
PARTS = {f"{NAME}.onnx": bytes(range(256)) * 80, f"{NAME}.onnx.json": b'{"audio": {}}', "MODEL_CARD": CARD.encode()}


class Server(FileServer):
    """Piper's catalogue with one voice."""

    def __init__(self) -> None:
        super().__init__(".onnx")
        self.catalogue = f"{self.address}/main/voices.json"
        self.files |= {f"/main/en/low/{name}": content for name, content in PARTS.items()}
        self.list_it()

    def list_it(self, md5: str = "") -> None:
        files = {
            f"en/low/{name}": {"size_bytes": len(content), "md5_digest": md5 or hashlib.md5(content).hexdigest()}
            for name, content in PARTS.items()
        }
        self.files["/main/voices.json"] = json.dumps({NAME: {"key": NAME, "files": files}}).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def agree(_card: str) -> bool:
    return True


def ignore(_done: int, _total: int) -> None:
    """Take no notice of progress."""


def test_a_voice_is_installed_after_its_licence_was_shown(server, tmp_path):
    shown: list[str] = []
    seen: list[tuple[int, int]] = []

    def read(card: str) -> bool:
        shown.append(card)
        assert server.asked == [], "the voice itself is fetched only afterwards"
        return True

    model = install(NAME, tmp_path / "v", read, lambda done, total: seen.append((done, total)), server.catalogue)
    assert shown == [CARD]
    assert {path.name: path.read_bytes() for path in model.parent.iterdir() if path.name in PARTS} == PARTS
    assert [path.name for path in (tmp_path / "v").iterdir()] == [NAME]
    total = sum(map(len, PARTS.values()))
    assert seen[-1] == (total, total)
    assert sorted(seen) == seen
    voice = installed_voice(NAME, tmp_path / "v")
    assert voice is not None
    assert (voice.model, voice.checked, voice.licence) == (model, True, "CC BY 4.0")
    server.close()
    assert install(NAME, tmp_path / "v", agree, ignore, server.catalogue) == model


def test_a_licence_that_is_not_agreed_to_installs_nothing(server, tmp_path):
    with pytest.raises(BadInput, match="not installed, since its licence was not agreed to"):
        install(NAME, tmp_path, lambda card: False, ignore, server.catalogue)
    assert installed_voice(NAME, tmp_path) is None
    assert server.asked == []


def test_a_broken_connection_is_taken_up_where_it_broke(server, tmp_path):
    server.breaks_after = [5_000, 7_000]
    install(NAME, tmp_path, agree, ignore, server.catalogue)
    assert server.asked == [None, "bytes=5000-", "bytes=12000-"]


def test_half_a_download_is_kept_for_the_next_call_and_is_no_voice(server, tmp_path):
    server.breaks_after = [5_000, 0]
    with pytest.raises(MissingPart, match=r"5,000 of 20,480 bytes are kept: try again"):
        install(NAME, tmp_path, agree, ignore, server.catalogue)
    assert installed_voice(NAME, tmp_path) is None
    install(NAME, tmp_path, agree, ignore, server.catalogue)
    assert server.asked[-1] == "bytes=5000-"


def test_a_wrong_checksum_throws_the_download_away(server, tmp_path):
    server.list_it(md5="0" * 32)
    with pytest.raises(MissingPart, match=r"not 0{32}; it was thrown away"):
        install(NAME, tmp_path, agree, ignore, server.catalogue)
    assert installed_voice(NAME, tmp_path) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_told_before_the_download(server, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 10}))
    with pytest.raises(MissingPart, match=r"no room in .*; free 1 MB"):
        install(NAME, tmp_path, agree, ignore, server.catalogue)
    assert server.asked == []


def test_a_folder_that_cannot_be_made_is_told(server, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(MissingPart, match=r"cannot be written in .*file.*permissions"):
        install(NAME, tmp_path / "file", agree, ignore, server.catalogue)


def test_no_net_says_how_to_install_by_hand(server, tmp_path):
    server.close()
    with pytest.raises(MissingPart, match=rf"refused.*download {NAME}\.onnx, .* into a folder {NAME}") as caught:
        install(NAME, tmp_path, agree, ignore, server.catalogue)
    assert "\n" not in str(caught.value)


def test_a_misspelt_name_gets_the_nearest_one(server, tmp_path):
    with pytest.raises(BadInput, match=f"did you mean {NAME}"):
        install("en_GB-noboddy-low", tmp_path, agree, ignore, server.catalogue)


@pytest.mark.parametrize(
    "content", [b"<html>sign in</html>", b"[1]", b'{"en_GB-nobody-low": {"files": {}}}', b'{"en_GB-nobody-low": 3}']
)
def test_a_catalogue_that_is_none_is_told(server, tmp_path, content):
    server.files["/main/voices.json"] = content
    with pytest.raises(BadInput, match=r"not a list of Piper voices|not in the catalogue"):
        install(NAME, tmp_path, agree, ignore, server.catalogue)


def test_a_name_that_leads_out_of_the_folder_is_never_a_voice(server, tmp_path):
    listed = json.loads(server.files["/main/voices.json"])
    server.files["/main/voices.json"] = json.dumps({"../evil": listed[NAME]}).encode()
    with pytest.raises(BadInput):
        install("../evil", tmp_path / "in", agree, ignore, server.catalogue)
    assert not (tmp_path / "evil").exists()
    assert not list(tmp_path.rglob("*evil*"))


def test_a_voice_put_there_by_hand_counts_and_says_that_nobody_checked_it(tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / f"{NAME}.onnx").write_bytes(b"1")
    assert installed_voice(NAME, tmp_path) is None
    (tmp_path / NAME / f"{NAME}.onnx.json").write_bytes(b"{}")
    voice = installed_voice(NAME, tmp_path)
    assert voice is not None
    assert (voice.checked, voice.licence) == (False, "unknown")


@pytest.mark.parametrize(
    ("card", "licence"),
    [("* License: CC0\n", "CC0"), ("Licence: own  \n", "own"), ("# card\n", "unknown"), ("* License:\n\nx", "unknown")],
)
def test_the_licence_is_read_off_the_card(card, licence):
    assert licence_in(card) == licence
