"""Labelled replies: reading them, and splitting them so that no situation is on both sides."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import BadInput
from kiosk.judging.cue import PHRASE_CUES

REPLIES: Final = Path(__file__).parent.parent / "replies"
"""The folder of labelled replies that the shipped model was trained on."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled reply."""

    id: str
    scenario: str
    """Name of the case; all replies of one name stay on one side of a split."""
    situation: str
    reply: str
    cues: frozenset[str]


def read_rows(files: Iterable[Path]) -> list[Row]:
    """All rows of JSON Lines files, in order. Raises BadInput (file, line, fault) for one that cannot be used."""
    return [
        _row(line, f"{file}:{number}")
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip()
    ]


def _row(line: str, where: str) -> Row:
    try:
        given = json.loads(line)
        row = Row(given["id"], given["scenario"], given["situation"], given["reply"], frozenset(given["cues"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{where}: not a labelled reply ({error!r}); write id, scenario, situation, reply, cues"
        ) from error
    unknown = row.cues - set(PHRASE_CUES)
    if unknown or not row.reply.split():
        raise BadInput(f"{where}: {'empty reply' if not unknown else f'unknown cues {sorted(unknown)}'}; mend the row")
    return row


def labels(rows: Sequence[Row]) -> NDArray[np.float32]:
    """One row a reply, one column a cue in the order of PHRASE_CUES: 1 where it is labelled."""
    return np.array([[cue in row.cues for cue in PHRASE_CUES] for row in rows], np.float32)


def held_out(rows: Sequence[Row], folds: int, fold: int) -> NDArray[np.bool_]:
    """True for the rows whose scenario falls into `fold` of `folds`.

    The name alone decides, by its hash: further situations move none of those that were there, so that figures before
    and after them are of the same replies.
    """
    return np.array([_hash(row.scenario) % folds == fold for row in rows], bool)


def _hash(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:4])
