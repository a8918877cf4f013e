"""The command line as a whole: how it is asked, how it answers, and with which status it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import __version__
from kiosk.cli import COMMANDS, run

WITHOUT_OPTIONS = [sys.executable, "-m", "kiosk"]


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KIOSK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KIOSK_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: kiosk {command}" in capsys.readouterr().out


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert all(f"    {command} " in out for command in COMMANDS)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--version"])
    assert capsys.readouterr().out == f"kiosk {__version__}\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["dmeo"], "invalid choice: 'dmeo' (choose from"),
        (["demo", "--scirpt", "good"], "unrecognized arguments: --scirpt"),
        (["hear"], "the following arguments are required: FILE.wav"),
        (["voices", "try", "danuta"], "the following arguments are required: text"),
        (["records", "erase"], "is required"),
        (["--port", "many"], "invalid int value: 'many'"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_was_wrong(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(words)
    assert ended.value.code == 2
    assert says in capsys.readouterr().err.splitlines()[-1]


def test_done_is_0_faults_are_1_bad_input_is_2_and_a_missing_part_is_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text("title: x\n")
    assert run(["voices"]) == 0
    assert run(["check", "bad.yaml"]) == 1
    assert run(["check", "gone.yaml"]) == 2
    out = tmp_path / "bad.yaml" / "a.wav"
    assert run(["voices", "try", "danuta", "hello", "--out", str(out)]) == 3
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"{out}: cannot be written")


def test_settings_named_on_the_command_line_are_used_for_every_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text("pasue = 1\n")
    assert run(["--settings", "mine.toml", "voices"]) == 2
    assert capsys.readouterr().err == "mine.toml: 'pasue' is not a setting: did you mean 'pause'?\n"
    assert run(["--settings", "gone.toml", "voices"]) == 2


def test_a_command_may_be_run_again_in_the_same_process(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        with Path(os.devnull).open() as nothing:
            monkeypatch.setattr(sys, "stdin", nothing)
            assert run(["cues"]) == 0
            assert not nothing.closed
    assert run(["voices"]) == 0
    assert "danuta" in capfd.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_of_another_encoding_gets_what_it_can_show(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    lines = (Path(__file__).parents[1] / "voices" / "danuta.yaml").read_text("utf-8").splitlines()
    told = ["about: → ñandú" if line.startswith("about:") else line for line in lines]
    (tmp_path / "s" / "zoe.yaml").write_text("\n".join(told), "utf-8")
    ended = subprocess.run(
        [*WITHOUT_OPTIONS, "voices"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding, "KIOSK_VOICES": str(tmp_path / "s")},
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert f"? {'?' if encoding == 'ascii' else 'ñ'}and".encode(encoding) in ended.stdout


def test_the_program_and_the_module_are_the_same() -> None:
    script = Path(sys.executable).with_name("kiosk")
    if not script.exists():
        pytest.skip("the kiosk command is not installed beside this Python")
    for words in ([str(script)], WITHOUT_OPTIONS):
        ended = subprocess.run([*words, "--version"], capture_output=True, text=True, timeout=60, check=False)
        assert (ended.returncode, ended.stdout) == (0, f"kiosk {__version__}\n")


def test_a_settings_file_may_be_called_like_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo").write_text("pause = 1.5\n")
    assert run(["--settings", "demo", "voices"]) == 0
    assert "danuta" in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="closes streams as a shell does")
@pytest.mark.parametrize(
    ("words", "status"), [("cues <&-", 0), ("cues <&- >&- 2>&-", 0), ("voices >&-", 0), ("hear no.wav >&- 2>&-", 2)]
)
def test_a_stream_that_is_closed_is_an_empty_one(words: str, status: int) -> None:
    ran = subprocess.run(f"'{sys.executable}' -m kiosk {words}", shell=True, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr.count(b"Traceback")) == (status, b"", 0), ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="closes streams as a shell does")
def test_json_goes_nowhere_where_standard_output_is_closed() -> None:
    given = b'{"id": 1, "reply": "sorry"}\n'
    command = f"'{sys.executable}' -m kiosk cues >&-"
    ran = subprocess.run(command, shell=True, input=given, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
