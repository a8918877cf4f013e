"""The engine's process: it is replaced when it dies or hangs, and never outlives the program."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from kiosk.errors import BadInput, MissingPart
from kiosk.speaking.delivery import EspeakDelivery
from kiosk.speaking.worker import Worker

pytestmark = pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="watching processes end needs pidfd_open (Linux, Python 3.9)"
)
ROOT = Path(__file__).parents[2]
PLAIN = EspeakDelivery("gmw/en-US", 160, (82, 118), 90, 0.55, "male", 100, 100, 4, 2, 1, 0)
LINE = "I'm sorry to hear that your parcel hasn't come."


@pytest.fixture
def worker() -> Iterator[Worker]:
    with contextlib.closing(Worker()) as worker:
        yield worker


def ended(process_id: int, within_s: float = 20.0) -> bool:
    """Whether the process ends within the time; one that has gone already counts."""
    try:
        handle = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within_s)[0])
    finally:
        os.close(handle)


def at_every_wait(monkeypatch, worker: Worker, number: signal.Signals, times: int) -> None:
    """Send the worker a signal when its line has been sent and its answer is about to be waited for."""
    poll, left = Connection.poll, [times]

    def struck(line: Connection, limit: float = 0.0) -> bool:
        if left[0] and worker.pid:
            left[0] -= 1
            os.kill(worker.pid, number)
        return poll(line, limit)

    monkeypatch.setattr(Connection, "poll", struck)


def test_speaks_a_line_and_keeps_its_process_for_the_next(worker):
    first = worker.render(LINE, PLAIN)
    process_id = worker.pid
    assert 2 < first.seconds < 5
    assert worker.render(LINE, PLAIN).seconds == pytest.approx(first.seconds, abs=0.05)
    assert worker.pid == process_id


def test_a_process_killed_in_the_middle_of_a_line_is_replaced_and_the_line_spoken(worker, monkeypatch):
    worker.render("Warm up.", PLAIN)
    before = worker.pid
    os.kill(before, signal.SIGSTOP)  # So that it can't have answered when it is killed.
    at_every_wait(monkeypatch, worker, signal.SIGKILL, times=1)
    assert worker.render(LINE, PLAIN).seconds > 2
    assert worker.pid not in (None, before)


def test_a_process_that_hangs_is_replaced_after_the_time_limit(worker):
    worker.render("Warm up.", PLAIN)
    before = worker.pid
    worker.time_limit = 0.3
    os.kill(before, signal.SIGSTOP)
    assert worker.render(LINE, PLAIN).seconds > 2
    assert worker.pid not in (None, before)
    assert ended(before, 0)


def test_a_line_that_always_kills_the_process_is_given_up_and_the_next_one_works(worker, monkeypatch):
    at_every_wait(monkeypatch, worker, signal.SIGKILL, times=2)
    with pytest.raises(MissingPart, match=r"the process died for .*, 2 times: run `kiosk doctor`"):
        worker.render("word " * 300, PLAIN)
    assert worker.render(LINE, PLAIN).seconds > 2


def test_an_interrupted_wait_does_not_give_the_next_line_the_wrong_answer(worker, monkeypatch):
    short = worker.render("Yes.", PLAIN).seconds
    with monkeypatch.context() as patched:

        def interrupted(line: Connection, limit: float = 0.0) -> bool:
            raise KeyboardInterrupt

        patched.setattr(Connection, "poll", interrupted)
        with pytest.raises(KeyboardInterrupt):
            worker.render(LINE * 3, PLAIN)
    assert worker.render("Yes.", PLAIN).seconds == pytest.approx(short, abs=0.05)


def test_an_accent_the_engine_does_not_have_is_told(worker):
    unknown = EspeakDelivery("gmw/en-XX", *[getattr(PLAIN, name) for name in list(PLAIN.__slots__)[1:]])
    with pytest.raises(BadInput, match="language 'gmw/en-XX': eSpeak NG has no such English voice"):
        worker.render(LINE, unknown)
    assert worker.render(LINE, PLAIN).seconds > 2


@pytest.mark.parametrize(
    ("hostile", "plain"),
    [
        ("<speak><prosody rate='20%'>hello</prosody></speak>", "hello"),
        ("<voice name='de'>hello</voice>", "hello"),
        ("<break time='60s'/> hello", "hello"),
    ],
)
def test_markup_is_read_out_as_text_and_not_obeyed(worker, hostile, plain):
    spoken = worker.render(hostile, PLAIN)
    assert worker.render(plain, PLAIN).seconds + 0.5 < spoken.seconds < 15


def test_threads_may_share_a_worker(worker):
    lengths = {text: worker.render(text, PLAIN).seconds for text in ("Yes.", LINE, LINE * 3)}
    wrong: list[str] = []

    def speak(text: str) -> None:
        for _ in range(5):
            if abs(worker.render(text, PLAIN).seconds - lengths[text]) > 0.1:
                wrong.append(text)

    threads = [threading.Thread(target=speak, args=(text,)) for text in lengths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_closing_ends_the_process_and_removes_its_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    worker = Worker()
    worker.render(LINE, PLAIN)
    process_id = worker.pid
    assert list(tmp_path.iterdir()) != []
    worker.close()
    worker.close()
    assert ended(process_id, 0)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(MissingPart, match="closed already"):
        worker.render(LINE, PLAIN)


def test_a_temporary_folder_with_too_long_a_path_is_told(tmp_path, monkeypatch):
    deep = tmp_path / ("x" * 150)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with (
        contextlib.closing(Worker()) as worker,
        pytest.raises(MissingPart, match="over 159 bytes long: set TMPDIR"),
    ):
        worker.render(LINE, PLAIN)


def test_a_missing_temporary_folder_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with contextlib.closing(Worker()) as worker, pytest.raises(MissingPart, match=r"cannot start in .*gone"):
        worker.render(LINE, PLAIN)


PROGRAM = """
import sys
from pathlib import Path
from kiosk.speaking.speaker import Speaker

