"""`kiosk voices`: what speaks for whom, a voice installed after its licence was read, one tried."""

import functools
import hashlib
import json
import re
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
import standin_voice
from file_server import FileServer

from kiosk.cli import run
from kiosk.commands import output, voices
from kiosk.settings import shipped
from kiosk.speaking.install import install

NAME = standin_voice.NAME
GUIDE = Path(__file__).parents[2] / "docs" / "writing-scenarios.md"


@pytest.fixture
def server() -> Iterator[FileServer]:
    pytest.importorskip("piper", reason="needs Piper (the extra 'test' or 'piper' of this package)")
    pytest.importorskip("onnx", reason="needs onnx (the extra 'test' of this package), to make a voice for Piper")
    running = FileServer(".onnx")
    parts = {
        f"{NAME}.onnx": standin_voice.model(),
        f"{NAME}.onnx.json": json.dumps(standin_voice.settings()).encode(),
        "MODEL_CARD": standin_voice.CARD.encode(),
    }
    running.files = {f"/{name}": content for name, content in parts.items()}
    files = {
        name: {"size_bytes": len(content), "md5_digest": hashlib.md5(content).hexdigest()}
        for name, content in parts.items()
    }
    running.files["/voices.json"] = json.dumps({NAME: {"files": files}}).encode()
    yield running
    running.close()


@pytest.fixture
def here(server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command in this process, with folders of its own, the test's server, and a customer for its voice."""
    (tmp_path / "own").mkdir()
    (tmp_path / "plays").mkdir()
    plain = (shipped("voices") / "gerald.yaml").read_text("utf-8")
    (tmp_path / "own" / "stan.yaml").write_text(re.sub("(?m)^piper:.*", f"piper: {{model: {NAME}}}", plain), "utf-8")
    for key, folder in {"DATA": "data", "CACHE": "cache", "VOICES": "own", "SCENARIOS": "plays"}.items():
        monkeypatch.setenv(f"KIOSK_{key}", str(tmp_path / folder))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(voices, "install", functools.partial(install, catalogue_url=f"{server.address}/voices.json"))
    return tmp_path


def test_each_voice_is_listed_with_what_speaks_for_it_and_why(kiosk):
    ran = kiosk("voices")
    assert ran.status == 0, ran.err
    said = dict(zip(ran.lines[::2], ran.lines[1::2], strict=True))
    tyler = next(line for name, line in said.items() if name.startswith("tyler "))
    assert tyler.split(maxsplit=4)[:4] == ["eSpeak", "NG,", "en-US-nyc,", "GPL-3.0-or-later:"]
    assert "Piper's en_US-joe-medium is not installed" in tyler
    assert {name.split()[0] for name in said} >= {"danuta", "gerald", "learner"}


@pytest.mark.parametrize(
    "words",
    [["danuta", "--mood", "furious", "I've been waiting"], ["--mood", "furious", "danuta", "I've been waiting"]],
)
def test_options_may_stand_before_the_text(kiosk, words):
    ran = kiosk("voices", "try", *words, "--out", "a.wav")
    assert ran.status == 0, ran.err
    with wave.open(str(kiosk.folder / "a.wav")) as file:
        assert file.getnframes() / file.getframerate() > 0.5


@pytest.mark.parametrize("name", ["stan", NAME])
def test_a_voice_is_installed_by_the_customers_name_or_its_own(here, capsys, name):
    assert run(["voices", "install", name, "--yes"]) == 0
    ran = capsys.readouterr()
    assert "* License: CC0" in ran.err, "the licence is shown even where it was agreed to before"
    assert ran.out.splitlines() == [
        f"{NAME}: installed in {here / 'data' / 'voices' / NAME}",
        f"stan: Piper speaks, {NAME} is installed",
    ]
    assert run(["voices"]) == 0
    assert f"Piper, en_GB, GPL-3.0-or-later, voice CC0: {NAME} is installed" in capsys.readouterr().out


def test_the_lines_of_its_role_plays_are_made_at_once_so_that_no_learner_waits(here, capsys):
    (role_play,) = re.findall(r"```yaml\n(title:.*?)```", GUIDE.read_text("utf-8"), re.S)
    (here / "plays" / "coffee.yaml").write_text(re.sub(r"(?m)^  voice: \w+", "  voice: stan", role_play), "utf-8")
    (here / "plays" / "faulty.yaml").write_text("title: 3\n", "utf-8")
    assert run(["voices", "install", "stan", "--yes"]) == 0
    assert "lines of coffee" in capsys.readouterr().err
    assert len(list((here / "cache" / "lines").glob("*.wav"))) > 20


def test_where_nobody_can_be_asked_the_licence_is_shown_and_nothing_installed(here, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert run(["voices", "install", NAME]) == 2
    told = capsys.readouterr().err
    assert "* License: CC0" in told
    assert told.splitlines()[-1].endswith("add --yes to agree")
    assert not (here / "data" / "voices" / NAME).exists()


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("\n", 2), ("no\n", 2)])
def test_at_a_terminal_the_licence_is_asked_about(here, monkeypatch, answer, status):
    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return answer

    monkeypatch.setattr(voices.sys, "stdin", Terminal())
    assert voices.sys is output.sys
    assert run(["voices", "install", NAME]) == status
    assert (here / "data" / "voices" / NAME).exists() == (status == 0)


def test_a_customer_without_a_piper_voice_is_told(kiosk):
    assert "names no Piper voice" in kiosk.refused("voices", "install", "winston", status=2)


def test_without_a_net_an_install_is_one_line_with_the_way_round_it(kiosk):
    closed = "http://127.0.0.1:9"
    proxies = {"http_proxy": closed, "https_proxy": closed, "no_proxy": "", "HTTP_PROXY": closed, "HTTPS_PROXY": closed}
    line = kiosk.refused("voices", "install", "danuta", status=3, **proxies)
    assert "(Connection refused)" in line
    assert "on a machine with a net download en_US-kristin-medium.onnx" in line


def test_the_systems_own_speech_where_there_is_none_is_one_line(kiosk):
    assert "speech = 'system'" in kiosk.refused("voices", status=3, KIOSK_SPEECH="system")
    assert "speech" in kiosk.refused("voices", status=2, KIOSK_SPEECH="sistem")


def test_every_customers_moods_are_within_the_budgets_and_one_is_tearful(kiosk):
    ran = kiosk("bench", "voices", "--json")
    assert ran.status == 0, ran.err
    figures = [json.loads(line) for line in ran.lines]
    names = {figure["what"].partition(",")[0] for figure in figures}
    assert names == {"brenda", "danuta", "dave", "gerald", "margaret", "priya", "tyler", "winston"}
    assert [figure for figure in figures if not figure["within"]] == []
    assert any(figure["what"] == "priya, tearful against calm: breaks in a line" for figure in figures)
