"""The network: a BERT encoder that starts from published weights; in its head every piece adds to every cue."""

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn

from kiosk.judging.cue import PHRASE_CUES

LAYERS: Final = 6
WIDTH: Final = 384
HEADS: Final = 12
INNER: Final = 1536
"""Shape of all-MiniLM-L6-v2, whose weights the encoder starts from."""
LONGEST: Final = 256
"""Positions kept; the start takes REPLY_PIECES + SITUATION_PIECES + 3 of them."""
EPSILON: Final = 1e-12
"""Of BERT's layer norm."""
DROPPED: Final = 0.1
"""Share of the features that is switched off in training."""


class Drop(nn.Module):
    """Dropout of whole features of an example: as good here as single values, and far cheaper on a processor."""

    def forward(self, values: Tensor) -> Tensor:
        if not self.training:
            return values
        kept = torch.rand(values.shape[0], 1, values.shape[2]) >= DROPPED
        return values * (kept / (1 - DROPPED)).to(values.dtype)


class Block(nn.Module):
    """One layer of the encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.widen, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.drop = Drop()

    def forward(self, values: Tensor, hidden: Tensor) -> Tensor:
        """`hidden`: added to the attention, very low where a position is padding."""
        count, length, _ = values.shape
        query, key, value = (
            part(values).view(count, length, HEADS, -1).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        looks = (query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + hidden).softmax(-1)
        mixed = (looks @ value).transpose(1, 2).reshape(count, length, WIDTH)
        values = self.norm(values + self.drop(self.out(mixed)))
        return self.last_norm(values + self.drop(self.narrow(nn.functional.gelu(self.widen(values)))))


class CueNetwork(nn.Module):
    """From pieces to the share of every piece in every cue."""

    def __init__(self, pieces: int) -> None:
        """`pieces`: size of the vocabulary."""
        super().__init__()
        self.piece, self.place = nn.Embedding(pieces, WIDTH), nn.Embedding(LONGEST, WIDTH)
        self.segment = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.drop = Drop()
        cues = len(PHRASE_CUES)
        self.look = nn.Linear(WIDTH, cues, bias=False)
        self.tell = nn.Linear(WIDTH, cues, bias=False)
        self.spread = nn.Linear(WIDTH, cues, bias=False)
        self.bias = nn.Parameter(torch.full((cues,), -2.0))
        for part in (self.look, self.tell, self.spread):
            nn.init.normal_(part.weight, std=0.02)

    def forward(self, numbers: Tensor, segments: Tensor, there: Tensor, reply: Tensor) -> Tensor:
        """Weight of every cue, one row a reply. `there`: not padding; `reply`: pieces of the reply itself."""
        shares = self.shares(numbers, segments, there, reply)
        return shares.sum(1) + self.bias.float()

    def shares(self, numbers: Tensor, segments: Tensor, there: Tensor, reply: Tensor) -> Tensor:
        """What every piece of the reply adds to every cue; 0 outside the reply.

        For each cue a piece tells something, and how far that counts depends on how closely the cue looks at it;
        a smaller part is taken from all pieces alike.
        """
        places = torch.arange(numbers.shape[1])
        values = self.drop(self.norm(self.piece(numbers) + self.place(places) + self.segment(segments)))
        hidden = ((~there).to(values.dtype) * -1e4)[:, None, None, :]
        for block in self.blocks:
            values = block(values, hidden)
        values = self.drop(values)
        mask = reply[..., None]
        look = self.look(values).float().masked_fill(~mask, -1e4).softmax(1)
        spread = mask / mask.sum(1, keepdim=True)
        return look * self.tell(values).float() + spread * self.spread(values).float()

    def start_from(self, published: Mapping[str, Tensor]) -> None:
        """Take the encoder's weights from a published BERT (names as in `transformers`)."""
        taken = {
            "piece.weight": published["embeddings.word_embeddings.weight"],
            "place.weight": published["embeddings.position_embeddings.weight"][:LONGEST],
            "segment.weight": published["embeddings.token_type_embeddings.weight"],
            "norm.weight": published["embeddings.LayerNorm.weight"],
            "norm.bias": published["embeddings.LayerNorm.bias"],
        }
        for layer in range(LAYERS):
            for ours, theirs in _PARTS.items():
                for kind in ("weight", "bias"):
                    taken[f"blocks.{layer}.{ours}.{kind}"] = published[f"encoder.layer.{layer}.{theirs}.{kind}"]
        own = set(self.state_dict()) - set(taken)
        unknown = self.load_state_dict(taken, strict=False)
        assert set(unknown.missing_keys) == own


_PARTS: Final = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "last_norm": "output.LayerNorm",
}
