"""What can be installed for Piper: the voices in its catalogue."""

import difflib
import json
import re
import urllib.request
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from kiosk.download import TIMEOUT_S, RemoteFile, reason, require_web
from kiosk.errors import BadInput, MissingPart
from kiosk.speaking.piper_voices import CARD

CATALOGUE_URL: Final = "https://huggingface.co/rhasspy/piper-voices/resolve/main/voices.json"
"""The voices' files lie below the folder that this one is in."""

_LARGEST_CATALOGUE: Final = 4_000_000
"""Bytes read of a catalogue at most; the real one has some 200,000."""
_NAME: Final = re.compile(r"[a-z]{2,3}_[A-Z]{2}-\w+-[a-z_]+")


@dataclass(frozen=True, slots=True)
class CatalogueVoice:
    """A voice that can be downloaded."""

    name: str
    card: RemoteFile
    settings: RemoteFile
    """The .onnx.json file."""
    model: RemoteFile
    """The .onnx file, 60 to 120 MB."""

    @property
    def files(self) -> tuple[RemoteFile, ...]:
        """All of them, the small ones first."""
        return self.card, self.settings, self.model

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def find_voice(name: str, url: str = CATALOGUE_URL) -> CatalogueVoice:
    """The voice of that name.

    Raises MissingPart when the catalogue cannot be had; BadInput when it is no catalogue, or with the nearest names
    for one that is not there.
    """
    require_web(url)
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:
            entries = json.loads(answer.read(_LARGEST_CATALOGUE))
        names = sorted(entries.keys())
        if name in entries:
            return _voice(name, entries[name], url)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"catalogue {url}: not a list of Piper voices ({error}); check the address") from error
    except OSError as error:
        raise MissingPart(f"catalogue {url}: cannot be read ({reason(error)}); {_by_hand(name)}") from error
    near = difflib.get_close_matches(name, names, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"choose one from {url}"
    raise BadInput(f"Piper voice {name}: not in the catalogue; {hint}")


def _voice(name: str, entry: dict[str, Any], url: str) -> CatalogueVoice:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a voice")
    files = {PurePosixPath(path).name: (path, given) for path, given in entry["files"].items()}

    def file(called: str) -> RemoteFile:
        path, given = files[called]
        address = url.rpartition("/")[0] + "/" + path
        return RemoteFile(
            f"Piper voice {name}", address, int(given["size_bytes"]), str(given["md5_digest"]).lower(), _by_hand(name)
        )

    return CatalogueVoice(name, file(CARD), file(f"{name}.onnx.json"), file(f"{name}.onnx"))


def _by_hand(name: str) -> str:
    """What to do where there is no net."""
    return (
        f"on a machine with a net download {name}.onnx, {name}.onnx.json and {CARD} from "
        f"https://huggingface.co/rhasspy/piper-voices and put them into a folder {name} in 'voices' of the data folder"
    )
