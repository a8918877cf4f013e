"""A Vosk model made without training and without speech, for exact tests of everything textual.

Every letter is a pair of sine tones, a word is its letters one after another, and the "neural network" is a single
affine layer that picks the nearest letter. The real Vosk loads the model like any other and decodes render(text)
back to exactly that text, with its own partials, word times, confidences and endpointing. Nothing else is understood.
"""

import itertools
import math
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

RATE: Final = 16_000
LETTER_S: Final = 0.08
GAP_S: Final = 0.12
"""Silence after each word."""
EDGE_S: Final = 0.3
"""Silence before and after the whole text."""
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz'"
TONES_HZ: Final = (350, 520, 720, 960, 1240, 1570, 1960, 2430, 2990, 3650, 4430, 5350)
CODES: Final = tuple(itertools.combinations(range(len(TONES_HZ)), 2))[: 2 * len(LETTERS)]
"""A tone pair for each letter in even places and another in odd ones, so that a doubled letter stays two."""
NOISE: Final = 10
"""Standard deviation of the background noise, in 16-bit steps."""

Floats = npt.NDArray[np.float64]
Arc = tuple[int, int, float, int]


def render(text: str, rate: int = RATE, seed: int = 0) -> npt.NDArray[np.int16]:
    """The sound of `text` (lower-case words of a-z and ') as int16 mono, at 16 kHz or more."""
    parts = [np.zeros(int(EDGE_S * RATE))]
    for word in text.split():
        parts += [_tone_pair(code, int(LETTER_S * RATE)) for code in _codes(word)]
        parts.append(np.zeros(int(GAP_S * RATE)))
    parts.append(np.zeros(int(EDGE_S * RATE)))
    sound = np.concatenate(parts)
    sound += np.random.default_rng(seed).standard_normal(len(sound)) * NOISE
    if rate != RATE:
        at = np.arange(int(len(sound) * rate / RATE)) * RATE / rate
        sound = np.interp(at, np.arange(len(sound)), sound)
    return np.clip(sound, -32768, 32767).astype(np.int16)


def make_model(folder: Path, words: Iterable[str]) -> Path:
    """Write a model that recognises any sequence of `words`: about 0.4 s and 200 KB for 500 words."""
    vocabulary = sorted(set(words))
    chains = [_codes(word) for word in vocabulary]
    for part in ("am", "conf", "graph/phones"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    topology = [(SILENCE, 0)] + [(_phone(code, place), code + 1) for code in range(len(CODES)) for place in "BEIS"]
    (folder / "am/final.mdl").write_bytes(b"\0B" + _transition_model(topology) + _network())
    _write_fst(folder / "graph/HCLG.fst", _graph(chains, [phone for phone, _ in topology]))
    symbols = ["<eps>", *vocabulary, "#0", "<s>", "</s>"]
    _save(folder / "graph/words.txt", (f"{word} {i}" for i, word in enumerate(symbols)))
    boundaries = [f"{_phone(code, place)} {PLACES[place]}" for code in range(len(CODES)) for place in "BEIS"]
    _save(folder / "graph/phones/word_boundary.int", [f"{SILENCE} nonword", *boundaries])
    _save(folder / "conf/mfcc.conf", MFCC_CONF)
    _save(folder / "conf/model.conf", MODEL_CONF)
    return folder


# Sound


def _codes(word: str) -> list[int]:
    if set(word) - set(LETTERS):
        raise ValueError(f"only the letters a-z and ' can be used: {word!r}")
    return [LETTERS.index(letter) + len(LETTERS) * (i % 2) for i, letter in enumerate(word)]


def _tone_pair(code: int, samples: int) -> Floats:
    time = np.arange(samples) / RATE
    low, high = CODES[code]
    tones = np.sin(2 * np.pi * TONES_HZ[low] * time) + np.sin(2 * np.pi * TONES_HZ[high] * time)
    ramp = min(80, samples // 4)
    window = np.ones(samples)
    window[:ramp] = np.linspace(0, 1, ramp)
    window[-ramp:] = window[:ramp][::-1]
    shaped: Floats = 5000 * tones * window
    return shaped


# Features: Kaldi's MFCC, 40 bins, 40 coefficients, 20 to 7600 Hz, no energy, no dither

FRAME, FFT, DIM = 400, 512, 40
MFCC_CONF: Final = (
    "--sample-frequency=16000", "--use-energy=false", "--num-mel-bins=40", "--num-ceps=40", "--low-freq=20",
    "--high-freq=7600", "--dither=0", "--allow-downsample=true",
)  # fmt: skip
LIFTER: Final = 1 + 11 * np.sin(np.pi * np.arange(DIM) / 22)
POVEY: Final = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / (FRAME - 1))) ** 0.85


