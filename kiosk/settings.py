"""The settings: one frozen object, read once from `kiosk.toml` and the environment."""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.errors import BadInput

_APP = "deescalation-kiosk"
_PACKAGE = Path(__file__).resolve().parent
_OWN_FOLDERS: Final = ("scenarios", "voices", "phrases")
"""Settings that name a folder which must be there."""
_FOLDERS: Final = ("data", "cache", *_OWN_FOLDERS)


def shipped(folder: str) -> Path:
    """The folder of this name that comes with the program: inside the installed package, or in the checkout."""
    installed = _PACKAGE / "shipped" / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


class Settings(BaseModel):
    """Everything that can be set. Each key may stand in kiosk.toml, or in the environment as KIOSK_<KEY>."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(default_factory=lambda: user_data_path(_APP), description="records, recordings, models")
    cache: Path = Field(default_factory=lambda: user_cache_path(_APP), description="rendered lines; may be deleted")
    scenarios: Path | None = Field(None, description="folder with role-plays of your own")
    voices: Path | None = Field(None, description="folder with voices of your own")
    phrases: Path | None = Field(None, description="folder with phrases of your own for the cues")
    model: str = Field("", description="Vosk model: a folder, or the name of an installed one; empty: choose")
    speech: Literal["", "system"] = Field("", description="system: Windows' or macOS's own voices; empty: choose")
    microphone: str = Field("", description="name of the input device; empty: the system's default")
    loudspeaker: str = Field("", description="name of the output device; empty: the system's default")
    headset: bool = Field(False, description="learners wear a headset: they can cut in; else the microphone waits")
    pause: float = Field(
        1.0, ge=0.3, le=5.0, description="seconds of silence that end a reply; a plain end is known earlier"
    )
    silence: float = Field(8.0, ge=2.0, le=60.0, description="seconds after which nothing has been said")
    host: str = Field("127.0.0.1", description="address the screen is served on")
    port: int = Field(8765, ge=1, le=65535, description="port the screen is served on")
    pin: str | None = Field(
        None, pattern=r"^[0-9]{4,8}$", description="trainer's PIN, 4 to 8 digits; none: trainer and group pages shut"
    )
    keep_days: int = Field(30, ge=0, le=3650, description="days after which a call is erased; 0: at once when left")

    @property
    def models(self) -> Path:
        """Where recognition models are installed."""
        return self.data / "models"

    @property
    def piper_voices(self) -> Path:
        """Where Piper's voices are installed."""
        return self.data / "voices"

    @property
    def scenario_folders(self) -> tuple[Path, ...]:
        """Where role-plays are looked for, your own first."""
        return tuple(folder for folder in (self.scenarios, shipped("scenarios")) if folder)

    @property
    def voice_folders(self) -> tuple[Path, ...]:
        """Where voices are looked for, your own first."""
        return tuple(folder for folder in (self.voices, shipped("voices")) if folder)


def load_settings(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    file: a kiosk.toml that must exist; without it the one named by KIOSK_SETTINGS, else one in the working
    folder, else one in the user's configuration folder, else none. The environment wins over the file; an empty
    variable is no path and no number, and counts as not set. Raises BadInput with one line for what can't be used.
    """
    named = file or (Path(environment["KIOSK_SETTINGS"]) if environment.get("KIOSK_SETTINGS") else None)
    path = named or next((file for file in _usual_files() if file.is_file()), None)
    given = _read(path) if path else {}
    origin = {key: str(path) for key in given}
    for key, field in Settings.model_fields.items():
        value = environment.get(f"KIOSK_{key.upper()}")
        if value or (value is not None and field.annotation is str):
            given[key], origin[key] = value, f"KIOSK_{key.upper()}"
    for key in _FOLDERS:
        if isinstance(given.get(key), str | Path):
            given[key] = _at_home(Path(given[key]), f"{origin[key]}: {key}")
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise BadInput(_one_line(error, origin)) from None
    except RuntimeError:
        raise BadInput("no home folder for this user: set HOME, or both KIOSK_DATA and KIOSK_CACHE") from None
    for key in _OWN_FOLDERS:
        folder = getattr(settings, key)
        if folder is not None and not folder.is_dir():
            raise BadInput(f"{origin[key]}: {key}: no such folder, given {str(folder)!r}: make it, or correct the name")
    return settings


def _usual_files() -> Iterator[Path]:
    yield Path("kiosk.toml")
    # A user without a home, as in a container, has no settings there.
    with suppress(RuntimeError):
        yield user_config_path(_APP) / "kiosk.toml"


def _at_home(path: Path, where: str) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise BadInput(f"{where}: no such user's home, given {str(path)!r}: write the path in full") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        # Windows' editors put a byte order mark in front.
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}): check the name and its permissions") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: not a settings file ({error}): write lines such as pause = 1.0") from None
    # A path in the file is meant from where the file lies, wherever the program is started.
    here = path.resolve().parent
    for key in _FOLDERS:
        if isinstance(given.get(key), str):
            given[key] = here / _at_home(Path(given[key]), f"{path}: {key}")
    model = given.get("model")
    # An installed model is called by its name alone; what lies beside the file, or has a slash in it, is a folder.
    if isinstance(model, str) and model and ("/" in model or (here / model).is_dir()):
        given["model"] = str(here / _at_home(Path(model), f"{path}: model"))
    return given


def _one_line(error: ValidationError, origin: Mapping[str, str]) -> str:
    parts = []
    for entry in error.errors(include_url=False):
        key = str(entry["loc"][0])
        where = origin.get(key, "settings")
        if entry["type"] == "extra_forbidden":
            close = difflib.get_close_matches(key, Settings.model_fields, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"use one of {', '.join(Settings.model_fields)}"
            parts.append(f"{where}: '{key}' is not a setting: {hint}")
        else:
            parts.append(f"{where}: {key}: {entry['msg']}, given {entry.get('input')!r}")
    return "\n".join(parts)
