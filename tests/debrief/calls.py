"""Calls to debrief: shipped rehearsals played as text, and single replies put together by hand."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from kiosk.hearing.utterance import Word
from kiosk.judging.cue import Cue
from kiosk.judging.library import load_library
from kiosk.judging.tone import ToneCue, ToneMeasures
from kiosk.roleplay.call import Play
from kiosk.roleplay.judge import Judge
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.rehearsal import load_rehearsal, play_script, rehearsal_files
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallRecord, Dials, Heard, Move, Promise, Reply, Spoken, Times, Turn
from kiosk.settings import shipped

FILES = scenario_files([shipped("scenarios")])
REHEARSALS = [(name, script) for name, file in FILES.items() for script in rehearsal_files(file)]
FIRST_TWO = [(name, script) for name, script in REHEARSALS if name in ("late-parcel", "flooded-kitchen")]
STILL = Dials(50, 50, 50)


@cache
def scenario_of(name: str) -> Scenario:
    """A shipped role-play."""
    return load_scenario(FILES[name])


PARCEL, KITCHEN = scenario_of("late-parcel"), scenario_of("flooded-kitchen")


@cache
def judge(name: str) -> Judge:
    """The judge of a shipped role-play."""
    return Judge(scenario_of(name), load_library())


def rehearsed(name: str, script: str) -> CallRecord:
    """A shipped rehearsal, typed: the same words every time."""
    scenario, play = scenario_of(name), Play(scenario_of(name))
    played = play_script(load_rehearsal(FILES[name], script, scenario).script, play, judge(name))
    starts, ending = scenario.customer.starts, played.state.ending
    return CallRecord(
        id=f"20260102-030405-{name}-{script}",
        scenario=name,
        title=scenario.title,
        started="2026-01-02T03:04:05+00:00",
        seed=0,
        version="0.1.0",
        engine="typed",
        starts=Dials(starts.heat, starts.trust, starts.patience),
        turns=played.turns,
        closing=played.state.last if ending else (),
        ending=ending,
        outcome=scenario.endings[ending].outcome if ending else "unfinished",
    )


def said(
    text: str = "",
    *,
    heard: Heard = "heard",
    confidence: float = 1.0,
    cut: bool = False,
    tone: Sequence[ToneCue] = (),
    measures: ToneMeasures | None = None,
    promises: Sequence[Promise] = (),
    moves: Sequence[Move] = (),
    facts: Sequence[str] = (),
    signs: Sequence[str] = (),
    customer: str = "Well?",
    timed: bool = False,
    **cues: str,
) -> Turn:
    """A turn with this reply; `cues` are cue=evidence. timed: half a second a word, from 2 s on, reply by reply."""
    texts = text.split()
    words = tuple(Word(word, at * 0.5, at * 0.5 + 0.4, confidence) if timed else Word(word, 0.0, 0.0, confidence)
                  for at, word in enumerate(texts))  # fmt: skip
    found = []
    for name, evidence in cues.items():
        parts = evidence.split()
        first = next(at for at in range(len(texts)) if texts[at : at + len(parts)] == parts)
        found.append(Cue(name, first, first + len(parts) - 1, evidence, "by hand"))
    reply = Reply(heard, words, tuple(found), tuple(tone), measures, cut=cut)
    every = {*cues, *signs, *(cue.name for cue in tone), *(["fact reused"] if facts else [])}
    times = Times(0.0, 2.0, 2.0, 2.0 + 0.5 * len(texts)) if timed else Times()
    return Turn(
        1, (Spoken(customer, "upset", "press"),), reply, tuple(sorted(every)), tuple(facts), tuple(moves),
        tuple(promises), STILL, STILL, "upset", "outburst", "outburst", times,
    )  # fmt: skip


def call(*turns: Turn, ending: str | None = "resolved", scenario: Scenario = PARCEL) -> CallRecord:
    """A call of these turns, numbered in their order."""
    numbered = tuple(replace(turn, number=number) for number, turn in enumerate(turns, start=1))
    outcome = scenario.endings[ending].outcome if ending else "unfinished"
    return CallRecord(
        "made-by-hand", scenario.name, scenario.title, "2026-01-02T03:04:05+00:00", 0, "0.1.0", "typed", STILL,
        numbered, (), ending, outcome,
    )  # fmt: skip


BLAME = said(
    "it's your own fault", blame="your own fault", moves=[Move("heat", 10, "blame", "the customer was blamed")]
)
SEE = said("i can see why", acknowledge="i can see why",
           moves=[Move("heat", -10, "acknowledge", "the trouble was recognised as real")])  # fmt: skip
