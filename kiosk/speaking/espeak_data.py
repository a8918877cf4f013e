"""The files eSpeak NG reads: its English data in a private folder, and a variant file for each delivery."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Final

from kiosk.errors import MissingPart
from kiosk.speaking.delivery import EspeakDelivery

MAX_PATH_BYTES: Final = 159
"""The longest data path eSpeak NG 1.52 holds (its buffer has 160 bytes); a longer one is cut in silence."""

LINE_BYTES: Final = 20_000_000
"""More than the longest line takes: 2,000 characters at 80 words a minute are 13 MB."""

_SHARED_FILES = ("phondata", "phonindex", "phontab", "intonations", "en_dict")


def copy_english(source: Path, folder: Path) -> Path:
    """Copy what English needs of the data in `source` (1.3 MB of 19 MB) to `folder`; return the copy's path.

    A copy of its own per process keeps the path short, lets variant files be written whatever the rights on
    the installation, and leaves nothing that two processes could spoil for each other.
    Raises MissingPart when the path is too long, or the data can't be read or written.
    """
    target = folder / "data"
    if len(os.fsencode(target)) > MAX_PATH_BYTES:
        raise MissingPart(f"eSpeak NG data: {target}: over {MAX_PATH_BYTES} bytes long: set TMPDIR to a shorter path")
    try:
        (target / "voices" / "!v").mkdir(parents=True)
        (target / "lang" / "gmw").mkdir(parents=True)
        for name in _SHARED_FILES:
            shutil.copyfile(source / name, target / name)
        for path in (source / "lang" / "gmw").glob("en*"):
            shutil.copyfile(path, target / "lang" / "gmw" / path.name)
    except OSError as error:
        raise MissingPart(
            f"eSpeak NG data: {source} could not be copied to {target} ({error.strerror}): "
            "free some disk space, or install espeakng-loader again"
        ) from None
    return target


def require_room(folder: Path) -> None:
    """Raise MissingPart when the disk of `folder` has no room for a line: pyttsx3 hangs when it can't write."""
    free = shutil.disk_usage(folder).free
    if free < LINE_BYTES:
        raise MissingPart(
            f"speech engine: {free // 1_000_000} MB left on the disk of {folder}: free {LINE_BYTES // 1_000_000} MB"
        )


def variant_text(delivery: EspeakDelivery) -> str:
    """The voice variant, in eSpeak NG's format, with the pitch, vocal tract and breath of `delivery`."""
    female = delivery.gender == "female"
    width = 130 if female else 100
    lines = [
        "language variant",
        "name kiosk",
        f"gender {delivery.gender}",
        f"pitch {delivery.pitch[0]} {delivery.pitch[1]}",
        f"flutter {delivery.flutter}",
        f"roughness {delivery.roughness}",
        f"formant 0 {delivery.formants} 90 130",
    ]
    for formant in range(1, 9):
        # A woman's first two formants lie a little higher than the length of her vocal tract alone would put
        # them; the damped upper five take away the hardness of synthetic speech.
        scale = delivery.formants + (2 if female and formant < 3 else 0)
        strength = delivery.strength - (20 if formant > 3 else 0)
        lines.append(f"formant {formant} {scale} {strength} {width}")
    if delivery.breath:
        shares = (0, 0.6, 1, 1, 1, 1, 0.8, 0.6)
        lines.append("breath " + " ".join(str(round(delivery.breath * share)) for share in shares))
    if delivery.stress:
        loud, long = 20 + delivery.stress, delivery.stress
        lines.append(f"stressAmp 14 14 18 18 20 20 {loud} {loud}")
        lines.append(f"stressAdd -10 -10 -20 -20 0 0 {3 * long} {4 * long}")
    return "\n".join(lines) + "\n"


def write_variant(data: Path, delivery: EspeakDelivery) -> str:
    """Put the variant of `delivery` into the data folder, if it is not there yet; return its name."""
    text = variant_text(delivery)
    name = "kiosk" + hashlib.sha256(text.encode()).hexdigest()[:12]
    path = data / "voices" / "!v" / name
    if not path.exists():
        path.write_text(text, encoding="ascii")
    return name
