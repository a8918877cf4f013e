"""Basic recognition: works with nothing installed, favours the role-play's sentences, repeats itself exactly."""

import math
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import MissingPart
from kiosk.hearing.bundled_bigrams import read_bigrams
from kiosk.hearing.ear import choose_recogniser, recognise_clip
from kiosk.hearing.language_model import MixedModel, count_sentences
from kiosk.hearing.sphinx_engine import SphinxRecogniser

LIKELY = ["i'm so sorry about that", "let me check your order", "thank you for your patience"]


@pytest.fixture(scope="module")
def bundled() -> Path:
    import pocketsphinx

    return Path(pocketsphinx.get_model_path("en-us")) / "en-us.lm.bin"


@pytest.fixture(scope="module")
def sphinx_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("language-models")


@pytest.fixture(scope="module")
def sphinx(sphinx_cache: Path) -> SphinxRecogniser:
    return SphinxRecogniser(LIKELY, sphinx_cache)


def test_the_bundled_model_is_read_as_pocketsphinx_reads_it(bundled: Path) -> None:
    from pocketsphinx import Config, LogMath, NGramModel

    general = read_bigrams(bundled)
    index = {word: i for i, word in enumerate(general.words)}
    # The library keeps pointing at both of these.
    log, config = LogMath(), Config(lm=None)
    reference = NGramModel(config, log, str(bundled))
    for first, second in [("thank", "you"), ("am", "sorry"), ("help", "please"), ("you", "</s>")]:
        at = np.flatnonzero((general.first == index[first]) & (general.second == index[second]))
        assert len(at) == 1
        assert math.log(general.pair[at[0]]) == pytest.approx(
            reference.prob([second, first]) * math.log(1.0001), abs=2e-4
        )


def test_every_history_of_the_mixture_sums_to_one(bundled: Path, tmp_path: Path) -> None:
    general = read_bigrams(bundled)
    common = np.argsort(-general.unigram)[:400]
    words = frozenset({general.words[i] for i in common} | {"sorry", "parcel", "check"})
    own = count_sentences(["i am so sorry about that parcel", "let me check that", "i am sorry"], words)
    MixedModel(own, general, words).write_arpa(tmp_path / "mixed.arpa")
    chances, rests = read_arpa(tmp_path / "mixed.arpa")
    vocabulary = [key[0] for key in chances if len(key) == 1 and key[0] != "<s>"]

    def chance(history: tuple[str, ...], word: str) -> float:
        if (*history, word) in chances:
            return chances[*history, word]
        return rests[history] * chance(history[1:], word)

    histories = {key[:-1] for key in chances}
    assert ("am", "so") in histories
    for history in histories:
        assert sum(chance(history, word) for word in vocabulary) == pytest.approx(1, abs=0.01)


def read_arpa(path: Path) -> tuple[dict[tuple[str, ...], float], defaultdict[tuple[str, ...], float]]:
    chances: dict[tuple[str, ...], float] = {}
    rests: defaultdict[tuple[str, ...], float] = defaultdict(lambda: 1.0)
    order = 0
    for line in path.read_text().splitlines():
        if line.startswith("\\"):
            order = int(line[1]) if line[1].isdigit() else 0
        elif order and line:
            fields = line.split()
            key = tuple(fields[1 : 1 + order])
            chances[key] = 10 ** float(fields[0])
            if len(fields) > order + 1:
                rests[key] = 10 ** float(fields[-1])
    return chances, rests


def test_words_that_nobody_can_pronounce_are_skipped() -> None:
    counts = count_sentences(["hello zxqv you"], frozenset({"hello", "you"}))
    assert set(counts.words) == {"hello", "you", "</s>"}


def test_the_language_model_is_built_once(sphinx: SphinxRecogniser, sphinx_cache: Path) -> None:
    (built,) = sphinx_cache.iterdir()
    written = built.stat().st_mtime_ns
    again = choose_recogniser(None, reversed(LIKELY), sphinx_cache)
    assert again.basic
    assert again.name == sphinx.name
    assert [(file, file.stat().st_mtime_ns) for file in sphinx_cache.iterdir()] == [(built, written)]


def test_a_cache_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MissingPart, match=r"cannot be written .*; free some disk or name another cache folder"):
        SphinxRecogniser(["hello"], tmp_path / "file" / "cache")


def test_silence_gives_no_words(sphinx: SphinxRecogniser) -> None:
    assert recognise_clip(sphinx, np.zeros(32_000, np.int16)) == ()
    assert sphinx.stream().finish() == ()


def test_a_recording_is_heard_the_same_way_every_time(sphinx: SphinxRecogniser, measurement_data: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    folder = measurement_data / "speech" / "librispeech"
    first, other = (soundfile.read(file, dtype="int16")[0] for file in sorted(folder.glob("*.flac"))[2:4])
    words = recognise_clip(sphinx, first)
    recognise_clip(sphinx, other)
    assert recognise_clip(sphinx, first) == words
    assert len(words) >= 5
    assert all(one.end <= two.start + 1e-6 for one, two in pairwise(words))
    assert all(0 <= word.confidence <= 1 and word.end <= len(first) / 16_000 + 0.1 for word in words)
    assert not [word for word in words if set(word.text) & set("<>[]()")]


def test_partials_grow_while_speech_comes_in(sphinx: SphinxRecogniser, measurement_data: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    sound, _ = soundfile.read(measurement_data / "speech/librispeech/1688-142285-0003.flac", dtype="int16")
    stream = sphinx.stream()
    lengths = []
    for start in range(0, len(sound), 16_000):
        stream.accept(sound[start : start + 16_000])
        lengths.append(len(stream.partial().split()))
    assert lengths[-1] > lengths[0]
    assert stream.finish()
