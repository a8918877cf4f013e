"""The trainer's page: every kept call behind the PIN, and nothing without it."""

import io
import json
import urllib.error
import urllib.request
import zipfile

import pytest

from kiosk.records.store import RecordStore

PIN = "2468"


class Trainer:
    """A trainer's browser."""

    def __init__(self, kiosk):
        self.kiosk, self.cookie = kiosk, ""

    def ask(self, path, body=None, origin=True):
        """Status and body of a GET, or of a POST where there is a body to send."""
        headers = {"Cookie": self.cookie}
        if body is not None and origin:
            headers["Origin"] = self.kiosk.url
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.kiosk.url}/trainer{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                if cookie := answer.headers.get("set-cookie"):
                    self.set_cookie, self.cookie = cookie, cookie.partition(";")[0]
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@pytest.fixture
def kiosk(start_kiosk):
    return start_kiosk("--browser-microphone", KIOSK_PIN=PIN)


@pytest.fixture
def trainer(kiosk):
    return Trainer(kiosk)


@pytest.fixture
def call(kiosk):
    """The id of a call that somebody held and left."""
    screen = kiosk.screen()
    screen.begin_call()
    screen.until_phase("listening")
    screen.send(type="say", text="i'm so sorry")
    screen.until_phase("speaking", 1)
    screen.send(type="end call")
    call = screen.until_step("debrief")["debrief"]["call"]
    screen.send(type="leave")
    screen.until_step("attract")
    return call


def test_without_a_pin_in_the_settings_the_page_is_shut(start_kiosk):
    trainer = Trainer(start_kiosk("--browser-microphone"))
    for path in ("", "/calls", "/inside"):
        status, body = trainer.ask(path)
        assert status == 404
        assert b"No PIN is set" in body
    assert trainer.ask("/enter", {"pin": ""})[0] == 404


def test_nothing_is_told_and_nothing_done_without_the_pin(trainer, kiosk, call):
    assert trainer.ask("")[0] == 200
    assert trainer.ask("/inside")[1] == b"false"
    for path in ("/calls", f"/calls/{call}/debrief", f"/calls/{call}/pack"):
        assert trainer.ask(path) == (401, b"Give the PIN first.")
    for path in (f"/calls/{call}/erase", "/end-visit"):
        assert trainer.ask(path, {})[0] == 401
    trainer.cookie = "kiosk_trainer=guessed"
    assert trainer.ask("/calls")[0] == 401
    store = RecordStore(kiosk.data)
    assert [kept.id for kept in store.list()] == [call]
    store.close()


def test_with_the_pin_calls_are_listed_read_exported_and_erased(trainer, kiosk, call):
    assert trainer.ask("/enter", {"pin": PIN})[0] == 200
    assert "httponly" in trainer.set_cookie.lower()
    assert "samesite=strict" in trainer.set_cookie.lower()
    assert "path=/trainer" in trainer.set_cookie.lower()
    listed = json.loads(trainer.ask("/calls")[1])
    assert [kept["id"] for kept in listed["calls"]] == [call]
    assert not listed["visit"]
    assert b"imulated, formative" in trainer.ask(f"/calls/{call}/debrief")[1]
    packed = zipfile.ZipFile(io.BytesIO(trainer.ask(f"/calls/{call}/pack")[1]))
    assert {name.rpartition("/")[2] for name in packed.namelist()} == {"debrief.html", "record.json", "call.wav"}
    assert trainer.ask(f"/calls/{call}/erase", {})[0] == 200
    assert json.loads(trainer.ask("/calls")[1])["calls"] == []
    assert trainer.ask(f"/calls/{call}/debrief")[0] == 400
    assert not (kiosk.data / "calls" / call).exists()
    assert trainer.ask("/out", {})[0] == 200
    assert trainer.ask("/calls")[0] == 401


def test_the_trainer_can_end_a_visit(trainer, kiosk):
    screen = kiosk.screen()
    screen.send(type="begin")
    screen.until_step("choose")
    trainer.ask("/enter", {"pin": PIN})
    assert json.loads(trainer.ask("/calls")[1])["visit"]
    assert trainer.ask("/end-visit", {})[0] == 200
    screen.until_step("attract")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "7",
        '{"pin": 2468}',
        "[" * 900,
        '{"pin": "' + "2" * 2000 + '"}',
        '{"pin": "２４６８"}',
        '{"pin": "\\ud800"}',
    ],
)
def test_rubbish_instead_of_a_pin_is_refused_in_one_line(trainer, body):
    request = urllib.request.Request(f"{trainer.kiosk.url}/trainer/enter", body.encode(), {"Origin": trainer.kiosk.url})
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=60)
    assert error.value.code == 400
    assert b"\n" not in error.value.read()


def test_a_form_on_another_page_cannot_do_anything(trainer):
    assert trainer.ask("/enter", {"pin": PIN}, origin=False)[0] == 403
