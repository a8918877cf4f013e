"""A Piper voice made on the spot: a buzz whose length follows the phonemes. It runs through Piper like a real one."""

import json
from pathlib import Path

NAME = "en_GB-standin-low"
RATE = 22_050
PITCH_HZ = 110.0
SAMPLES_A_SIGN = 400
"""Length of each phoneme sign (Piper puts a blank between any two), at length scale 1."""


def make_voice(folder: Path, name: str = NAME, *, speakers: int = 1) -> Path:
    """Put the voice `name` into `folder`, as an installed one lies there; the path of its model."""
    place = folder / name
    place.mkdir(parents=True)
    (place / f"{name}.onnx").write_bytes(model(speakers))
    (place / f"{name}.onnx.json").write_text(json.dumps(settings(speakers)), encoding="utf-8")
    (place / "MODEL_CARD").write_text(CARD, encoding="utf-8")
    return place / f"{name}.onnx"


CARD = """# Model card for standin (low)

* Language: en_GB (English, Great Britain)

## Dataset

* License: CC0
"""


def settings(speakers: int = 1) -> dict[str, object]:
    """The .onnx.json file: every sign that eSpeak NG may give has a number."""
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    return {
        "audio": {"sample_rate": RATE, "quality": "low"},
        "espeak": {"voice": "en-gb-x-rp"},
        "inference": {"noise_scale": 0.0, "length_scale": 1.0, "noise_w": 0.0},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": 256,
        "num_speakers": speakers,
        "speaker_id_map": {},
    }


def model(speakers: int = 1) -> bytes:
    """The graph: tanh(3 sin(2 pi f t)) for as many samples as there are signs, times the length scale."""
    import numpy as np
    from onnx import TensorProto, checker, helper, numpy_helper

    def constant(name: str, value: object, kind: object) -> object:
        return numpy_helper.from_array(np.array(value, kind), name)

    nodes = [
        helper.make_node("Cast", ["input_lengths"], ["signs"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["scales", "one"], ["length_scale"]),
        helper.make_node("Mul", ["signs", "length_scale"], ["stretched"]),
        helper.make_node("Mul", ["stretched", "samples_a_sign"], ["length"]),
        helper.make_node("Squeeze", ["length"], ["end"]),
        helper.make_node("Range", ["begin", "end", "step"], ["time"]),
        helper.make_node("Mul", ["time", "angle"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["sine"]),
        helper.make_node("Mul", ["sine", "drive"], ["driven"]),
        helper.make_node("Tanh", ["driven"], ["buzz"]),
        helper.make_node("Unsqueeze", ["buzz", "axes"], ["output"]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "signs"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    constants = [
        constant("one", [1], np.int64),
        constant("samples_a_sign", [SAMPLES_A_SIGN], np.float32),
        constant("begin", 0, np.float32),
        constant("step", 1, np.float32),
        constant("angle", 2 * np.pi * PITCH_HZ / RATE, np.float32),
        constant("drive", 3, np.float32),
        constant("axes", [0, 1], np.int64),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "samples"])
    graph = helper.make_graph(nodes, "standin", inputs, [output], constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(made)
    return made.SerializeToString()
