"""A trainer's orders, put to the thread that holds the call."""

from collections.abc import Sequence
from typing import Final

from kiosk.roleplay.runner import Act
from kiosk.roleplay.turns import Move
from kiosk.screens import group_messages as said
from kiosk.screens import messages
from kiosk.screens.performing import Performing

BECAUSE: Final = "the trainer changed the heat"


def put(performing: Performing, order: said.RemoteMessage) -> None:
    """Have a running call do what was ordered. One order too many at once, as of a bouncing finger, is dropped.

    Everything but more heat cuts off what is being said, and takes the customer off hold.
    """
    replies, now = performing.replies, performing.now
    if now is None or (performing.ringing and not isinstance(order, said.End)):
        return
    if isinstance(order, said.Nudge):
        if replies.meanwhile(_act(order)):
            performing.led = (*performing.led, order)
        return
    if isinstance(order, said.GoOn) and now.phase != "paused":
        return
    performing.take(messages.Hold(type="hold", on=False))
    match order:
        case said.Pause() if now.phase != "paused":
            replies.step_in(lambda call: call.pause(replies.while_paused))
        case said.GoOn() | said.SayAgain():
            replies.step_in(lambda call: call.say_again())
        case said.TryAgain() if now.turns and not replies.cut:  # A finger that bounces goes back once.
            replies.step_in(lambda call: call.try_again())
        case said.JumpTo(stage=stage) if stage in performing.scenario.stages and replies.step_in(_act(order)):
            performing.led = (*performing.led, order)
        case said.End():
            replies.end()


def lead_again(performing: Performing, orders: Sequence[said.Lead]) -> None:
    """Have a call that is about to go on led, in its first moment, to where it had been led before it broke off."""
    for order in orders:
        gone = isinstance(order, said.JumpTo) and order.stage not in performing.scenario.stages
        if not gone and performing.replies.step_in(_act(order)):
            performing.led = (*performing.led, order)


def _act(order: said.Lead) -> Act:
    match order:
        case said.Nudge(by=by):
            moves = [Move("heat", by, "trainer", BECAUSE)]
            return lambda call: call.move(moves)
        case said.JumpTo(stage=stage):
            return lambda call: call.jump_to(stage)
