"""Rules for what the customer needs first and last: to be heard, and to part on good terms."""

from typing import Final

from kiosk.debrief.evidence import Evidence
from kiosk.debrief.verdicts import Mark, met, missing, wanted

APOLOGIES_THAT_HELP: Final = 2
"""The third apology grates (DESIGN section 5): one, of about 7 s at most, does best (Singh, 111 airport videos)."""

CLOSING_REPLIES: Final = 2
"""How many replies at the end count as the close: the last is often no more than a good-bye."""


def acknowledged(call: Evidence) -> Mark:
    """The feeling or trouble was recognised as real."""
    return wanted(
        "acknowledged",
        call,
        call.cues("acknowledge"),
        "the trouble was recognised as real",
        "no words recognised the customer's trouble as real",
    )


def apologised(call: Evidence) -> Mark:
    """An apology was given, in at most APOLOGIES_THAT_HELP replies."""
    found = call.cues("apologise")
    turns = sorted({one.turn for one in found})
    if len(turns) > APOLOGIES_THAT_HELP:
        late = next(one for one in found if one.turn == turns[APOLOGIES_THAT_HELP])
        because = f"an apology in {len(turns)} replies: from the third on it wears thin"
        return Mark("apologised", "not met", because, late.turn, late.words)
    return wanted("apologised", call, found, "an apology was given", "no apology was heard")


def listened(call: Evidence) -> Mark:
    """The customer's own facts were given back."""
    found = sorted(call.facts() + call.cues("paraphrase"))
    return wanted(
        "listened",
        call,
        found,
        "the customer's own facts were given back",
        "none of the customer's own facts were given back",
    )


def empathy_before_solution(call: Evidence) -> Mark:
    """The first recognition comes before the first offer, also within one reply."""
    point, heard, offers = "empathy before solution", call.cues("acknowledge"), call.cues("offer")
    if heard and (not offers or heard[0] < offers[0]):
        return met(point, heard[0], "the trouble was recognised before a solution was offered")
    if not offers:
        return missing(point, call, "no words recognised the customer's trouble as real")
    return _came_first(point, call, "a solution was offered before the trouble was recognised")


def root_cause(call: Evidence) -> Mark:
    """The first question comes before the first offer."""
    point, asked, offers = "root cause", call.asked(), call.cues("offer")
    if asked and (not offers or asked[0] < offers[0]):
        return met(point, asked[0], "the cause or need was asked for before a solution was offered")
    if not offers:
        return missing(point, call, "nothing was asked about the cause or need")
    return _came_first(point, call, "a solution was offered before anything was asked")


def _came_first(point: str, call: Evidence, because: str) -> Mark:
    offer = call.cues("offer")[0]
    open_ = missing(point, call, because, last_turn=offer.turn)
    return open_ if open_.verdict == "not heard" else Mark(point, "not met", because, offer.turn, offer.words)


def warm_close(call: Evidence) -> Mark:
    """Thanks, or a last word of understanding, in the last replies."""
    point, turns = "warm close", call.record.turns
    first = max(1, len(turns) - CLOSING_REPLIES + 1)
    found = [one for one in call.cues("thank", "acknowledge") if one.turn >= first]
    if call.broken_off:
        return Mark(point, "not heard", "the call ended before it")
    if found:
        return met(point, found[-1], "the call closed with thanks or a word of understanding")
    return missing(point, call, "neither thanks nor a word of understanding in the last replies", first_turn=first)
