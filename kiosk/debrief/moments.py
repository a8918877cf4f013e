"""The opening of the debrief: two things done well, and one to try next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from kiosk.debrief import better_wording
from kiosk.debrief.evidence import Evidence
from kiosk.debrief.labels import HARMING, HELPING_TONE, TO_TRY, helping_here, label, sentence
from kiosk.debrief.quotes import quote
from kiosk.debrief.spans import Span, reply_span
from kiosk.debrief.told import facts_told, turned_round
from kiosk.debrief.turn_view import eased, effects
from kiosk.debrief.verdicts import Mark
from kiosk.roleplay.turns import Move, Turn

DONE_WELL: Final = 2
"""How many things done well are shown, where there are so many."""

LEAST_HARM: Final = 5
"""Points of all dials together from which a moment is what to try next, before any marking point not met."""

BROKEN_PROMISE: Final = 20
"""What a promise that cannot be kept counts for: the dials only show it when the call is over. Ours: about a blame."""

_LATE: Final = frozenset({"confirmed", "logged", "warm close", "timescale given", "owned", "not escalated"})
"""Points whose place is the end of a call; any other is best met at once."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing in the call worth looking at."""

    kind: Literal["done well", "to try"]
    title: str
    sign: str
    """The sign, or the marking point, that it is about."""
    turn: int
    words: str
    """The learner's own words, as heard; empty where nothing was said, or where it is about the voice alone."""
    lead: str
    """A few words of the reply before them."""
    tail: str
    """A few words of the reply after them."""
    why: str
    """What it did to the customer, or what is missing, in a sentence."""
    moves: tuple[Move, ...]
    span: Span | None
    better: str = ""
    """A better wording, to be spoken; empty for what was done well."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What mattered most."""

    done_well: tuple[Moment, ...]
    to_try: Moment | None
    note: str = ""
    """Said where there is less to show than two things and one."""


def opening(call: Evidence, marks: Sequence[Mark]) -> Opening:
    """Choose what to show. Nothing is praised that was not found in the words or the voice."""
    well, try_next = _done_well(call), _to_try(call, marks)
    return Opening(tuple(well), try_next, _note(call, len(well), try_next))


def _note(call: Evidence, well: int, try_next: Moment | None) -> str:
    name = call.scenario.customer.name.split()[0]
    if not call.record.turns:
        return "The call was over before the first reply."
    if not any(turn.reply.heard != "not heard" for turn in call.record.turns):
        return "No reply was heard clearly, so nothing is said here for it or against it."
    if well == 0:
        return f"Nothing was found yet that made it easier for {name}. That is what this room is for: try it again."
    if try_next is None:
        return "Nothing was found to mend. Try the same call against a harder customer."
    if well < DONE_WELL:
        return f"One thing was found that made it easier for {name}. The next call has room for a second."
    return ""


def _done_well(call: Evidence) -> list[Moment]:
    """The most helpful first; the second is another kind of thing, from another turn if there is one."""
    ranked = sorted(_helps(call), key=lambda one: (-sum(map(eased, one.moves)), one.turn, one.sign))
    chosen: list[Moment] = []
    for fresh_turn in (True, False):
        for one in ranked:
            new = all(one.sign != other.sign for other in chosen)
            if len(chosen) < DONE_WELL and new and (not fresh_turn or all(one.turn != other.turn for other in chosen)):
                chosen.append(one)
    return chosen


def _helps(call: Evidence) -> Iterator[Moment]:
    for turn in call.record.turns:
        unkept = [promise.words for promise in turn.promises if not promise.keepable]
        # A question to the point is a question: `probe` stands for both.
        for sign in sorted(helping_here(turn.signs) - {"answered"}):
            one = _voice(turn, sign) if sign in HELPING_TONE else _moment("done well", call, turn, sign)
            lost = (one.words and any(one.words in words for words in unkept)) or (unkept and sign == "timeline")
            if sum(map(eased, one.moves)) > 0 and (one.words or sign in HELPING_TONE) and not lost:
                yield one


