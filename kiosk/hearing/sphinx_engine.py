"""pocketsphinx: basic recognition for a machine without a Vosk model. The only file that imports pocketsphinx."""

import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from kiosk.errors import MissingPart
from kiosk.hearing.bundled_bigrams import read_bigrams
from kiosk.hearing.language_model import GENERAL_WORDS, OWN_SHARE, RAREST_PAIR, MixedModel, count_sentences
from kiosk.hearing.recogniser import StreamGuard
from kiosk.hearing.utterance import Word
from kiosk.sound.audio import Samples

SPHINX_FLOOR: Final = 0.3
"""Of the words of spoken orders below it, one in six was right; of those from 0.7 on, three in four.

pocketsphinx's confidence is the word's posterior probability in its lattice.
"""

CEPSTRAL_MEAN: Final = "40,3,-1"
"""Average spectrum that every utterance starts from: pocketsphinx's own default."""

FRAMES_PER_SECOND: Final = 100
"""pocketsphinx counts time in frames of 10 ms."""


class SphinxRecogniser:
    """Recognises with pocketsphinx's bundled English model and a language model made for the role-play."""

    name = "pocketsphinx en-us"
    basic = True
    confidence_floor = SPHINX_FLOOR

    def __init__(self, sentences: Iterable[str], cache_dir: Path) -> None:
        """Load the models; the first time for these sentences, build their language model in `cache_dir`.

        `sentences`: what learners are likely to say, lower case, without punctuation. With none, general English
        alone is used, and much less is understood.
        Raises MissingPart when the language model cannot be written.
        """
        import pocketsphinx

        self._engine = pocketsphinx
        models = Path(pocketsphinx.get_model_path("en-us"))
        self._options = {
            "hmm": str(models / "en-us"),
            "dict": str(models / "cmudict-en-us.dict"),
            "lm": str(_language_model(sorted(set(sentences)), models, cache_dir)),
            "loglevel": "FATAL",
        }
        self._idle: list[Any] = [self._decoder()]
        self._lock = threading.Lock()

    def stream(self) -> "SphinxStream":
        """Begin a new utterance."""
        with self._lock:
            decoder = self._idle.pop() if self._idle else None
        return SphinxStream(decoder or self._decoder(), self._give_back)

    def _decoder(self) -> Any:
        return self._engine.Decoder(**self._options)

    def _give_back(self, decoder: Any) -> None:
        with self._lock:
            self._idle.append(decoder)


class SphinxStream:
    """One utterance on its way through pocketsphinx."""

    def __init__(self, decoder: Any, give_back: Callable[[Any], None]) -> None:
        self._decoder = decoder
        self._give_back = give_back
        self._guard = StreamGuard("pocketsphinx")
        # Else the decoder would go on from the last speaker's average spectrum, and the same recording would be
        # heard differently the second time.
        decoder.set_cmn(CEPSTRAL_MEAN)
        decoder.start_utt()

    def accept(self, samples: Samples) -> None:
        """Take the next stretch of sound: int16, mono, 16 kHz."""
        self._guard.enter()
        if len(samples):
            self._decoder.process_raw(samples.astype("<i2", copy=False).tobytes(), no_search=False, full_utt=False)

    def partial(self) -> str:
        """All the words heard up to now."""
        self._guard.enter()
        hypothesis = self._decoder.hyp()
        return hypothesis.hypstr if hypothesis else ""

    def finish(self) -> tuple[Word, ...]:
        """End the utterance and return every word of it."""
        self._guard.enter()
        self._guard.end()
        self._decoder.end_utt()
        words = tuple(_words(self._decoder)) if self._decoder.hyp() else ()
        self._give_back(self._decoder)
        return words


def _words(decoder: Any) -> Iterator[Word]:
    log = decoder.get_logmath()
    for segment in decoder.seg():
        # Silence and noises are written <sil> and [NOISE]; a second pronunciation is written read(2).
        if segment.word[0] in "<[":
            continue
        yield Word(
            text=segment.word.split("(")[0],
            start=segment.start_frame / FRAMES_PER_SECOND,
            end=(segment.end_frame + 1) / FRAMES_PER_SECOND,
            confidence=min(1.0, log.exp(segment.prob)),
        )


def _language_model(sentences: list[str], models: Path, cache_dir: Path) -> Path:
    """The text model for these sentences, built once and then found again by what went into it."""
    recipe = repr((version("pocketsphinx"), OWN_SHARE, GENERAL_WORDS, RAREST_PAIR, sentences))
    path = cache_dir / f"basic-{hashlib.sha256(recipe.encode()).hexdigest()[:16]}.arpa"
    if path.is_file():
        return path
    dictionary = _dictionary_words(models / "cmudict-en-us.dict")
    mixed = MixedModel(count_sentences(sentences, dictionary), read_bigrams(models / "en-us.lm.bin"), dictionary)
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=cache_dir, suffix=".arpa.part")
        os.close(handle)
        mixed.write_arpa(Path(unfinished))
        Path(unfinished).replace(path)
    except OSError as error:
        raise MissingPart(
            f"language model {path}: cannot be written ({error.strerror}); free some disk or name another cache folder"
        ) from error
    return path


def _dictionary_words(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="ascii").splitlines()
    return frozenset(line.split(None, 1)[0] for line in lines if line and "(" not in line.split(None, 1)[0])
