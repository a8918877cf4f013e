"""A kiosk with a learner at it, and the devices of a group around it, as plain WebSockets."""

import json
import urllib.error
import urllib.request
from contextlib import ExitStack

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

WAIT = 120
PIN = "4711"
GOOD = "i'm so sorry about this that is not good enough i can see why you're upset"


class Member:
    """A device that has joined."""

    def __init__(self, kiosk, role, cookie):
        self.state = {}
        self.seen = []
        self._open = ExitStack()
        address = f"{kiosk.url.replace('http', 'ws')}/group/ws?as={role}"
        opening = connect(address, origin=kiosk.url, additional_headers={"Cookie": cookie}, max_queue=None)
        self.socket = self._open.enter_context(opening)

    def send(self, **message):
        self.socket.send(json.dumps(message))

    def next(self):
        message = json.loads(self.socket.recv(timeout=WAIT))
        self.seen.append(message)
        if message["type"] == "state":
            self.state = message
        return message

    def until(self, holds):
        while not (self.state and holds(self.state)):
            self.next()
        return self.state

    def until_phase(self, phase, turns=0):
        def there(state):
            call = state.get("call")
            return bool(call) and call["phase"] == phase and call["turns"] >= turns

        return self.until(there)["call"]

    def next_error(self):
        while True:
            message = self.next()
            if message["type"] == "error":
                return message["text"]

    def close(self):
        self._open.close()


class Room:
    """A kiosk with a learner at it, and whoever joins."""

    def __init__(self, kiosk):
        self.kiosk = kiosk
        self.learner = kiosk.screen()
        self.members = []

    def post(self, body, **headers):
        request = urllib.request.Request(self.kiosk.url + "/join", data=body.encode(), headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=WAIT) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def cookie(self, role, pin=""):
        status, headers, text = self.post(json.dumps({"role": role, "code": self.code, "pin": pin}))
        assert status == 200, text
        return headers["set-cookie"].partition(";")[0]

    def join(self, role, pin="", cookie=""):
        member = Member(self.kiosk, role, cookie or self.cookie(role, pin))
        self.members.append(member)
        return member

    @property
    def code(self):
        if self.learner.state.get("step") in (None, "attract"):
            self.learner.send(type="begin")
            self.learner.until_step("choose")
        return self.learner.state["group"]

    def begin_call(self, roleplay="flooded-kitchen"):
        assert self.code
        self.learner.send(type="choose", roleplay=roleplay)
        self.learner.until_step("brief")
        self.learner.send(type="start", replies="typed", microphone="browser")
        self.learner.until_phase("listening")

    def say(self, text, turns):
        self.learner.send(type="say", text=text)
        self.learner.until_phase("listening", turns)


def refused(url, role, cookie=""):
    """How a WebSocket of the group is refused."""
    headers = {"Cookie": cookie} if cookie else {}
    address = f"{url.replace('http', 'ws')}/group/ws?as={role}"
    try:
        with connect(address, origin=url, additional_headers=headers) as socket:
            socket.recv(timeout=WAIT)
    except InvalidStatus as error:
        return error.response.status_code
    except ConnectionClosed as error:
        return error.rcvd.code
    return None
