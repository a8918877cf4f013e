"""Which Vosk models are there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import BadInput, MissingPart

MARKER: Final = "kiosk-model.json"
"""Written last into a folder that `install` has unpacked and checked: name, address, size, MD5."""

_PARTS: Final = {
    "acoustic model": ("am/final.mdl", "final.mdl"),
    "settings of its features": ("conf/mfcc.conf", "mfcc.conf"),
    "word graph": ("graph/HCLG.fst", "graph/HCLr.fst", "HCLG.fst", "HCLr.fst"),
}
"""What every Vosk model has, in its present layout and in that of 2019."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A Vosk model on this machine."""

    name: str
    path: Path
    checked: bool
    """Whether its checksum was verified by `install`; False for a folder put there by hand."""


def check_model(folder: Path) -> None:
    """Make sure that `folder` looks like a Vosk model, before Vosk gets hold of it.

    Raises MissingPart when it is not there, BadInput when it is something else.
    """
    if not folder.is_dir():
        raise MissingPart(
            f"Vosk model {folder}: no such folder; install one with `kiosk models install` "
            "or name another in kiosk.toml"
        )
    for part, places in _PARTS.items():
        if not any((folder / place).is_file() for place in places):
            inner = [child for child in folder.iterdir() if child.is_dir() and _complete(child)]
            hint = f"did you mean {inner[0]}?" if inner else "give the folder that was in the model's zip file"
            raise BadInput(f"Vosk model {folder}: has no {part} ({' or '.join(places)}); {hint}")


def installed_models(models_dir: Path) -> tuple[InstalledModel, ...]:
    """The complete models in `models_dir`, by name; none when the folder is not there.

    Downloads under way and half-unpacked models have hidden names and are never listed.
    """
    if not models_dir.is_dir():
        return ()
    folders = sorted(child for child in models_dir.iterdir() if child.is_dir() and not child.name.startswith("."))
    return tuple(
        InstalledModel(folder.name, folder, (folder / MARKER).is_file()) for folder in folders if _complete(folder)
    )


def demo_model_path() -> Path:
    """Folder of the recogniser that comes with the program: for synthesised speech, not for people."""
    return Path(__file__).parent / "espeak_demo"


def _complete(folder: Path) -> bool:
    return all(any((folder / place).is_file() for place in places) for places in _PARTS.values())
