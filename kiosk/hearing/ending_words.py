"""Whether what was said so far can be the whole of it, told from its last words."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from kiosk.yaml_file import read, validate

_FILE: Final = Path(__file__).with_name("ending_words.yaml")

Ending = Literal["open", "closing", "either"]


class EndingWords(BaseModel):
    """The lists of ending_words.yaml: reason → words, or pairs of words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    open: Mapping[str, tuple[str, ...]]
    closing: Mapping[str, tuple[str, ...]]


@cache
def ending_words() -> EndingWords:
    """The lists as they come with the program."""
    document, places = read(_FILE)
    return validate(EndingWords, document, places)


def ending_of_words(text: str) -> Ending:
    """How `text` ends (lower case, no punctuation, as a recogniser writes it).

    `open`: something must follow; `closing`: replies often end so; `either`: its last words tell nothing.
    """
    words = text.split()
    lasts = {" ".join(words[-2:]), *words[-1:]}
    # A pair is the more exact: "for you" closes.
    if lasts & _all("closing"):
        return "closing"
    return "open" if lasts & _all("open") else "either"


@cache
def _all(kind: Literal["open", "closing"]) -> frozenset[str]:
    lists = ending_words().open if kind == "open" else ending_words().closing
    return frozenset(entry for entries in lists.values() for entry in entries)
