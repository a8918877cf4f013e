"""A learner's page in the process of the kiosk itself: for what depends on time."""

import asyncio
import json

from kiosk.screens.hub import Screen


class Learner:
    """The learner's page: plays every clip in no time, and reads what it is told."""

    def __init__(self, desk):
        self._desk, self._told = desk, asyncio.Queue()
        self.screen = Screen(self, "browser")
        self.answers = True

    async def send_text(self, text):
        message = json.loads(text)
        if message["type"] == "voice" and message["number"] is not None:
            self.say(type="played", number=message["number"])
        if message["type"] == "state":
            if self.answers and (message.get("call") or {}).get("phase") == "ringing":
                self.say(type="answer")
            await self._told.put(message)

    async def send_bytes(self, sound):
        pass

    def say(self, **message):
        self._desk.take(self.screen, json.dumps(message))

    async def until(self, holds):
        while True:
            state = await asyncio.wait_for(self._told.get(), 120)
            if holds(state):
                return state

    async def until_step(self, step):
        return await self.until(lambda state: state["step"] == step)

    async def until_phase(self, phase, turns=0):
        def there(state):
            call = state.get("call") or {}
            return call.get("phase") == phase and call["turns"] == turns

        return await self.until(there)

    async def begin_call(self, roleplay="flooded-kitchen", replies="typed"):
        """From the choice of a role-play to where the call begins, or rings; with no microphone check."""
        self.say(type="choose", roleplay=roleplay)
        await self.until_step("brief")
        self.say(type="start", replies=replies, microphone="browser")
        if replies == "spoken":
            await self.until(lambda state: state["step"] == "check" and "check" in state)
            self.say(type="check", do="go on")
        await self.until_step("call")

    async def hold_a_call(self):
        """Up to where the debrief waits for the trainer."""
        await self.begin_call()
        await self.until_phase("listening")
        self.say(type="say", text="i'm so sorry about this")
        await self.until_phase("listening", 1)
        self.say(type="end call")
        return await self.until_step("writing up")


LINES_IN_NO_TIME = """
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () { start.call(this, 0, Math.max(0, this.buffer.duration - 0.01)); };
"""
"""For pages in a browser: the customer's lines end as soon as they begin."""
