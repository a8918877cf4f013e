"""What can be installed: the models in Vosk's catalogue."""

import difflib
import json
import urllib.request
from dataclasses import dataclass
from typing import Any, Final

from kiosk.download import TIMEOUT_S, reason, require_web
from kiosk.errors import BadInput, MissingPart

CATALOGUE_URL: Final = "https://alphacephei.com/vosk/models/model-list.json"

_LARGEST_CATALOGUE: Final = 4_000_000
"""Bytes read of a catalogue at most; the real one has some 40,000."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A model that can be downloaded."""

    name: str
    url: str
    """A zip file with one folder, the model."""
    size: int
    """Bytes of the zip file."""
    md5: str
    """MD5 of the zip file, 32 hexadecimal digits."""
    lang: str = "en-us"


SMALL_ENGLISH: Final = CatalogueEntry(
    name="vosk-model-small-en-us-0.15",
    url="https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip",
    size=41_205_931,
    md5="09ab50ccd62b674cbaa231b825f9c1cb",
)
"""The model for a kiosk, known without asking the catalogue."""


def by_hand(name: str) -> str:
    """What to do where there is no net."""
    return (
        f"on a machine with a net download {name}.zip from https://alphacephei.com/vosk/models, "
        "unzip it and name the folder in kiosk.toml"
    )


def read_catalogue(url: str = CATALOGUE_URL) -> tuple[CatalogueEntry, ...]:
    """The models on offer, obsolete ones left out.

    Raises MissingPart when the catalogue cannot be had, BadInput when it is no catalogue.
    """
    require_web(url)
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:
            data = json.loads(answer.read(_LARGEST_CATALOGUE))
        return tuple(_entry(item) for item in data if item.get("obsolete") != "true")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"catalogue {url}: not a list of Vosk models ({error}); check the address") from error
    except OSError as error:
        raise MissingPart(
            f"catalogue {url}: cannot be read ({reason(error)}); {by_hand(SMALL_ENGLISH.name)}"
        ) from error


def find_entry(name: str, url: str = CATALOGUE_URL) -> CatalogueEntry:
    """The model of that name; asks the catalogue only for models other than SMALL_ENGLISH.

    Raises BadInput with the nearest names for one that is not there, and as `read_catalogue` does.
    """
    if name == SMALL_ENGLISH.name and url == CATALOGUE_URL:
        return SMALL_ENGLISH
    entries = {entry.name: entry for entry in read_catalogue(url)}
    if name not in entries:
        near = difflib.get_close_matches(name, entries, 3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"choose one from {url}"
        raise BadInput(f"model {name}: not in the catalogue; {hint}")
    return entries[name]


def _entry(item: dict[str, Any]) -> CatalogueEntry:
    name, md5 = str(item["name"]), str(item["md5"]).lower()
    if not name or name.startswith(".") or any(sign in name for sign in "/\\:"):
        raise ValueError(f"{name!r} cannot be the name of a folder")
    return CatalogueEntry(name, str(item["url"]), int(item["size"]), md5, str(item.get("lang", "")))
