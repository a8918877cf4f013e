"""Recorded speech to measure with, as samples."""

from collections.abc import Iterator
from pathlib import Path

from kiosk.sound.audio import RATE, AudioClip, Samples
from kiosk.sound.resample import to_rate
from kiosk.sound.wav import read_wav


def recordings(folder: Path, pattern: str = "*") -> Iterator[tuple[Path, Samples]]:
    """Each WAV or FLAC file of `folder` with its sound at RATE, by name."""
    for path in sorted(folder.glob(pattern)):
        if path.suffix in (".wav", ".flac"):
            clip = read_wav(path) if path.suffix == ".wav" else _flac(path)
            yield path, to_rate(clip.samples, clip.rate, RATE)


def missing(data: Path | None, folder: str) -> str:
    """What is missing to measure with `folder` of the data; empty where nothing is."""
    if data is None or not (data / folder).is_dir():
        return f"--data with {folder}"
    if not _soundfile_there():
        return "the soundfile package, to read FLAC"
    return ""


def _soundfile_there() -> bool:
    try:
        import soundfile  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def _flac(path: Path) -> AudioClip:
    import soundfile

    samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
    return AudioClip(samples[:, 0].copy(), rate)