def main():
    speaker = Speaker(Path(sys.argv[1]), [Path(sys.argv[2])])
    speaker.render("hello", "danuta", "calm")
    print(speaker.engine_pid, flush=True)
    {then}

if __name__ == "__main__":
    main()
"""
WAITS = "sys.stdin.read()"
RENDERS = "speaker.render_all([(f'line {n} ' * 150, 'danuta', 'calm') for n in range(10_000)])"


def start(tmp_path: Path, then: str) -> subprocess.Popen[str]:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(then=then), encoding="utf-8")
    temporary = tmp_path / "t"
    temporary.mkdir()
    return subprocess.Popen(
        [sys.executable, str(program), str(tmp_path / "cache"), str(ROOT / "voices")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        start_new_session=True,
    )


@pytest.mark.parametrize("then", [WAITS, RENDERS], ids=["idle", "busy"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_process_ends_with_a_program_that_is_stopped(tmp_path, number, then):
    with start(tmp_path, then) as program:
        engine = int(program.stdout.readline())
        # Ctrl-C reaches every process of the terminal's group, the other two only the program.
        (os.killpg if number == signal.SIGINT else os.kill)(program.pid, number)
        assert ended(engine)
        said = program.communicate(timeout=20)[1]
    assert list((tmp_path / "t").glob("kiosk-voice-*")) == []
    assert said.count("Traceback") == (1 if number == signal.SIGINT else 0), said


def test_the_process_ends_with_a_program_that_forgets_to_close_it(tmp_path):
    with start(tmp_path, "pass") as program:
        engine = int(program.stdout.readline())
        assert program.communicate(timeout=20)[1] == ""
        assert program.returncode == 0
        assert ended(engine)
    assert list((tmp_path / "t").iterdir()) == []


@pytest.mark.parametrize("way", ["-c", "-", "-m", "unguarded"])
def test_works_however_the_program_was_started_and_prints_nothing_of_its_own(tmp_path, way):
    text = PROGRAM.format(then="speaker.close()")
    (tmp_path / "program_module.py").write_text(text, encoding="utf-8")
    unguarded = tmp_path / "unguarded.py"
    unguarded.write_text(text.replace('if __name__ == "__main__":', "if True:"), encoding="utf-8")
    arguments = {
        "-c": ["-c", text],
        "-": ["-"],
        "-m": ["-m", "program_module"],
        "unguarded": [str(unguarded)],
    }[way]
    done = subprocess.run(
        [sys.executable, *arguments, str(tmp_path / "cache"), str(ROOT / "voices")],
        input=text if way == "-" else "",
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip().isdigit()
