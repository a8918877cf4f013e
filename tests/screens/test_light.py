"""The kiosk stays light: little to load, and no leak from call to call."""

from pathlib import Path

import pytest

MOST_BYTES = 150_000


def test_the_first_screen_is_small_and_comes_from_the_kiosk_alone(kiosk, open_page):
    page = open_page("about:blank")
    taken = []
    page.on("response", lambda answer: taken.append((answer.url, len(answer.body()))))
    page.goto(kiosk.url)
    page.get_by_role("button", name="Touch to begin").wait_for()
    assert sum(length for _, length in taken) <= MOST_BYTES
    assert all(url.startswith(kiosk.url) for url, _ in taken)


def held(pid):
    """Threads and open files of a process."""
    return len(list(Path(f"/proc/{pid}/task").iterdir())), len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts threads and files in /proc, which is Linux's")
def test_twenty_calls_leave_no_thread_and_no_file_open(kiosk):
    screen = kiosk.screen()

    def call():
        screen.begin_call()
        screen.until_phase("listening")
        screen.send(type="hold", on=True)
        screen.until_phase("holding")
        screen.send(type="hold", on=False)
        screen.until_phase("listening")
        screen.send(type="end call")
        screen.until_step("choose")
        screen.send(type="leave")
        screen.until_step("attract")

    for _ in range(3):
        call()
    threads, files = held(kiosk.process.pid)
    for _ in range(17):
        call()
    after = held(kiosk.process.pid)
    assert after[0] <= threads + 2, "a thread is left behind by each call"
    assert after[1] <= files + 2, "a file is left open by each call"


def test_ten_reconnects_in_mid_call_leave_the_call_as_it_was(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    before = screen.until_phase("listening")["call"]
    files = held(kiosk.process.pid)[1]
    for _ in range(10):
        screen.reconnect()
        assert screen.until_phase("listening")["call"]["said"] == before["said"]
    assert held(kiosk.process.pid)[1] <= files + 1
    screen.send(type="say", text="i'm so sorry")
    assert screen.until_phase("listening", 1)["call"]["turns"] == 1