def _moment(kind: Literal["done well", "to try"], call: Evidence, turn: Turn, sign: str) -> Moment:
    moves, said = _made_by(turn, sign), quote(call, turn, sign)
    why = _what_it_did(moves)
    return Moment(kind, label(sign), sign, turn.number, said.words, said.lead, said.tail, why, moves, said.span)


def _voice(turn: Turn, sign: str) -> Moment:
    """How a reply was spoken: a figure, whatever its words were."""
    moves = _made_by(turn, sign)
    figure = next((cue.reason for cue in turn.reply.tone if cue.name == sign), "")
    why = f"{sentence(figure)} {_what_it_did(moves)}"
    return Moment("done well", label(sign), sign, turn.number, "", "", "", why, moves, reply_span(turn))


def _made_by(turn: Turn, sign: str) -> tuple[Move, ...]:
    return tuple(move for move in turn.moves if move.sign == sign)


def _to_try(call: Evidence, marks: Sequence[Mark]) -> Moment | None:
    harms = [(harm, one) for harm, one in _harms(call) if harm >= LEAST_HARM]
    if harms:
        return min(harms, key=lambda pair: (-pair[0], pair[1].turn, pair[1].sign))[1]
    missed = [mark for mark in marks if mark.verdict == "not met"]
    ranks = [*TO_TRY, *call.scenario.listens_for]
    if missed and call.record.turns:
        return _towards(call, min(missed, key=lambda mark: ranks.index(mark.point)))
    return _forgotten_fact(call)


def _harms(call: Evidence) -> Iterator[tuple[int, Moment]]:
    for turn in call.record.turns:
        for sign in sorted(set(turn.signs) & HARMING):
            one = _moment("to try", call, turn, sign)
            unkept = sign in ("overpromise", "over the limit")
            harm = max(-sum(map(eased, one.moves)), BROKEN_PROMISE if unkept else 0)
            better = better_wording.instead_of(sign, call, turn.number)
            yield harm, replace(one, better=better, why=_broken(call, sign) if unkept else one.why)


def _broken(call: Evidence, sign: str) -> str:
    name, most = call.scenario.customer.name.split()[0], call.scenario.authority.compensation
    if sign == "over the limit":
        return f"{name} was pleased for now, and the role allows {most} and no more: it cannot be kept."
    return f"{name} was pleased for now, and nobody can be sure that it will be so."


def _towards(call: Evidence, mark: Mark) -> Moment:
    turns = call.record.turns
    number = mark.turn or (turns[-1] if mark.point in _LATE else turns[0]).number
    turn = next(turn for turn in turns if turn.number == number)
    better = better_wording.towards(mark.point, call, number)
    title, words = TO_TRY.get(mark.point, mark.point.capitalize()), mark.words or turn.reply.text
    why, span = sentence(mark.because), reply_span(turn)
    return Moment("to try", title, mark.point, number, words, "", "", why, (), span, better)


def _forgotten_fact(call: Evidence) -> Moment | None:
    """Everything was met: one more detail of the customer's could have come back."""
    left = [fact for fact in facts_told(call) if fact.reused_in is None and turned_round(fact.said)]
    latest = max(left, key=lambda fact: fact.told_in or 0, default=None)
    if latest is None or latest.told_in is None:
        return None
    name, turn = call.scenario.customer.name.split()[0], call.record.turns[latest.told_in - 1]
    why = f"{name} told you “{latest.said}”, and it did not come back. A detail given back shows that you listened."
    better = better_wording.towards("listened", call, turn.number)
    title, span = "Give one more detail back", reply_span(turn)
    return Moment("to try", title, "listened", turn.number, turn.reply.text, "", "", why, (), span, better)


def _what_it_did(moves: Sequence[Move]) -> str:
    """One sentence a cause: "The trouble was recognised as real: heat fell by 10, trust rose by 6." and so on."""
    sentences = []
    for effect in effects(moves):
        did = [f"{move.dial} {'rose' if move.by > 0 else 'fell'} by {abs(move.by)}" for move in effect.moves]
        sentences.append(sentence(f"{effect.because}: {', '.join(did)}"))
    return " ".join(sentences)
