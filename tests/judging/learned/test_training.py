"""Training: what is written can be read back and judges alike. Runs where the `train` extra is installed."""

import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[train]'")
pytest.importorskip("safetensors", reason="safetensors is not installed: pip install -e '.[train]'")
pytest.importorskip("onnx", reason="onnx is not installed: pip install -e '.[train]'")

import torch

from kiosk.judging.learned.model import SHIPPED, LearnedJudge
from kiosk.judging.learned.training import export
from kiosk.judging.learned.training.fitting import fit, joined, weigh
from kiosk.judging.learned.training.network import CueNetwork
from kiosk.judging.learned.training.rows import REPLIES, Row, read_rows

ROWS = read_rows([REPLIES / "development.jsonl"])[:32]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the vocabulary under its published name."""
    folder = tmp_path_factory.mktemp("base")
    shutil.copy(SHIPPED / "vocabulary.txt", folder / "vocab.txt")
    return folder


@pytest.fixture(scope="module")
def shipped(base: Path) -> CueNetwork:
    """The shipped model as a network again."""
    network = CueNetwork(len((base / "vocab.txt").read_text("utf-8").splitlines()))
    export.read_back(network, SHIPPED / "model.onnx")
    return network.eval()


def test_the_shipped_model_read_back_weighs_as_it_does_when_it_runs(base: Path, shipped: CueNetwork) -> None:
    judge = LearnedJudge()
    ran = np.array([list(judge.read(row.reply.split(), row.situation).weights.values()) for row in ROWS])
    off = np.abs(weigh(shipped, ROWS, base) - ran)
    assert off.mean() < 0.5, "log-odds; the running model rounds to whole numbers"
    assert np.mean((ran > 0) == (weigh(shipped, ROWS, base) > 0)) > 0.98


def test_writing_and_reading_back_loses_nothing_more(shipped: CueNetwork, tmp_path: Path) -> None:
    export.write(shipped, tmp_path / "model.onnx")
    again = CueNetwork(shipped.piece.num_embeddings)
    export.read_back(again, tmp_path / "model.onnx")
    for name, part in shipped.state_dict().items():
        assert torch.allclose(part, again.state_dict()[name], atol=1e-5), name


def test_a_network_learns_what_it_is_shown(base: Path, shipped: CueNetwork) -> None:
    rows = [Row(f"r{at}", "x", "", "the weather is nice", frozenset({"log"})) for at in range(32)]
    assert weigh(shipped, rows[:1], base)[0, 11] < 0
    network = CueNetwork(shipped.piece.num_embeddings)
    network.load_state_dict(shipped.state_dict())
    assert weigh(fit(network, rows, base, rounds=12, seed=0), rows[:1], base)[0, 11] > 0


def test_replies_are_joined_only_to_the_same_situation_and_no_refusal_to_a_way_forward() -> None:
    rows = [
        Row("a", "x", "s", "no", frozenset({"stonewall"})),
        Row("b", "x", "s", "i'll send one", frozenset({"offer"})),
        Row("c", "x", "s", "i'm sorry", frozenset({"apologise"})),
        Row("d", "x", "other", "thank you", frozenset({"thank"})),
    ]
    shown = [row for seed in range(40) for row in joined(rows, np.random.default_rng(seed))]
    assert {row.cues for row in shown} >= {frozenset({"apologise", "offer"}), frozenset({"apologise", "stonewall"})}
    assert not any(row.cues >= {"stonewall", "offer"} or (len(row.cues) > 1 and "thank" in row.cues) for row in shown)
