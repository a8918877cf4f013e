"""Writes a fitted network as a small ONNX model with whole-number weights.

Every matrix is kept as seven-bit whole numbers with one scale a column: the products then never overflow sixteen bits
on a processor without newer instructions, so that each machine gives the same marks.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.training.network import EPSILON, HEADS, WIDTH, Block, CueNetwork

HIGHEST: Final = 63
"""Seven bits with a sign."""
BYTE: Final = 127
"""Eight bits with a sign, for the vectors of the pieces, which are never multiplied as whole numbers."""
SCALE: Final = ".scale"
"""Ends the name of the constant with the scales of a matrix."""
OPSET: Final = 20
_IR: Final = 9


def write(network: CueNetwork, file: Path) -> None:
    """Write `network` for one reply at a time: `pieces`, `segments`, `length` in, `weights`, `shares` out."""
    graph = _Graph({id(part): name for name, part in network.named_parameters()})
    values = _embed(graph, network)
    for block in network.blocks:
        assert isinstance(block, Block)
        values = _block(graph, block, values)
    _head(graph, network, values)
    cues = len(PHRASE_CUES)
    made = helper.make_graph(
        graph.nodes,
        "cues",
        [
            helper.make_tensor_value_info("pieces", TensorProto.INT64, ["all"]),
            helper.make_tensor_value_info("segments", TensorProto.INT64, ["all"]),
            helper.make_tensor_value_info("length", TensorProto.INT64, [1]),
        ],
        [
            helper.make_tensor_value_info("weights", TensorProto.FLOAT, [cues]),
            helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["reply", cues]),
        ],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=_IR)
    onnx.checker.check_model(model)
    onnx.save(model, file)


def read_back(network: CueNetwork, file: Path) -> None:
    """Give `network` the weights of a model that `write` wrote, as exactly as it holds them."""
    kept = {part.name: numpy_helper.to_array(part) for part in onnx.load(file).graph.initializer}
    given = {}
    for name, value in kept.items():
        scale = kept.get(name + SCALE, np.ones(1, np.float32))
        # The matrices of linear layers lie turned, with one scale a column.
        given[name] = (value * scale).T if value.dtype == np.int8 and scale.ndim == 1 else value * scale
    known = [name for name, _ in network.named_parameters()]
    network.load_state_dict({name: torch.from_numpy(np.array(given[name])) for name in known})


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self, names: Mapping[int, str]) -> None:
        """`names`: of the network's parameters, by identity; their constants are called so too."""
        self._names = names
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(self, kind: str, *given: str, outputs: Sequence[str] = (), **attributes: Any) -> str:
        """Add a node; returns the name of its first output."""
        named = list(outputs) or [f"{kind}{len(self.nodes)}"]
        self.nodes.append(helper.make_node(kind, list(given), named, **attributes))
        return named[0]

    def constant(self, value: NDArray, name: str = "") -> str:
        """Keep a constant; returns its name."""
        name = name or f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def ints(self, *values: int) -> str:
        """A constant list of whole numbers."""
        return self.constant(np.array(values, np.int64))

    def parameter(self, part: Tensor) -> str:
        """A parameter as it is."""
        return self.constant(_array(part), self._names[id(part)])

    def whole(self, part: Tensor, highest: int, *, turned: bool) -> tuple[str, str]:
        """A matrix in whole numbers, and the scales of its rows; `turned`: as a linear layer multiplies by it."""
        whole, scale = _whole(_array(part), highest)
        name = self._names[id(part)]
        if turned:
            whole, scale = np.ascontiguousarray(whole.T), scale[:, 0].copy()
        return self.constant(whole, name), self.constant(scale, name + SCALE)

    def linear(self, values: str, layer: nn.Linear) -> str:
        """`values` through a linear layer, in whole numbers."""
        whole, scale = self.whole(layer.weight, HIGHEST, turned=True)
        rounded, step, zero = f"{values}_q", f"{values}_s", f"{values}_z"
        if not any(rounded in node.output for node in self.nodes):
            self.add("DynamicQuantizeLinear", values, outputs=(rounded, step, zero))
        product = self.add("MatMulInteger", rounded, whole, zero)
        scales = self.add("Mul", step, scale)
        result = self.add("Mul", self.add("Cast", product, to=TensorProto.FLOAT), scales)
        return self.add("Add", result, self.parameter(layer.bias))

    def norm(self, values: str, layer: nn.LayerNorm) -> str:
        """`values` through a layer norm."""
        scale, bias = self.parameter(layer.weight), self.parameter(layer.bias)
        return self.add("LayerNormalization", values, scale, bias, axis=-1, epsilon=EPSILON)


def _embed(graph: _Graph, network: CueNetwork) -> str:
    whole, scale = graph.whole(network.piece.weight, BYTE, turned=False)
    rows = graph.add("Cast", graph.add("Gather", whole, "pieces"), to=TensorProto.FLOAT)
    word = graph.add("Mul", rows, graph.add("Gather", scale, "pieces"))
    count = graph.add("Shape", "pieces")
    place = graph.add("Slice", graph.parameter(network.place.weight), graph.ints(0), count)
    segment = graph.add("Gather", graph.parameter(network.segment.weight), "segments")
    return graph.norm(graph.add("Add", graph.add("Add", word, place), segment), network.norm)


def _block(graph: _Graph, block: Block, values: str) -> str:
    apart = graph.ints(-1, HEADS, WIDTH // HEADS)

    def heads(layer: nn.Linear, *order: int) -> str:
        return graph.add("Transpose", graph.add("Reshape", graph.linear(values, layer), apart), perm=order)

    query, key, value = heads(block.query, 1, 0, 2), heads(block.key, 1, 2, 0), heads(block.value, 1, 0, 2)
    scale = graph.constant(np.array((WIDTH // HEADS) ** -0.5, np.float32))
    looks = graph.add("Softmax", graph.add("Mul", graph.add("MatMul", query, key), scale), axis=-1)
    together = graph.add("Transpose", graph.add("MatMul", looks, value), perm=(1, 0, 2))
    mixed = graph.linear(graph.add("Reshape", together, graph.ints(-1, WIDTH)), block.out)
    values = graph.norm(graph.add("Add", values, mixed), block.norm)
    wide = graph.add("Gelu", graph.linear(values, block.widen))
    return graph.norm(graph.add("Add", values, graph.linear(wide, block.narrow)), block.last_norm)


def _head(graph: _Graph, network: CueNetwork, values: str) -> None:
    """Shares of the reply's own pieces (rows 1 to `length`), and their sum with the bias."""
    end = graph.add("Add", "length", graph.ints(1))
    reply = graph.add("Slice", values, graph.ints(1), end, graph.ints(0))

    def plain(layer: nn.Linear) -> str:
        turned = graph.add("Transpose", graph.parameter(layer.weight), perm=(1, 0))
        return graph.add("MatMul", reply, turned)

    look = graph.add("Softmax", plain(network.look), axis=0)
    spread = graph.add("Div", plain(network.spread), graph.add("Cast", "length", to=TensorProto.FLOAT))
    graph.add("Add", graph.add("Mul", look, plain(network.tell)), spread, outputs=("shares",))
    total = graph.add("ReduceSum", "shares", graph.ints(0), keepdims=0)
    graph.add("Add", total, graph.parameter(network.bias), outputs=("weights",))


def _whole(matrix: NDArray[np.float32], highest: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix as whole numbers up to `highest`, and the scale of each row."""
    scale = np.maximum(np.abs(matrix).max(1, keepdims=True), 1e-12) / highest
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


def _array(values: Tensor) -> NDArray[np.float32]:
    return values.detach().float().numpy()
