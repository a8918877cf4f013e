"""Rules that are met unless harm was heard: promises, blame, and a voice away from its own baseline."""

from kiosk.debrief.evidence import Evidence, Found, locate
from kiosk.debrief.verdicts import Mark, avoided


def within_authority(call: Evidence) -> Mark:
    """No sum beyond the learner's authority was promised."""
    over = [
        Found(turn.number, locate(promise.words, turn.reply) or 0, promise.words, promise.kind)
        for turn in call.record.turns
        for promise in turn.promises
        if promise.kind == "over the limit"
    ]
    return avoided(
        "within authority",
        call,
        sorted(over),
        "nothing beyond the role's authority was promised",
        f"more was promised than the role allows ({call.scenario.authority.compensation})",
    )


def nothing_over_promised(call: Evidence) -> Mark:
    """Nothing was promised that cannot be sure."""
    return avoided(
        "nothing over-promised",
        call,
        call.cues("overpromise"),
        "no promise was heard that cannot be sure",
        "something was promised that cannot be sure",
    )


def no_blame(call: Evidence) -> Mark:
    """Nobody was blamed, belittled or put off; denying responsibility puts the blame elsewhere."""
    return avoided(
        "no blame",
        call,
        call.cues("blame", "dismiss", "stonewall", "hostile", "defend"),
        "nobody was blamed, belittled or put off",
        "these words blame, belittle or put off",
    )


def steady_voice(call: Evidence) -> Mark:
    """Level and pace stayed near the speaker's own baseline; a call without any measure proves nothing."""
    point, turns = "steady voice", call.record.turns
    for turn in turns:
        for cue in turn.reply.tone:
            if cue.name in ("raised_voice", "rushed"):
                return Mark(point, "not met", f"reply {turn.number}: {cue.reason}", turn.number, turn.reply.text)
    measures = [turn.reply.measures for turn in turns if turn.reply.measures is not None]
    if not turns:
        return Mark(point, "not heard", "the call ended before it")
    if not any(one.level_db is not None or one.rate_ratio is not None for one in measures):
        reason = next((why for one in measures for why in one.unheard.values()), "no sound was measured")
        return Mark(point, "not heard", reason)
    return Mark(point, "met", "level and pace stayed near the speaker's own baseline")
