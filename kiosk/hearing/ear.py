"""Chooses the recogniser, and makes an utterance of what it heard."""

from collections.abc import Iterable
from pathlib import Path

from kiosk.hearing.prosody import measure
from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.utterance import Prosody, Utterance, Word
from kiosk.sound.audio import BLOCK, Samples


def choose_recogniser(model_dir: Path | None, sentences: Iterable[str], cache_dir: Path) -> Recogniser:
    """Load Vosk with the model in `model_dir`; with None, basic recognition (pocketsphinx).

    `sentences`: what learners may say, in lower case (basic recognition is built from them); `cache_dir`: where
    its language model is kept. A model folder that is named but unusable is never replaced in silence.
    Raises MissingPart or BadInput as the engines do.
    """
    if model_dir is not None:
        from kiosk.hearing.vosk_engine import VoskRecogniser

        return VoskRecogniser(model_dir)
    from kiosk.hearing.sphinx_engine import SphinxRecogniser

    return SphinxRecogniser(sentences, cache_dir)


def recognise_clip(recogniser: Recogniser, samples: Samples) -> tuple[Word, ...]:
    """Recognise a finished clip (int16, mono, 16 kHz), in blocks as a live stream would bring it."""
    stream = recogniser.stream()
    for start in range(0, len(samples), BLOCK):
        stream.accept(samples[start : start + BLOCK])
    return stream.finish()


def utterance_from(
    words: tuple[Word, ...],
    samples: Samples,
    engine: str,
    response_s: float | None = None,
    overlap_s: float = 0.0,
    cut: bool = False,
    stopped: bool = False,
    prosody: Prosody | None = None,
) -> Utterance:
    """One spoken reply: its words, its sound and how it was spoken.

    `samples`: int16, mono, 16 kHz; `response_s`, `overlap_s`, `cut` and
    `stopped` as in Utterance. prosody: how it was spoken, where that has been measured already.
    """
    return Utterance(words, samples, prosody or measure(samples), engine, response_s, overlap_s, cut, stopped)
