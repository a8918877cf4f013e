"""The command line as users run it: a process of its own, with folders of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HURRY = 240
"""Seconds after which a command counts as hanging."""


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def told(self) -> list[str]:
        """The lines of standard error that are not empty."""
        return [line for line in self.err.splitlines() if line.strip()]


@dataclass
class Kiosk:
    """Runs the command line in `folder`, which is also the home of its user."""

    folder: Path
    cache: Path
    running: list[subprocess.Popen] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def environment(self, **more: str | Path) -> dict[str, str]:
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("KIOSK_", "XDG_", "PYTHON"))}
        own = {"HOME": self.folder, "KIOSK_DATA": self.data, "KIOSK_CACHE": self.cache, **more}
        return bare | {name: str(value) for name, value in own.items()}

    def __call__(self, *words: str | Path, given: bytes = b"", **more: str | Path) -> Ran:
        ended = subprocess.run(
            [sys.executable, "-m", "kiosk", *map(str, words)],
            input=given,
            capture_output=True,
            cwd=self.folder,
            env=self.environment(**more),
            timeout=HURRY,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace"))

    def start(self, *words: str | Path, **more: str | Path) -> subprocess.Popen:
        """A command that goes on, in a process group of its own, as a terminal would have it."""
        self.running.append(
            subprocess.Popen(
                [sys.executable, "-m", "kiosk", *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self.folder,
                env=self.environment(**more),
                start_new_session=True,
            )
        )
        return self.running[-1]

    def refused(self, *words: str | Path, status: int, given: bytes = b"", **more: str | Path) -> str:
        """The one line of a command that ends with `status`; neither a result nor a traceback comes with it."""
        ran = self(*words, given=given, **more)
        assert (ran.status, ran.out) == (status, b""), ran
        assert len(ran.told) == 1, ran.err
        return ran.told[0]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rendered lines and language models, made once for all tests here."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def kiosk(tmp_path: Path, cache: Path) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path, cache)
    yield kiosk
    for process in kiosk.running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="session")
def replies(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """The good rehearsal of the late parcel, spoken by the scripted learner: one WAV file a reply."""
    from kiosk.roleplay.rehearsal import load_rehearsal
    from kiosk.roleplay.staging import new_speaker, stage_scenario
    from kiosk.settings import Settings
    from kiosk.sound.wav import write_wav

    folder = tmp_path_factory.mktemp("replies")
    settings = Settings(data=folder, cache=cache)
    staged = stage_scenario("late-parcel", settings)
    files = []
    with new_speaker(settings) as speaker:
        for turn in load_rehearsal(staged.file, "good", staged.scenario).script.turns:
            files.append(folder / f"reply-{len(files) + 1}.wav")
            write_wav(files[-1], speaker.render(turn.say, "learner", "neutral"))
    return files
