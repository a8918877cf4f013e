"""Do the names in a role-play (cues, stages, endings, voices, marking points) exist?

Works on the bare document, so that a misspelt cue is reported together with whatever else is wrong in the file.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.judging.cue import PHRASE_CUES
from kiosk.roleplay import conditions
from kiosk.roleplay.conditions import nearest
from kiosk.roleplay.points import MARKING_POINTS
from kiosk.roleplay.scenario import SIGNS, WANTED
from kiosk.yaml_file import Fault, Loc, Places


def name_faults(document: Mapping[str, Any], places: Places, voices: Collection[str] | None) -> Iterator[Fault]:
    """Every name in the document that stands for nothing, with the nearest that does."""
    customer = _mapping(document.get("customer"))
    own = [str(name) for name in _mapping(document.get("listens for"))]
    known = _Known(
        places,
        (*SIGNS, *own),
        (*WANTED, *own),
        list(_mapping(document.get("stages"))),
        list(_mapping(document.get("endings"))),
    )
    voice = customer.get("voice")
    if voices is not None and isinstance(voice, str) and voice not in voices:
        yield places.fault(("customer", "voice"), f"no voice is called '{voice}'{nearest(voice, voices)}")
    for name in own:
        if name in SIGNS or name in MARKING_POINTS:
            text = f"'{name}' has a meaning of its own: give what this role-play listens for another name"
            yield places.fault(("listens for", name), text, at_key=True)
    yield from _keys(customer, "feels", known.signs, ("customer",), places)
    yield from _keys(customer, "reacts", known.signs, ("customer",), places)
    yield from _keys(document, "phrases", PHRASE_CUES, (), places)
    yield from _points(_texts(document.get("marking")), [*MARKING_POINTS, *own], places)
    yield from _samples(document.get("samples"), [*PHRASE_CUES, *own], places)
    for name, stage in _mapping(document.get("stages")).items():
        yield from _stage(str(name), _mapping(stage), known)
    for name, ending in _mapping(document.get("endings")).items():
        if name in known.stages:
            text = f"'{name}' is a stage too: give one of them another name"
            yield places.fault(("endings", name), text, at_key=True)
        when = _mapping(ending).get("when")
        if isinstance(when, str):
            yield from _condition(when, ("endings", name, "when"), known)


@dataclass(frozen=True, slots=True)
class _Known:
    """The names a document may use, and where its parts stand."""

    places: Places
    signs: Collection[str]
    wanted: Collection[str]
    stages: Collection[str]
    endings: Collection[str]


def _points(points: list[str], known: Collection[str], places: Places) -> Iterator[Fault]:
    for at, point in enumerate(points):
        if point not in known:
            yield places.fault(("marking", at), f"no marking point is called '{point}'{nearest(point, known)}")


def _samples(samples: Any, known: Collection[str], places: Places) -> Iterator[Fault]:
    for at, sample in enumerate(samples if isinstance(samples, list) else ()):
        for key in ("hears", "hears not"):
            for cue_at, cue in enumerate(_texts(_mapping(sample).get(key))):
                if cue not in known:
                    text = f"no cue is called '{cue}'{nearest(cue, known)}"
                    yield places.fault(("samples", at, key, cue_at), text)


def _stage(name: str, stage: Mapping[str, Any], known: _Known) -> Iterator[Fault]:
    loc: Loc = ("stages", name)
    places, wants = known.places, _texts(stage.get("wants"))
    yield from _keys(stage, "reacts", known.signs, loc, places)
    for at, want in enumerate(wants):
        for sign in alternatives(want):
            if sign not in known.wanted:
                text = f"a stage can't want '{sign}'{nearest(sign, known.wanted)}"
                yield places.fault((*loc, "wants", at), text)
    for want in _mapping(stage.get("misses")):
        if want not in wants:
            text = f"'{want}' is not a want of this stage{nearest(str(want), wants)}"
            yield places.fault((*loc, "misses", want), text, at_key=True)
    yield from _ways_on(_texts(stage.get("then")), (*loc, "then"), known)


def _ways_on(choices: list[str], loc: Loc, known: _Known) -> Iterator[Fault]:
    for at, choice in enumerate(choices):
        target, condition = split_then(choice)
        if target not in known.stages and target not in known.endings:
            text = f"no stage or ending is called '{target}'{nearest(target, [*known.stages, *known.endings])}"
            yield known.places.fault((*loc, at), text)
        if condition is not None:
            yield from _condition(condition, (*loc, at), known)
    if choices and split_then(choices[-1])[1] is not None:
        text = "the last choice has a 'when', so the stage may lead nowhere: add one without"
        yield known.places.fault((*loc, len(choices) - 1), text)


def _condition(text: str, loc: Loc, known: _Known) -> Iterator[Fault]:
    try:
        conditions.parse(text, known.signs, known.stages)
    except ValueError as error:
        yield known.places.fault(loc, str(error))


def _keys(part: Mapping[str, Any], key: str, known: Collection[str], loc: Loc, places: Places) -> Iterator[Fault]:
    for name in _mapping(part.get(key)):
        if name not in known:
            yield places.fault((*loc, key, name), f"no cue is called '{name}'{nearest(str(name), known)}", at_key=True)


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> list[str]:
    items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, str)]


def alternatives(want: str) -> tuple[str, ...]:
    """The cues any one of which meets a want: `probe or paraphrase`."""
    return tuple(part.strip() for part in want.split(" or "))


def split_then(text: str) -> tuple[str, str | None]:
    """`resolved when trust at least 50` as target and condition."""
    target, found, condition = text.partition(" when ")
    return target.strip(), condition.strip() if found else None
