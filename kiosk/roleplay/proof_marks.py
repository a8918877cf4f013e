"""Which marking points of a role-play nobody can meet, or nobody can miss."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from kiosk.hearing.utterance import Word
from kiosk.judging.cue import HELPFUL, PHRASE_CUES, Cue
from kiosk.judging.tone import ToneCue, ToneMeasures
from kiosk.roleplay.call import CallState, Play
from kiosk.roleplay.proof_players import PlayedOut, Player, always, good_reply, play_along
from kiosk.roleplay.proof_replies import GIBBERISH, HAND_OVERS, Given, as_reply
from kiosk.roleplay.proof_types import Flaw
from kiosk.roleplay.scenario import TONE_SIGNS, Scenario
from kiosk.roleplay.turns import Reply

Marks = Callable[[PlayedOut], Mapping[str, str]]
"""Gives marking point → verdict for a call that was played out."""
_SUM: Final = ("i", "will", "give", "you", "nine", "hundred", "thousand", "pounds")
"""More money than any role-play's authority."""
_EXTRA: Final = 3
"""Wants of a stage beside which one more cue is given; more would sound like a list of phrases."""


def points_amiss(play: Play, mark: Marks) -> Iterator[Flaw]:
    """The marking points that came out the same in every call of many."""
    points = play.scenario.marking
    never = {"met": set(points), "not met": set(points)}
    for player in _players(play.scenario):
        if not any(never.values()):
            return
        verdicts = mark(play_along(play, player, _spoken))
        for point, verdict in verdicts.items():
            never.get(verdict, set()).discard(point)
    for at, point in enumerate(points):
        if point in never["met"]:
            text = f"no way of playing meets '{point}': leave it out, or let the call last until it can be met"
            yield Flaw(("marking", at), text)
        elif point in never["not met"]:
            yield Flaw(("marking", at), f"no way of playing misses '{point}': leave it out, it tells nothing")


def _players(scenario: Scenario) -> Iterator[Player]:
    """Good learners who give one thing more than is wanted, those who pass the case on, and those who do harm."""
    yield from (good_reply(scenario), always(GIBBERISH)(scenario), always(Given(("hostile",)))(scenario))
    yield from (_and_also(scenario, sign) for sign in (*PHRASE_CUES, *scenario.listens_for, *TONE_SIGNS))
    yield from (_passing_on(scenario, hand_over) for hand_over in HAND_OVERS)
    yield from (always(Given((cue,)))(scenario) for cue in ("offer", "overpromise", "over the limit"))
    yield _and_also(scenario, "over the limit")


def _and_also(scenario: Scenario, sign: str) -> Player:
    """Good, and gives `sign` as well until it was given three times: more would tire anybody."""
    good = good_reply(scenario)

    def player(state: CallState) -> Given:
        signs = good(state).signs
        also = (sign,) if state.heard.get(sign, 0) < _EXTRA else ()
        if len(HELPFUL.intersection(signs)) > len(HELPFUL) // 2 - 1:
            return Given(signs)
        return Given(tuple(dict.fromkeys((*signs, *also))))

    return player


def _passing_on(scenario: Scenario, hand_over: Given) -> Player:
    """Good, and passes the case on in the second reply and after it."""
    good = good_reply(scenario)
    return lambda state: good(state) if state.turn == 0 else hand_over


def _spoken(given: Given, number: int) -> Reply:
    """The reply as if it had been spoken: with the measures of a voice, and a sum where one is promised."""
    reply = as_reply(given, number)
    if given.heard != "heard":
        return reply
    tone = tuple(ToneCue(sign, 1.0, "ratio", "proof") for sign in given.signs if sign in TONE_SIGNS)
    cues = tuple(cue for cue in reply.cues if cue.name not in (*TONE_SIGNS, "over the limit"))
    words = reply.words
    if "over the limit" in given.signs:
        first = len(words)
        words += tuple(Word(word, 0.0, 0.0, 1.0) for word in _SUM)
        cues += (Cue("offer", first, len(words) - 1, " ".join(_SUM), "proof"),)
    measures = ToneMeasures(level_db=0.0, pitch_st=0.0, rate_ratio=1.0, range_ratio=1.0)
    return replace(reply, words=words, cues=cues, tone=tone, measures=measures)