def _mel(hz: Floats) -> Floats:
    return np.asarray(1127 * np.log(1 + hz / 700))


def _mel_filters() -> Floats:
    low, high = _mel(np.array([20.0, 7600.0]))
    step = (high - low) / (DIM + 1)
    centres = low + step * np.arange(1, DIM + 1)[:, None]
    return np.clip(1 - np.abs(_mel(np.arange(FFT // 2) * RATE / FFT) - centres) / step, 0, None)


def _mfcc(frame: Floats, filters: Floats, cosines: Floats) -> Floats:
    frame = frame - frame.mean()
    emphasised = np.append(0.03 * frame[0], frame[1:] - 0.97 * frame[:-1]) * POVEY
    power = np.abs(np.fft.rfft(emphasised, FFT))[: FFT // 2] ** 2
    return np.asarray(cosines @ np.log(np.maximum(filters @ power, np.finfo(np.float32).eps)) * LIFTER)


def _templates() -> Floats:
    """Mean features of silence (row 0) and of every code (row code + 1)."""
    rng = np.random.default_rng(1)
    filters = _mel_filters()
    cosines = math.sqrt(2 / DIM) * np.cos(np.pi / DIM * (np.arange(DIM) + 0.5) * np.arange(DIM)[:, None])
    cosines[0] = math.sqrt(1 / DIM)
    rows = [np.mean([_mfcc(rng.standard_normal(FRAME) * NOISE, filters, cosines) for _ in range(50)], 0)]
    for code in range(len(CODES)):
        tone = _tone_pair(code, 2000)
        noisy = (tone[at : at + FRAME] + rng.standard_normal(FRAME) * NOISE for at in range(200, 1400, 37))
        rows.append(np.mean([_mfcc(frame, filters, cosines) for frame in noisy], 0))
    return np.array(rows)


# Kaldi's and OpenFst's binary formats


def _token(text: str) -> bytes:
    return text.encode() + b" "


def _int(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def _ints(values: Sequence[int]) -> bytes:
    return _int(len(values)) + np.asarray(values, "<i4").tobytes()


def _vector(values: Sequence[float] | Floats) -> bytes:
    return _token("FV") + _int(len(values)) + np.asarray(values, "<f4").tobytes()


def _matrix(values: Floats) -> bytes:
    rows, columns = values.shape
    return _token("FM") + _int(rows) + _int(columns) + np.ascontiguousarray(values, "<f4").tobytes()


def _transition_model(topology: Sequence[tuple[int, int]]) -> bytes:
    """`topology`: sorted (phone, output). A phone has one state whose loop and exit both weigh one half.

    Pair number k gets the transition ids 2k + 1 (loop) and 2k + 2 (entry).
    """
    phones = [phone for phone, _ in topology]
    out = [_token("<TransitionModel>"), _token("<Topology>"), _ints(phones), _ints([-1] + [0] * max(phones))]
    out += [_int(-1), _int(1), _int(2)]  # one topology of two states
    out += [_int(0), _int(1), _int(2), _int(0), _float(0.5), _int(1), _float(0.5)]
    out += [_int(-1), _int(-1), _int(0)]  # the second is the final one
    out += [_token("</Topology>"), _token("<Tuples>"), _int(len(topology))]
    out += [_int(phone) + _int(0) + _int(output) + _int(output) for phone, output in topology]
    out += [_token("</Tuples>"), _token("<LogProbs>"), _vector([0] + [math.log(0.5)] * 2 * len(topology))]
    return b"".join([*out, _token("</LogProbs>"), _token("</TransitionModel>")])


def _network() -> bytes:
    """An nnet3 network of one affine layer.

    Its score is -0.175 times the squared distance to the template, up to a constant. Dividing by the lifter makes it a
    distance between log mel spectra.
    """
    templates, scale = _templates(), 1 / LIFTER**2
    config = (
        f"\ninput-node name=input dim={DIM}\ncomponent-node name=o component=o input=input\n"
        "output-node name=output input=o objective=linear\n\n"
    )
    out = [_token("<Nnet3>"), config.encode(), _token("<NumComponents>"), _int(1), _token("<ComponentName>")]
    out += [_token("o"), _token("<FixedAffineComponent>"), _token("<LinearParams>"), _matrix(0.35 * templates * scale)]
    out += [_token("<BiasParams>"), _vector(-0.175 * (templates**2 * scale).sum(1)), _token("</FixedAffineComponent>")]
    out += [_token("</Nnet3>"), _token("<LeftContext>"), _int(0), _token("<RightContext>"), _int(0)]
    return b"".join([*out, _token("<Priors>"), _vector([])])


# The graph: state 0 is the start, state 1 the silence between words, then a chain of states for each word

SILENCE: Final = 1
PLACES: Final = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}
MODEL_CONF: Final = (
    "--min-active=200", "--max-active=3000", "--beam=25.0", "--lattice-beam=6.0", "--acoustic-scale=1.0",
    "--frame-subsampling-factor=3", "--endpoint.silence-phones=1", "--endpoint.rule2.min-trailing-silence=0.5",
    "--endpoint.rule3.min-trailing-silence=0.75", "--endpoint.rule4.min-trailing-silence=1.0",
)  # fmt: skip


def _phone(code: int, place: str) -> int:
    return 2 + 4 * code + "BEIS".index(place)


def _place(i: int, length: int) -> str:
    if length == 1:
        return "S"
    return "B" if i == 0 else "E" if i == length - 1 else "I"


def _graph(chains: Sequence[Sequence[int]], phones: Sequence[int]) -> list[tuple[float | None, list[Arc]]]:
    """States as (final weight or None, arcs); an arc is (transition, word or 0, weight, next state)."""
    loop = {phone: 2 * k + 1 for k, phone in enumerate(phones)}
    enter = {phone: 2 * k + 2 for k, phone in enumerate(phones)}
    pause, word_cost = 1, math.log(len(chains) + 1)
    finals: list[float | None] = [0.0, 0.0]
    arcs: list[list[Arc]] = [[(enter[SILENCE], 0, 0.1, pause)], [(loop[SILENCE], 0, 0.1, pause)]]
    for number, chain in enumerate(chains, 1):
        previous = pause
        for i, code in enumerate(chain):
            phone, state = _phone(code, _place(i, len(chain))), len(arcs)
            arcs.append([(loop[phone], 0, 0.7, state)])
            finals.append(None)
            label, cost = (number, word_cost) if i == 0 else (0, 0.7)
            arcs[previous].append((enter[phone], label, cost, state))
            previous = state
        finals[previous] = 1.0
        arcs[previous].append((enter[SILENCE], 0, 0.7, pause))
    return list(zip(finals, arcs, strict=True))


def _write_fst(path: Path, states: Sequence[tuple[float | None, Sequence[Arc]]]) -> None:
    def text(value: str) -> bytes:
        return struct.pack("<i", len(value)) + value.encode()

    total = sum(len(arcs) for _, arcs in states)
    out = [struct.pack("<i", 2125659606), text("vector"), text("standard")]
    out.append(struct.pack("<iiQqqq", 2, 0, 3, 0, len(states), total))
    for final, arcs in states:
        out.append(struct.pack("<fq", math.inf if final is None else final, len(arcs)))
        out += [struct.pack("<iifi", *arc) for arc in arcs]
    path.write_bytes(b"".join(out))


def _save(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
