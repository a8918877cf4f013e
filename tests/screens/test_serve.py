"""`kiosk` from its start to its end."""

import signal
import subprocess
import sys
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from kiosk.records.store import RecordStore
from kiosk.roleplay.turns import CallRecord, Dials
from kiosk.screens.server import open_port, serve_until_stopped


def run(environment, *options):
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *options], env=environment, capture_output=True, text=True, timeout=60
    )


def test_the_address_can_be_opened_as_soon_as_it_is_printed(start_kiosk):
    kiosk = start_kiosk("--browser-microphone")
    status, _, page = kiosk.get("/")
    assert status == 200
    assert "De-escalation kiosk" in page


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_comes_while_the_server_is_starting_stops_it_in_good_order(monkeypatch, number):
    began, made = [], uvicorn.Config.get_loop_factory

    def interrupted(config):
        began.append(number)
        signal.raise_signal(number)
        return made(config)

    monkeypatch.setattr(uvicorn.Config, "get_loop_factory", interrupted)
    before = signal.getsignal(number)
    ended = pytest.raises(KeyboardInterrupt) if number == signal.SIGINT else nullcontext()
    with open_port("127.0.0.1", 0) as listening, ended:
        serve_until_stopped(Starlette(), listening)
    assert began == [number]
    assert signal.getsignal(number) == before


def test_a_port_in_use_is_said_in_one_line_with_what_to_do(kiosk, environment):
    port = kiosk.url.rpartition(":")[2]
    ended = run(environment, "--port", port)
    assert ended.returncode == 3
    assert ended.stderr == (
        f"port {port}: in use already, by another kiosk? Close that one, or choose another: "
        f"kiosk --port {int(port) + 1}\n"
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--host", "no-such-host.invalid"], "host 'no-such-host.invalid': no such address"),
        (["--host", "192.0.2.1"], "host '192.0.2.1': not an address of this machine"),
        (["--port", "70000"], "--port 70000: not a port"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_one_line(environment, options, says):
    ended = run(environment, *options)
    assert ended.returncode == 2
    assert ended.stderr.startswith(says)
    assert ended.stderr.count("\n") == 1


def test_calls_that_have_been_kept_long_enough_are_erased_at_the_start(start_kiosk, environment):
    data = Path(environment["KIOSK_DATA"])
    store = RecordStore(data)
    now = datetime.now().astimezone()
    for name, days in (("old", 31), ("young", 29)):
        started = (now - timedelta(days=days)).isoformat(timespec="seconds")
        store.start_call(CallRecord(name, "late-parcel", "t", started, 0, "0", "typed", Dials(1, 2, 3)))
    store.close()
    kiosk = start_kiosk("--browser-microphone")
    status, errors = kiosk.stop()
    assert status == 130
    assert "erased 1 calls older than 30 days" in errors
    store = RecordStore(data)
    assert [call.id for call in store.list()] == ["young"]
    store.close()


def test_ctrl_c_while_lines_are_rendered_leaves_no_process_behind(start_kiosk, tmp_path, none_left):
    kiosk = start_kiosk("--browser-microphone", KIOSK_CACHE=str(tmp_path / "cold"))
    screen = kiosk.screen()
    screen.send(type="begin")
    screen.until_step("choose")
    screen.send(type="choose", roleplay="late-parcel")
    progress = screen.next_of("progress")["preparing"]
    while not progress["done"]:
        progress = screen.next_of("progress")["preparing"]
    assert not progress["rendered"]
    workers = kiosk.children()
    assert workers
    status, errors = kiosk.stop()
    assert (status, errors.strip()) == (130, "stopped")
    none_left(workers)


def test_ctrl_c_in_the_middle_of_a_call_keeps_the_turns(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    screen.until_phase("listening")
    screen.send(type="say", text="i'm so sorry about this")
    screen.until_phase("listening", turns=1)
    status, errors = kiosk.stop()
    assert (status, errors.strip()) == (130, "stopped")
    store = RecordStore(kiosk.data)
    (call,) = store.list()
    assert [turn.reply.text for turn in store.load(call.id).turns] == ["i'm so sorry about this"]
    store.close()
