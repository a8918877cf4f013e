"""A turn as it is shown: what was said with its evidence, how it was said, and what it did."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kiosk.debrief.evidence import Evidence, fact_found, not_caught
from kiosk.debrief.labels import HELPING, helping_here, label, sentence
from kiosk.debrief.spans import Span, customer_span, reply_span, word_span
from kiosk.roleplay.scenario import Mood
from kiosk.roleplay.turns import Dials, Heard, Move, Reply, Spoken, Turn


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the reply's words that are evidence of the same cues, or of none."""

    text: str
    cues: tuple[str, ...] = ()
    harms: bool = False
    """One of its cues makes things worse."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one thing in the reply did to the customer, and why."""

    sign: str
    label: str
    because: str
    moves: tuple[Move, ...]
    helps: bool


@dataclass(frozen=True, slots=True)
class CueShown:
    """A phrase cue, or a fact that was given back, with its evidence."""

    sign: str
    label: str
    helps: bool
    words: str
    rule: str
    """Which rule found it, in words a trainer can look up."""
    confidence: float
    """0 to 1, the recogniser's least for these words."""
    span: Span | None
    effect: Effect | None = None
    """What it did; the first cue of a sign carries the effect of them all."""


@dataclass(frozen=True, slots=True)
class ToneShown:
    """A tone cue with its figure."""

    sign: str
    label: str
    helps: bool
    value: float
    unit: str
    reason: str
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class TurnShown:
    """A turn."""

    number: int
    customer: tuple[Spoken, ...]
    customer_span: Span | None
    heard: Heard
    doubt: str
    """Why words may be missing from the reply; empty where it was caught well."""
    text: str
    segments: tuple[Segment, ...]
    reply_span: Span | None
    cues: tuple[CueShown, ...]
    tone: tuple[ToneShown, ...]
    effects: tuple[Effect, ...]
    """Everything the reply did, in the order it counted."""
    other_effects: tuple[Effect, ...]
    """Those of them that no single cue carries: what cues amount to in their place."""
    facts: tuple[str, ...]
    before: Dials
    after: Dials
    mood: Mood
    stage_before: str
    stage: str
    ending: str | None


def turn_shown(call: Evidence, turn: Turn) -> TurnShown:
    """The view of a turn."""
    reply, did = turn.reply, effects(turn.moves)
    by_sign = {effect.sign: effect for effect in did}
    cues, tone = tuple(_cues(call, turn, by_sign)), tuple(_tone(turn, by_sign))
    carried = {cue.sign for cue in cues} | {cue.sign for cue in tone} | {"every turn"}
    return TurnShown(
        number=turn.number,
        customer=turn.customer,
        customer_span=customer_span(turn),
        heard=reply.heard,
        doubt=sentence(f"this reply {why}: what may be missing is not marked against you")
        if (why := not_caught(reply))
        else "",
        text=reply.text,
        segments=tuple(_segments(reply, {cue.sign for cue in cues if not cue.helps})),
        reply_span=reply_span(turn),
        cues=cues,
        tone=tone,
        effects=did,
        other_effects=tuple(effect for effect in did if effect.sign not in carried),
        facts=turn.facts,
        before=turn.before,
        after=turn.after,
        mood=turn.mood,
        stage_before=turn.stage_before,
        stage=turn.stage,
        ending=turn.ending,
    )


def effects(moves: Sequence[Move]) -> tuple[Effect, ...]:
    """The moves put together by what made them, in their order."""
    by_cause: dict[tuple[str, str], list[Move]] = {}
    for move in moves:
        by_cause.setdefault((move.sign, move.because), []).append(move)
    return tuple(
        Effect(sign, label(sign), because, tuple(group), sum(map(eased, group)) > 0)
        for (sign, because), group in by_cause.items()
    )


def eased(move: Move) -> int:
    """By how much a move made things easier; negative where it made them harder."""
    return -move.by if move.dial == "heat" else move.by


def _cues(call: Evidence, turn: Turn, did: Mapping[str, Effect]) -> Iterator[CueShown]:
    shown = sorted([*_phrases(turn), *_facts(call, turn)], key=lambda pair: (pair[0], pair[1].sign))
    first = {cue.sign: at for at, (_, cue) in reversed(list(enumerate(shown)))}
    for at, (_, cue) in enumerate(shown):
        yield replace(cue, effect=did.get(cue.sign)) if first[cue.sign] == at else cue


def _phrases(turn: Turn) -> Iterator[tuple[int, CueShown]]:
    helping = helping_here(turn.signs)
    for cue in turn.reply.cues:
        span, sure = word_span(turn, cue.first, cue.last), round(cue.confidence, 2)
        helps = cue.name in helping or (cue.name in HELPING and cue.name not in turn.signs)
        yield cue.first, CueShown(cue.name, label(cue.name), helps, cue.evidence, cue.rule, sure, span)


def _facts(call: Evidence, turn: Turn) -> Iterator[tuple[int, CueShown]]:
    for name in turn.facts:
        found = fact_found(call.scenario, turn, name)
        last = found.word + len(found.words.split()) - 1
        span = word_span(turn, found.word, last) if found.words else None
        sure = min((word.confidence for word in turn.reply.words[found.word : last + 1]), default=1.0)
        sign = "fact reused"
        yield found.word, CueShown(sign, label(sign), True, found.words, f"fact: {name}", round(sure, 2), span)


def _tone(turn: Turn, did: Mapping[str, Effect]) -> Iterator[ToneShown]:
    for cue in turn.reply.tone:
        helps, value = cue.name in HELPING, round(cue.value, 2)
        yield ToneShown(cue.name, label(cue.name), helps, value, cue.unit, cue.reason, did.get(cue.name))


def _segments(reply: Reply, harming: Collection[str]) -> Iterator[Segment]:
    """The reply cut wherever the evidence of a cue begins or ends."""
    words = [word.text for word in reply.words]
    edges = {0, len(words)} | {cue.first for cue in reply.cues} | {cue.last + 1 for cue in reply.cues}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(words))
    for start, end in pairwise(cuts):
        cues = tuple(sorted({cue.name for cue in reply.cues if cue.first <= start and end <= cue.last + 1}))
        yield Segment(" ".join(words[start:end]), cues, any(name in harming for name in cues))
