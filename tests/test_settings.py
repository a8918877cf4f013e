"""Settings: read once, the environment before the file, and one line for what cannot be used."""

from pathlib import Path

import pytest

from kiosk.errors import BadInput
from kiosk.settings import Settings, load_settings, shipped


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without settings, and a user without any."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    (tmp_path / "etc").mkdir()
    return tmp_path / "etc" / "kiosk.toml"


def write(toml: Path, text: str) -> Path:
    toml.write_text(text, "utf-8")
    return toml


def refusal(toml: Path | None, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(BadInput) as error:
        load_settings(toml, environment or {})
    return str(error.value)


def test_without_a_file_and_an_environment_all_is_as_documented() -> None:
    settings = load_settings(None, {})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.pause, settings.keep_days) == ("127.0.0.1", 8765, 1.0, 30)
    assert settings.models == settings.data / "models"


def test_the_environment_wins_over_the_file_key_by_key(toml: Path) -> None:
    write(toml, 'pause = 2.0\nport = 9000\nmicrophone = "Jabra"\n')
    settings = load_settings(toml, {"KIOSK_PORT": "9001", "KIOSK_MICROPHONE": ""})
    assert (settings.pause, settings.port, settings.microphone) == (2.0, 9001, "")


def test_an_empty_variable_is_no_path_and_no_number(toml: Path) -> None:
    write(toml, 'data = "kept"\nport = 9000\n')
    settings = load_settings(toml, {"KIOSK_DATA": "", "KIOSK_PORT": "", "KIOSK_SCENARIOS": ""})
    assert (settings.data, settings.port, settings.scenarios) == (toml.parent / "kept", 9000, None)


def test_the_file_is_the_one_named_else_the_one_here_else_the_users(elsewhere: Path, toml: Path) -> None:
    users = elsewhere / "home" / ".config" / "deescalation-kiosk" / "kiosk.toml"
    users.parent.mkdir(parents=True)
    users.write_text("port = 1001\n")
    assert load_settings(None, {}).port == 1001
    Path("kiosk.toml").write_text("port = 1002\n")
    assert load_settings(None, {}).port == 1002
    write(toml, "port = 1003\n")
    assert load_settings(None, {"KIOSK_SETTINGS": str(toml)}).port == 1003
    assert load_settings(users, {"KIOSK_SETTINGS": str(toml)}).port == 1001


def test_a_path_in_the_file_is_meant_from_where_the_file_lies(toml: Path) -> None:
    for name in ("stories", "voices", "words"):
        (toml.parent / name).mkdir()
    write(
        toml, 'data = "../kept"\ncache = "/var/cache/k"\nscenarios = "stories"\nvoices = "voices"\nphrases = "words"\n'
    )
    settings = load_settings(toml, {})
    assert settings.data.resolve() == toml.parent.parent / "kept"
    assert settings.cache == Path("/var/cache/k")
    assert (settings.scenarios, settings.phrases) == (toml.parent / "stories", toml.parent / "words")
    assert settings.scenario_folders == (toml.parent / "stories", shipped("scenarios"))
    assert settings.voice_folders == (toml.parent / "voices", shipped("voices"))


def test_a_path_in_the_environment_is_meant_from_here_and_knows_home(elsewhere: Path) -> None:
    settings = load_settings(None, {"KIOSK_DATA": "~/kept", "KIOSK_CACHE": "lines"})
    assert (settings.data, settings.cache) == (elsewhere / "home" / "kept", Path("lines"))


@pytest.mark.parametrize(
    ("model", "meant"),
    [
        ("vosk-model-small-en-us-0.15", "vosk-model-small-en-us-0.15"),
        ("demo", "demo"),
        ("beside", "{etc}/beside"),
        ("models/one", "{etc}/models/one"),
        ("/opt/model", "/opt/model"),
        ("", ""),
    ],
)
def test_a_model_is_a_name_or_a_folder_beside_the_file(toml: Path, model: str, meant: str) -> None:
    (toml.parent / "beside").mkdir()
    assert load_settings(write(toml, f'model = "{model}"\n'), {}).model == meant.format(etc=toml.parent)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pasue = 1.0", "{file}: 'pasue' is not a setting: did you mean 'pause'?"),
        ("keep_day = 3", "{file}: 'keep_day' is not a setting: did you mean 'keep_days'?"),
        ("zzz = 3", "{file}: 'zzz' is not a setting: use one of data, cache, scenarios"),
        ('port = "eighty"', "{file}: port: Input should be a valid integer"),
        ("port = 0", "{file}: port: Input should be greater than or equal to 1, given 0"),
        ("pause = nan", "{file}: pause: Input should be"),
        ("pause = [1.0]", "{file}: pause: Input should be a valid number, given [1.0]"),
        ("data = 5", "{file}: data: Input is not a valid path"),
        ("microphone = true", "{file}: microphone: Input should be a valid string, given True"),
        ("pause 1.0", "{file}: not a settings file (Expected '='"),
        ("pause = 1\npause = 2", "{file}: not a settings file (Cannot overwrite a value"),
        ('scenarios = "my-scenrios"', "{file}: scenarios: no such folder, given '{etc}/my-scenrios'"),
        ('data = "~nobody-of-this-name/x"', "{file}: data: no such user's home, given '~nobody-of-this-name/x'"),
        ('model = "~nobody-of-this-name/x"', "{file}: model: no such user's home, given"),
    ],
)
def test_what_cannot_be_used_is_one_line_with_its_place(toml: Path, text: str, says: str) -> None:
    line = refusal(write(toml, text))
    assert line.startswith(says.format(file=toml, etc=toml.parent))
    assert "\n" not in line


def test_all_wrong_settings_are_told_at_once_each_with_where_it_stands(toml: Path) -> None:
    write(toml, "pasue = 1\nport = 0\n")
    lines = refusal(toml, {"KIOSK_KEEP_DAYS": "soon", "KIOSK_PAUSE": "9"}).splitlines()
    assert len(lines) == 4
    assert any(line.startswith("KIOSK_KEEP_DAYS: keep_days: ") and "given 'soon'" in line for line in lines)
    assert any(line.startswith("KIOSK_PAUSE: pause: ") and "less than or equal to 5" in line for line in lines)


def test_a_file_that_cannot_be_read_is_named(elsewhere: Path, toml: Path) -> None:
    assert refusal(toml).startswith(f"{toml}: cannot be read (No such file or directory)")
    assert "Is a directory" in refusal(elsewhere)
    assert refusal(None, {"KIOSK_SETTINGS": "gone.toml"}).startswith("gone.toml: cannot be read")
    toml.write_bytes(b'microphone = "caf\xe9"\n')
    assert refusal(toml).startswith(f"{toml}: not a settings file ('utf-8' codec")


def test_settings_never_change(toml: Path) -> None:
    settings = load_settings(write(toml, "port = 9000"), {})
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_a_byte_order_mark_in_front_of_the_file_is_skipped(toml: Path) -> None:
    toml.write_bytes(b"\xef\xbb\xbfpause = 1.5\r\n")
    assert load_settings(toml, {}).pause == 1.5


def test_a_user_without_a_home_is_told_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As in a container whose user is a mere number.
    monkeypatch.delenv("HOME")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 987_654)
    assert refusal(None) == "no home folder for this user: set HOME, or both KIOSK_DATA and KIOSK_CACHE"
    given = {"KIOSK_DATA": str(tmp_path / "data"), "KIOSK_CACHE": str(tmp_path / "cache")}
    assert load_settings(None, given).data == tmp_path / "data"
