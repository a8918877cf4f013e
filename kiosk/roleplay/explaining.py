"""Why a kept call went as it did: every move of every dial with its rule, every line with its reason.

The call is played again from its record, with the role-play as it is now; where the two differ, that is told. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.roleplay.appraisal import MOST_HEAT_FALL, MOST_TRUST_RISE
from kiosk.roleplay.call import CallState, Play
from kiosk.roleplay.conditions import DIALS, View
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord, LineKind, Spoken, Turn

_KINDS: Final[Mapping[LineKind, str]] = {
    "opening": "the call opens so",
    "ending": "an ending was due",
    "reaction": "something in the reply could not be passed over",
    "answer": "it was asked for",
    "stage": "the stage had all it wanted, so the story goes on",
    "press": "something is still wanted",
    "repair": "the reply could not be heard, which costs nothing",
    "silence": "nothing was said",
    "repeat": "the learner asked to hear it again",
    "interruption": "the reply went on for longer than this customer bears",
}


@dataclass(frozen=True, slots=True)
class RuleUsed:
    """One sign of a reply, and the rule that holds for it."""

    sign: str
    words: str
    """The learner's words; empty for what cues amount to in their place, and for the voice."""
    when: str
    """The condition of the rule, as the table has it; `always` where it has none."""
    because: str
    usual: Mapping[str, int]
    """Dial → move by the table."""
    feels: Mapping[str, int]
    """Dial → what this customer adds to it."""


@dataclass(frozen=True, slots=True)
class DialMoved:
    """One dial over one reply."""

    dial: str
    before: int
    after: int
    wanted: int
    """The sum of all rules."""
    limit: str
    """What kept the dial from moving by that sum; empty where nothing did."""


@dataclass(frozen=True, slots=True)
class TurnExplained:
    """One turn with its reasons."""

    turn: Turn
    rules: tuple[RuleUsed, ...]
    dials: tuple[DialMoved, ...]
    answers: tuple[tuple[Spoken, str], ...]
    """What the customer said to the reply, each line with its reason."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole call with its reasons."""

    turns: tuple[TurnExplained, ...]
    differences: tuple[str, ...]
    """Where the role-play as it is now leads elsewhere than the record; none: it replays to the same call."""


def explain(scenario: Scenario, record: CallRecord) -> Explanation:
    """Play a record again and explain it. Explained is what the rules as they are now make of its replies."""
    play = Play(scenario, record.seed)
    state, turns, differences = play.open(), list[TurnExplained](), list[str]()
    for kept in record.turns:
        if state.ending is not None:
            differences.append(f"the call now ends as '{state.ending}' before turn {kept.number}")
            break
        before = play.led(state, kept)
        if before.ending is not None:
            # It ended between two replies, so the turn that tells of it holds none.
            state = before
            turns.append(TurnExplained(kept, (), (), tuple(_answers(play, before, before))))
            continue
        state, again = play.respond(before, kept.reply)
        differences += _differences(kept, again)
        turns.append(_explained(play, before, state, again))
    if not differences:
        differences += _end_differences(record, state)
    return Explanation(tuple(turns), tuple(differences))


def _explained(play: Play, before: CallState, after: CallState, turn: Turn) -> TurnExplained:
    view = View(before.dials.as_dict(), turn.signs, before.heard, before.stage, before.done, turn.number)
    moves = play.appraisal.moves(view)
    if turn.reply.heard != "not heard":
        moves += play.appraisal.time_passes()
    wanted = {dial: sum(move.by for move in moves if move.dial == dial) for dial in DIALS}
    dials = tuple(_moved(dial, turn.before.as_dict()[dial], turn.after.as_dict()[dial], wanted[dial]) for dial in DIALS)
    return TurnExplained(turn, tuple(_rules(play, view, turn)), dials, tuple(_answers(play, before, after)))


def _rules(play: Play, view: View, turn: Turn) -> Iterator[RuleUsed]:
    words = {cue.name: cue.evidence for cue in turn.reply.cues}
    for sign, rule, feels in play.appraisal.rules_used(view):
        usual = {"heat": rule.heat, "trust": rule.trust, "patience": rule.patience}
        own = {"heat": feels.heat, "trust": feels.trust, "patience": feels.patience}
        yield RuleUsed(sign, words.get(sign, ""), rule.when or "always", rule.because, _moving(usual), _moving(own))
    if turn.reply.heard != "not heard":
        moves: dict[str, int] = {move.dial: move.by for move in play.appraisal.time_passes()}
        yield RuleUsed("every turn", "", "always", "time passes", moves, {})


def _moving(amounts: Mapping[str, int]) -> Mapping[str, int]:
    return {dial: by for dial, by in amounts.items() if by}


def _moved(dial: str, before: int, after: int, wanted: int) -> DialMoved:
    moved, limit = after - before, ""
    if moved != wanted:
        if dial == "heat" and moved == -MOST_HEAT_FALL:
            limit = f"heat falls by {MOST_HEAT_FALL} a turn at most"
        elif dial == "trust" and moved == MOST_TRUST_RISE:
            limit = f"trust rises by {MOST_TRUST_RISE} a turn at most"
        elif after in (0, 100):
            limit = f"{dial} ends at {after}"
        else:
            limit = f"what makes things worse counts first, and {dial} ends at 0 and 100"
    return DialMoved(dial, before, after, wanted, limit)


def _answers(play: Play, before: CallState, after: CallState) -> Iterator[tuple[Spoken, str]]:
    for line in after.last:
        reason = _KINDS[line.kind]
        if line.kind == "press":
            wants = play.scenario.stages[after.stage].wants
            reason += f": {', '.join(want for want in wants if want not in after.wants_met)}"
        elif line.kind == "stage":
            reason += f" from '{before.stage}' to '{after.stage}'"
        elif line.kind == "ending":
            ending = play.scenario.endings.get(after.ending or "")
            why = f"when {ending.when}" if ending and ending.when else f"after the stage '{after.stage}'"
            reason += f": '{after.ending}', {why}"
        yield line, reason


def _differences(kept: Turn, again: Turn) -> Iterator[str]:
    """What a turn was, and what it would be now."""
    pairs = (
        ("the customer's line", _said(kept.customer), _said(again.customer)),
        ("signs", ", ".join(sorted(kept.signs)), ", ".join(sorted(again.signs))),
        ("dials", _dials(kept), _dials(again)),
        ("mood", kept.mood, again.mood),
        ("stage", kept.stage, again.stage),
        ("ending", kept.ending or "none", again.ending or "none"),
    )
    for what, was, now in pairs:
        if was != now:
            yield f"turn {kept.number}: {what}: kept {was or 'none'!r}, now {now or 'none'!r}"


def _end_differences(record: CallRecord, state: CallState) -> Iterator[str]:
    if record.ending != state.ending:
        yield f"the end: kept {record.ending or 'broken off'!r}, now {state.ending or 'still going on'!r}"
    elif record.ending is not None and _said(record.closing) != _said(state.last):
        yield f"the last line: kept {_said(record.closing)!r}, now {_said(state.last)!r}"


def _said(lines: Sequence[Spoken]) -> str:
    return " ".join(line.text for line in lines)


def _dials(turn: Turn) -> str:
    return ", ".join(f"{dial} {value}" for dial, value in turn.after.as_dict().items())
