"""Which Piper voices are installed."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import KioskError

MARKER: Final = "kiosk-voice.json"
"""Written last into a folder that `install` has filled and checked: name, address, size, MD5."""
CARD: Final = "MODEL_CARD"
"""What the voice was made from, and its licence."""
PIPER_LICENCE: Final = "GPL-3.0-or-later"
"""Of piper-tts itself."""

_LICENCE: Final = re.compile(r"^\W*licen[cs]e:[ \t]*(\S.*?)[ \t]*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PiperVoice:
    """A Piper voice on this machine."""

    name: str
    """As in Piper's catalogue: en_GB-alba-medium."""
    model: Path
    """The .onnx file; its .onnx.json lies beside it."""
    checked: bool
    """Whether its checksums were verified by `install`; False for a folder put there by hand."""

    @property
    def licence(self) -> str:
        """The licence that the voice's model card names; "unknown" where there is none."""
        try:
            return licence_in((self.model.parent / CARD).read_text("utf-8", errors="replace"))
        except OSError:
            return "unknown"

    @property
    def fingerprint(self) -> tuple[int, int]:
        """Size and time of the model, which change when another is put in its place.

        Raises KioskError where it has just been removed.
        """
        try:
            state = self.model.stat()
        except OSError as error:
            raise KioskError(f"Piper voice {self.name}: {self.model} has gone ({error.strerror}): try again") from None
        return state.st_size, state.st_mtime_ns


def installed_voice(name: str, folder: Path) -> PiperVoice | None:
    """The complete voice `name` in `folder`; None where there is none."""
    model = folder / name / f"{name}.onnx"
    if model.is_file() and model.with_name(f"{name}.onnx.json").is_file():
        return PiperVoice(name, model, (model.parent / MARKER).is_file())
    return None


def licence_in(card: str) -> str:
    """The licence that a model card names; "unknown" where it names none."""
    found = _LICENCE.search(card)
    return found[1] if found else "unknown"
