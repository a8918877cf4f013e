"""How near pitch and pace come to the truth, on people reading aloud."""

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.commands.benchmarks.recordings import missing, recordings
from kiosk.hearing.pitch import HIGHEST_HZ, LOWEST_HZ, STEP_S, track_pitch
from kiosk.hearing.prosody import measure as prosody_of
from kiosk.sound.audio import RATE, Samples

GROSS: Final = 0.2
"""Share by which a pitch is grossly wrong (Rabiner and others 1976)."""

_VOWELS: Final = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])
"""The vowels of the dictionary (ARPABET)."""

_PITCH: Final = "pitch grossly other than Praat's, of voiced frames"
_PACE: Final = "syllables counted against those read"


def measure(data: Path | None) -> Iterator[Figure]:
    """Pitch against Praat's own, and syllables against the pronouncing dictionary's, reader by reader."""
    if lacking := missing(data, "speech/librispeech"):
        yield needs(_PITCH, lacking, 5, "%")
        yield needs(_PACE, lacking, 10, "%")
        return
    assert data is not None
    folder = data / "speech/librispeech"
    clips = list(recordings(folder))
    yield _pitch([samples for _, samples in clips])
    yield from _pace(folder, clips)


def _pitch(clips: list[Samples]) -> Figure:
    try:
        import parselmouth  # noqa: F401
    except ImportError:
        return needs(_PITCH, "praat-parselmouth: pip install '.[test]'", 5, "%")
    counts = [gross_errors(samples) for samples in clips]
    wrong, frames = sum(wrong for wrong, _ in counts), sum(frames for _, frames in counts)
    return Figure(_PITCH, 100 * wrong / frames, "%", 5, digits=1, remark=f"{frames} frames, {len(clips)} recordings")


def gross_errors(samples: Samples) -> tuple[int, int]:
    """(frames in which the pitch is GROSS off Praat's, frames that both take for voiced)."""
    import parselmouth

    track = track_pitch(samples)
    praat = parselmouth.Sound(samples / 32768, RATE).to_pitch_ac(
        time_step=STEP_S, pitch_floor=LOWEST_HZ, pitch_ceiling=HIGHEST_HZ
    )
    theirs = praat.selected_array["frequency"]
    at = np.round((praat.xs() - track.first_s) / STEP_S).astype(int)
    ours = track.hz[np.clip(at, 0, len(track.hz) - 1)]
    voiced = (ours > 0) & (theirs > 0)
    return int((np.abs(ours[voiced] / theirs[voiced] - 1) > GROSS).sum()), int(voiced.sum())


def _pace(folder: Path, clips: list[tuple[Path, Samples]]) -> Iterator[Figure]:
    syllables = _dictionary()
    lines = (folder / "transcripts.tsv").read_text("utf-8").splitlines()
    texts = dict(line.split("\t", 1) for line in lines if "\t" in line)
    counted: dict[str, float] = defaultdict(float)
    read: dict[str, int] = defaultdict(int)
    for path, samples in clips:
        prosody, reader = prosody_of(samples), path.stem.split("-")[0]
        if prosody.rate is not None:
            counted[reader] += prosody.rate * prosody.speech_seconds
            read[reader] += sum(_syllables(word, syllables) for word in texts[path.name].split())
    off = sorted(100 * abs(counted[reader] / read[reader] - 1) for reader in read)
    remark = f"{sum(read.values())} syllables, {len(off)} readers"
    yield Figure(f"{_PACE}, all", 100 * abs(sum(counted.values()) / sum(read.values()) - 1), "%", 10, remark=remark)
    yield Figure(f"{_PACE}, median reader", float(np.median(off)), "%", 10)
    yield Figure(f"{_PACE}, worst reader", off[-1], "%", 10)


def _dictionary() -> dict[str, int]:
    """Word → syllables, after the CMU pronouncing dictionary that comes with pocketsphinx."""
    package = find_spec("pocketsphinx")
    assert package is not None
    assert package.origin is not None
    lines = (Path(package.origin).parent / "model/en-us/cmudict-en-us.dict").read_text("ascii").splitlines()
    sounds = (line.split() for line in lines if line)
    return {word: sum(phone in _VOWELS for phone in phones) for word, *phones in sounds}


def _syllables(word: str, dictionary: dict[str, int]) -> int:
    """A word that is not in the dictionary has as many as it has groups of vowels."""
    return dictionary.get(word) or max(1, len(re.findall("[aeiouy]+", word)))
