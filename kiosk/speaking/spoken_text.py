"""What may be sent to an engine: words, and nothing that an engine would take as a command."""

import re
import unicodedata
from typing import Final

from kiosk.errors import BadInput

MAX_CHARACTERS: Final = 2_000
"""The longest line: about two minutes of speech, far more than a customer says at once."""

MAX_WORD: Final = 30
"""Letters or digits in a row: eSpeak NG leaves part of a longer number unspoken."""

_WORD = re.compile(r"[^\W_]+")
_KEPT_SYMBOLS = "°©®™"
_SILENT_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Zl", "Zp", "Zs")


def spoken_text(text: str) -> str:
    """`text` with single blanks and without control characters, emoji and other signs that nobody says.

    Control characters go because eSpeak NG obeys them: Ctrl-A begins a command that changes voice, rate or
    pitch. Markup needs no care: the engine is never put into the mode that reads `<…>` or `[[…]]`.
    Raises BadInput for a text longer than MAX_CHARACTERS, with a word longer than MAX_WORD, or without a
    letter or digit.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(f"line {_short(text)}: {len(text)} characters: {MAX_CHARACTERS} at most, split it into turns")
    said = "".join(" " if _silent(character) else character for character in unicodedata.normalize("NFC", text))
    said = " ".join(said.split())
    longest = max(_WORD.findall(said), key=len, default="")
    if len(longest) > MAX_WORD:
        given = f"{len(longest)} letters or digits in a row"
        raise BadInput(f"word {_short(longest)}: {given}: {MAX_WORD} at most, put blanks into it")
    if not any(character.isalnum() for character in said):
        raise BadInput(f"line {_short(text)}: nothing in it can be spoken: write at least one word")
    return said


def _silent(character: str) -> bool:
    return character not in _KEPT_SYMBOLS and unicodedata.category(character) in _SILENT_CATEGORIES


def _short(text: str) -> str:
    shown = repr(text)
    return shown if len(shown) <= 40 else shown[:39] + "…"
