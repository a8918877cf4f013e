"""Fits the network to labelled replies."""

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from kiosk.judging.learned.model import REPLY_PIECES, SITUATION_PIECES
from kiosk.judging.learned.training.network import LAYERS, CueNetwork
from kiosk.judging.learned.training.noise import misheard
from kiosk.judging.learned.training.rows import Row, labels
from kiosk.judging.learned.wordpiece import WordPieces

BATCH: Final = 32
RATE: Final = 1e-4
"""Learning rate of the topmost layer."""
RATE_DECAY: Final = 0.8
"""Each layer below learns so much slower: what it knows of the language is kept."""
HEAD_RATE: Final = 2e-3
"""Learning rate of the head, which begins from nothing."""
WARM_UP: Final = 0.1
"""Share of the steps in which the rates rise from nothing; after it they fall to nothing."""
WORD_ERRORS: Final = 0.1
"""Share of the words made wrong in NOISY of the replies, anew in each round."""
NOISY: Final = 0.6
ALONE: Final = 0.15
"""Share of the replies shown without their situation, so that the model can do without."""

JOINED: Final = 0.35
"""Share of the replies that another one to the same situation is said after, so that cues are found side by side."""
LONGEST_JOINED: Final = 70
"""Words up to which two replies are joined."""
_WAY_FORWARD: Final = frozenset({"offer", "own", "escalate", "policy", "probe", "timeline", "confirm"})
"""Cues with which a refusal is no longer a refusal alone: never joined to `stonewall`."""

