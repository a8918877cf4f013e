"""The debrief: everything a page or a screen shows of a call that is over. The same record always gives the same."""

from dataclasses import dataclass
from typing import Final

from kiosk.debrief.evidence import Evidence
from kiosk.debrief.led import LedByTrainer, led_by_trainer
from kiosk.debrief.ledgers import PromiseKept, promises
from kiosk.debrief.mark_view import MarkShown, mark_shown
from kiosk.debrief.marking import mark
from kiosk.debrief.moments import Opening, opening
from kiosk.debrief.steps import Step, steps
from kiosk.debrief.timeline import Timeline, timeline
from kiosk.debrief.told import FactTold, facts_told
from kiosk.debrief.tone_view import ToneRow, tone_rows
from kiosk.debrief.turn_view import TurnShown, turn_shown
from kiosk.roleplay.call import LEFT
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallNotes, CallRecord, Outcome, Spoken

STAMP: Final = "simulated, formative"
"""A simulated call is practice; it is evidence of competence only where the awarding body agrees."""

DECIDES: Final = "The machine drafts, a person decides."

BASIC_ENGINE: Final = "pocketsphinx"
"""The recogniser that mishears much open speech begins its name with this."""

BASIC_NOTE: Final = (
    "Basic recognition: this recogniser mishears much open speech. What it did not catch is marked “not heard”, "
    "and never against you."
)


@dataclass(frozen=True, slots=True)
class EndingShown:
    """How the call ended."""

    name: str | None
    outcome: Outcome
    means: str
    says: tuple[Spoken, ...]
    """The customer's last lines."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """A call, debriefed."""

    call: str
    """The record's id."""
    title: str
    customer: str
    setting: str
    level: int
    framework: str
    started: str
    """ISO 8601, with the offset from UTC."""
    seconds: float
    """Length of the recording; 0 for a call without sound."""
    opening: Opening
    timeline: Timeline
    turns: tuple[TurnShown, ...]
    steps: tuple[Step, ...]
    marks: tuple[MarkShown, ...]
    promises: tuple[PromiseKept, ...]
    tone: tuple[ToneRow, ...]
    facts: tuple[FactTold, ...]
    ending: EndingShown
    reflection: str
    notes: CallNotes | None
    held_with: tuple[str, ...]
    """How the call was held, where not as usual."""
    hold_s: float
    """Seconds that the customer was kept on hold in all."""
    holds: int
    """In how many stretches."""
    longest_wait_s: float | None
    """Longest time between the customer's last word and the learner's first; None where it was not measured."""
    engine: str
    engine_note: str
    """What a reader must know of the recogniser; empty where there is nothing to know."""
    version: str
    seed: int
    led: tuple[LedByTrainer, ...] = ()
    """What a trainer did to the call."""
    stamp: str = STAMP
    decides: str = DECIDES


def make_debrief(scenario: Scenario, record: CallRecord) -> Debrief:
    """Debrief a call. `scenario` is the role-play the call was held with."""
    call, marks = Evidence(scenario, record), mark(scenario, record)
    turns = tuple(turn_shown(call, turn) for turn in record.turns)
    return Debrief(
        call=record.id,
        title=record.title,
        customer=scenario.customer.name,
        setting=scenario.setting,
        level=scenario.level,
        framework=scenario.framework,
        started=record.started,
        seconds=round(record.seconds, 2),
        opening=opening(call, marks),
        timeline=timeline(record, turns),
        turns=turns,
        steps=steps(call),
        marks=tuple(mark_shown(call, given) for given in marks),
        promises=promises(call),
        tone=tone_rows(call),
        facts=facts_told(call),
        ending=_ending(call),
        reflection=record.reflection,
        notes=record.notes,
        held_with=record.held_with,
        hold_s=round(sum(turn.hold_s for turn in record.turns), 1),
        holds=sum(turn.hold_s > 0 for turn in record.turns),
        longest_wait_s=max((turn.reply.response_s for turn in record.turns if turn.reply.response_s), default=None),
        engine=record.engine,
        engine_note=BASIC_NOTE if record.engine.startswith(BASIC_ENGINE) else "",
        version=record.version,
        seed=record.seed,
        led=led_by_trainer(scenario, record),
    )


def _ending(call: Evidence) -> EndingShown:
    record, name = call.record, call.scenario.customer.name.split()[0]
    if call.ending is not None:
        means = call.ending.means
    elif record.ending == LEFT:
        means = f"{name} could not stay any longer: the call had gone on for {len(record.turns)} replies."
    elif record.ending is None:
        means = "The call was broken off before it came to an end of its own."
    else:
        means = "The role-play no longer has this ending."
    return EndingShown(record.ending, record.outcome, means, record.closing)
