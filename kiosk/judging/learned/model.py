"""The learned model: for a reply and what it answers, how much speaks for each cue, and which words do.

A small transformer reads the reply beside the customer's words. Every word then adds its own weight to every cue; a
cue's weight is their sum. So the evidence of a cue is not a guess made afterwards: it is the run of words that
carried it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import MissingPart
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.wordpiece import Piece, WordPieces

SHIPPED: Final = Path(__file__).parent / "weights"
"""The folder of the model that comes with the program."""
REPLY_PIECES: Final = 120
"""Pieces of a reply (about 90 words) that are read at once; a longer reply is read in such windows."""
OVERLAP: Final = 40
"""Pieces that two windows share, so that no phrase is cut in two."""
SITUATION_PIECES: Final = 60
"""Of what the customer said, so many pieces are read: the last ones."""


SHORTEST: Final = 4
"""Words that evidence has at least: fewer would not tell a reader what was meant."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one reply."""

    weights: Mapping[str, float]
    """By cue: what speaks for it, as log-odds (0: as likely as not)."""
    words: NDArray[np.float32]
    """What each word adds, one row a word, one column a cue in the order of PHRASE_CUES."""

    def evidence(self, cue: str) -> tuple[int, int]:
        """First and last index (included) of the run of words that speaks most for `cue`.

        A word's neighbours count half with it, and all words against the mean of the reply, so that a run ends where
        the words no longer help. It grows to SHORTEST words where the reply has them.
        """
        column = self.words[:, PHRASE_CUES.index(cue)]
        near = np.convolve(np.pad(column, 1, mode="edge"), (0.25, 0.5, 0.25), mode="valid")
        first, last = _best_run((near - max(0.0, float(near.mean()))).tolist())
        while last - first + 1 < min(SHORTEST, len(near)):
            after = near[last + 1] if last + 1 < len(near) else -np.inf
            before = near[first - 1] if first else -np.inf
            first, last = (first - 1, last) if before > after else (first, last + 1)
        return first, last


def _best_run(values: Sequence[float]) -> tuple[int, int]:
    """First and last index of the run with the largest sum, the earliest of equals."""
    best, ends = -np.inf, (0, 0)
    begin, running = 0, 0.0
    for at, value in enumerate(values):
        if running <= 0.0:
            begin, running = at, 0.0
        running += value
        if running > best:
            best, ends = running, (begin, at)
    return ends


class LearnedJudge:
    """Loads the model once and reads replies with it. Same words, same reading."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        """Raises MissingPart where onnxruntime or a file of the model is not there."""
        model, vocabulary = folder / "model.onnx", folder / "vocabulary.txt"
        for file in (model, vocabulary):
            if not file.is_file():
                raise MissingPart(f"{file}: the learned part of the judge is not there; install the kiosk again")
        self._pieces = WordPieces(vocabulary)
        self._session = _session(model)

    def read(self, words: Sequence[str], situation: str | None = None) -> Reading:
        """Weigh every cue for a reply of at least one word; `situation` is what the customer said, where known."""
        said = self._pieces.cut(situation.split())[-SITUATION_PIECES:] if situation else []
        pieces = self._pieces.cut(words)
        parts = np.zeros((len(words), len(PHRASE_CUES)), np.float32)
        weights: NDArray[np.float32] | None = None
        for window in windows(pieces):
            total, each = self._run(window, said)
            here = np.zeros_like(parts)
            np.add.at(here, [piece.word for piece in window], each)
            # Of overlapping windows each cue keeps the one that speaks most for it.
            better = np.ones(len(PHRASE_CUES), bool) if weights is None else total > weights
            parts = np.where(better, here, parts)
            weights = total if weights is None else np.maximum(weights, total)
        if weights is None:
            weights = np.full(len(PHRASE_CUES), -np.inf, np.float32)
        return Reading(dict(zip(PHRASE_CUES, weights.tolist(), strict=True)), parts)

    def _run(self, window: Sequence[Piece], said: Sequence[Piece]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights by cue, and the share of each piece of the window in them."""
        reply = [self._pieces.start, *(piece.number for piece in window), self._pieces.stop]
        other = [*(piece.number for piece in said), self._pieces.stop] if said else []
        numbers = np.array(reply + other, np.int64)
        segments = np.array([0] * len(reply) + [1] * len(other), np.int64)
        fed = {"pieces": numbers, "segments": segments, "length": np.array([len(window)], np.int64)}
        total, each = self._session.run(["weights", "shares"], fed)
        return total, each


def windows(pieces: Sequence[Piece]) -> list[Sequence[Piece]]:
    """Overlapping stretches of at most REPLY_PIECES that cover all pieces."""
    if len(pieces) <= REPLY_PIECES:
        return [pieces] if pieces else []
    step = REPLY_PIECES - OVERLAP
    return [pieces[at : at + REPLY_PIECES] for at in range(0, len(pieces) - OVERLAP, step)]


@cache
def shipped_judge() -> LearnedJudge:
    """The judge with the shipped model, loaded once a process."""
    return LearnedJudge()


def _session(model: Path) -> Any:
    """One thread and no reordering, so that the same words always give the same weights."""
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingPart("onnxruntime: not installed; install the kiosk again with all it needs") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