_Sample = tuple[list[int], list[int], int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded replies, ready for the network."""

    numbers: Tensor
    segments: Tensor
    there: Tensor
    reply: Tensor


def fresh_network(base: Path, seed: int) -> CueNetwork:
    """A network with the published weights in `base` and a head that knows nothing yet."""
    torch.manual_seed(seed)
    published = load_file(base / "model.safetensors")
    network = CueNetwork(published["embeddings.word_embeddings.weight"].shape[0])
    network.start_from(published)
    return network


def fit(network: CueNetwork, rows: Sequence[Row], base: Path, rounds: int, seed: int) -> CueNetwork:
    """The network fitted to `rows` in `rounds` passes. `base`: folder with vocab.txt."""
    chance = np.random.default_rng(seed)
    pieces = WordPieces(base / "vocab.txt")
    # Word vectors stay: words that no reply here holds keep their place beside those that do.
    network.piece.weight.requires_grad_(False)
    learner = _Learner(network, steps=math.ceil(len(rows) / BATCH) * rounds)
    for turn in range(rounds):
        network.train()
        shown = joined(rows, chance)
        wanted = torch.from_numpy(labels(shown))
        samples = [sample(row, pieces, chance) for row in shown]
        losses = [
            learner.step(batch_of([samples[at] for at in picked]), wanted[picked]) for picked in _order(samples, chance)
        ]
        sys.stderr.write(f"round {turn + 1} of {rounds}: loss {sum(losses) / len(losses):.3f}\n")
    return learner.finished()


def weigh(network: CueNetwork, rows: Sequence[Row], base: Path) -> NDArray[np.float32]:
    """Weights of every cue (log-odds), one row a reply."""
    pieces = WordPieces(base / "vocab.txt")
    samples = [sample(row, pieces) for row in rows]
    given = np.zeros((len(rows), network.bias.shape[0]), np.float32)
    network.eval()
    with torch.no_grad():
        for begin in range(0, len(rows), BATCH):
            batch = batch_of(samples[begin : begin + BATCH])
            given[begin : begin + BATCH] = network(batch.numbers, batch.segments, batch.there, batch.reply).numpy()
    return given


def joined(rows: Sequence[Row], chance: np.random.Generator) -> list[Row]:
    """The rows, JOINED of them with another reply to the same situation said after them, and its cues."""
    fellows: dict[str, list[Row]] = {}
    for row in rows:
        fellows.setdefault(row.situation, []).append(row)
    return [_joined(row, fellows[row.situation], chance) if chance.random() < JOINED else row for row in rows]


def _joined(row: Row, fellows: Sequence[Row], chance: np.random.Generator) -> Row:
    other = fellows[int(chance.integers(len(fellows)))]
    reply, cues = f"{row.reply} {other.reply}", row.cues | other.cues
    clash = "stonewall" in cues and cues & _WAY_FORWARD and not (row.cues & other.cues >= {"stonewall"})
    if other is row or clash or len(reply.split()) > LONGEST_JOINED:
        return row
    return replace(row, reply=reply, cues=cues)


def sample(row: Row, pieces: WordPieces, chance: np.random.Generator | None = None) -> _Sample:
    """Piece numbers, segments and the count of the reply's pieces; with `chance` made harder for training."""
    words, situation = row.reply.split(), row.situation.split()
    if chance is not None:
        words = misheard(words, WORD_ERRORS, chance) if chance.random() < NOISY else words
        situation = [] if chance.random() < ALONE else situation
    reply = [piece.number for piece in pieces.cut(words)][:REPLY_PIECES]
    said = [piece.number for piece in pieces.cut(situation)][-SITUATION_PIECES:]
    first = [pieces.start, *reply, pieces.stop]
    second = [*said, pieces.stop] if said else []
    return first + second, [0] * len(first) + [1] * len(second), len(reply)


def batch_of(samples: Sequence[_Sample]) -> Batch:
    """Samples side by side, padded to the longest."""
    shape = len(samples), max(len(numbers) for numbers, _, _ in samples)
    batch = Batch(*(torch.zeros(shape, dtype=kind) for kind in (torch.long, torch.long, torch.bool, torch.bool)))
    for at, (numbers, segments, count) in enumerate(samples):
        batch.numbers[at, : len(numbers)] = torch.tensor(numbers)
        batch.segments[at, : len(numbers)] = torch.tensor(segments)
        batch.there[at, : len(numbers)] = True
        batch.reply[at, 1 : 1 + count] = True
    return batch


def _order(samples: Sequence[_Sample], chance: np.random.Generator) -> Iterator[list[int]]:
    """Batches in random order, each of samples of about one length, so that little is padded."""
    mixed = chance.permutation(len(samples)).tolist()
    batches: list[list[int]] = []
    for begin in range(0, len(mixed), BATCH * 16):
        near = sorted(mixed[begin : begin + BATCH * 16], key=lambda at: len(samples[at][0]))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    for at in chance.permutation(len(batches)).tolist():
        yield batches[at]


class _Learner:
    """Steps of AdamW on exact copies of the weights, while the network computes in half precision."""

    def __init__(self, network: CueNetwork, steps: int) -> None:
        self._network = network.bfloat16()
        self._steps, self._done = steps, 0
        named = [(name, part) for name, part in network.named_parameters() if part.requires_grad]
        self._parts = [part for _, part in named]
        self._exact = [part.detach().float().clone() for part in self._parts]
        self._rates = [_rate(name) for name, _ in named]
        self._optimiser = torch.optim.AdamW(
            [
                {"params": [exact], "lr": rate, "weight_decay": 0.01 if exact.ndim > 1 else 0.0}
                for exact, rate in zip(self._exact, self._rates, strict=True)
            ],
            betas=(0.9, 0.98),
        )

    def step(self, batch: Batch, wanted: Tensor) -> float:
        """Learn from one batch; returns its loss (summed over cues, a mean over replies)."""
        self._done += 1
        rising, falling = self._done / (WARM_UP * self._steps), 1 - self._done / self._steps
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * min(1.0, rising) * max(0.02, falling)
        weights = self._network(batch.numbers, batch.segments, batch.there, batch.reply)
        off = torch.nn.functional.binary_cross_entropy_with_logits(weights, wanted, reduction="none")
        loss = off.sum(1).mean()
        self._network.zero_grad()
        torch.autograd.backward(loss)
        for part, exact in zip(self._parts, self._exact, strict=True):
            exact.grad = part.grad.float() if part.grad is not None else None
        torch.nn.utils.clip_grad_norm_(self._exact, 1.0)
        self._optimiser.step()
        self._copy()
        return float(loss.item())

    def finished(self) -> CueNetwork:
        """The network with its exact weights."""
        self._network.float()
        self._copy()
        return self._network.eval()

    def _copy(self) -> None:
        with torch.no_grad():
            for part, exact in zip(self._parts, self._exact, strict=True):
                part.copy_(exact)


def _rate(name: str) -> float:
    """Learning rate of a parameter by its name in the network."""
    room, _, rest = name.partition(".")
    if room == "blocks":
        return RATE * RATE_DECAY ** (LAYERS - 1 - int(rest.partition(".")[0]))
    return RATE * RATE_DECAY**LAYERS if room in ("piece", "place", "segment", "norm") else HEAD_RATE
