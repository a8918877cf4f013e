"""Only pages of the kiosk's own address may talk to it, and they load nothing from elsewhere."""

import asyncio

import pytest
from starlette.responses import PlainTextResponse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from kiosk.screens.guard import Guard


def refused(url: str, **options) -> int:
    """The status with which a WebSocket is refused."""
    with pytest.raises(InvalidStatus) as error, connect(url.replace("http", "ws") + "/ws", **options):
        pass
    return error.value.response.status_code


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil", "", "10.0.0.1"]
)
def test_a_foreign_host_is_refused(kiosk, host):
    assert kiosk.get("/", Host=host)[0] == 403


def test_a_foreign_origin_is_refused(kiosk):
    assert kiosk.get("/", Origin="http://evil.example")[0] == 403
    assert kiosk.get("/", Origin="null")[0] == 403
    assert kiosk.get("/", Origin=kiosk.url)[0] == 200


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_a_websocket_of_a_foreign_page_is_refused(kiosk, origin):
    assert refused(kiosk.url, origin=origin, additional_headers={"Cookie": kiosk.new_cookie()}) == 403


def test_every_answer_carries_the_security_headers(kiosk):
    call = kiosk.get("/calls/nothing/debrief")
    for status, headers, _ in (kiosk.get("/"), kiosk.get("/static/main.js"), kiosk.get("/nothing"), call):
        assert status in (200, 404)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"]
)
def test_nothing_but_the_pages_own_parts_is_served(kiosk, path):
    assert kiosk.get(path)[0] == 404


def test_the_secret_of_a_browser_cannot_be_read_by_a_script_nor_sent_from_elsewhere(kiosk):
    cookie = kiosk.get("/")[1]["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_cookie_that_is_no_secret_of_ours_shows_no_debrief(kiosk):
    screen = kiosk.screen()
    screen.send(type="begin")
    screen.until_step("choose")
    assert kiosk.get("/calls/any/debrief", Cookie="kiosk_browser=\xe9")[0] == 404


def test_a_debrief_is_shown_to_the_browser_that_held_the_call_and_to_no_other(kiosk):
    screen = kiosk.screen()
    screen.begin_call()
    screen.until_phase("listening")
    screen.send(type="say", text="i'm so sorry")
    screen.until_phase("speaking", 1)
    screen.send(type="end call")
    call = screen.until_step("debrief")["debrief"]["call"]
    status, headers, page = kiosk.get(f"/calls/{call}/debrief", Cookie=screen.cookie)
    assert status == 200
    assert "imulated, formative" in page
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert kiosk.get(f"/calls/{call}/debrief", Cookie=kiosk.new_cookie())[0] == 404
    assert kiosk.get(f"/calls/{call}/debrief")[0] == 404
    assert kiosk.get(f"/calls/{call}x/debrief", Cookie=screen.cookie)[0] == 404
    screen.send(type="leave")
    screen.until_step("attract")
    assert kiosk.get(f"/calls/{call}/debrief", Cookie=screen.cookie)[0] == 404


@pytest.mark.parametrize(
    ("served_on", "host", "passes"),
    [
        ("127.0.0.1", "localhost:8765", True),
        ("127.0.0.1", "[::1]:8765", True),
        ("127.0.0.1", "192.168.0.7:8765", False),
        ("0.0.0.0", "192.168.0.7:8765", True),
        ("0.0.0.0", "kiosk.example:8765", False),
        ("kiosk.example", "kiosk.example:8765", True),
        ("kiosk.example", "KIOSK.example", True),
    ],
)
def test_beyond_this_machine_addresses_in_figures_and_its_own_names_are_served(served_on, host, passes):
    answers = []

    async def application(scope, receive, send):
        await PlainTextResponse("served")(scope, receive, send)

    async def send(message):
        answers.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", host.encode())]}
    asyncio.run(Guard(application, served_on)(scope, None, send))
    assert answers[0]["status"] == (200 if passes else 403)
