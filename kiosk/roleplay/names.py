"""Do the names in a role-play (cues, stages, endings, voices, marking points) exist?

Works on the bare document, so that a misspelt cue is reported together with whatever else is wrong in the file.
"""

from collections.abc import Collection, Iterator, Mapping
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
    stages, endings = _mapping(document.get("stages")), _mapping(document.get("endings"))
    voice = customer.get("voice")
    if voices is not None and isinstance(voice, str) and voice not in voices:
        yield places.fault(("customer", "voice"), f"no voice is called '{voice}'{nearest(voice, voices)}")
    yield from _keys(customer, "feels", SIGNS, ("customer",), places)
    yield from _keys(customer, "reacts", SIGNS, ("customer",), places)
    yield from _keys(document, "phrases", PHRASE_CUES, (), places)
    for at, point in enumerate(_texts(document.get("marking"))):
        if point not in MARKING_POINTS:
            text = f"no marking point is called '{point}'{nearest(point, MARKING_POINTS)}"
            yield places.fault(("marking", at), text)
    for name, stage in stages.items():
        yield from _stage(str(name), _mapping(stage), list(stages), list(endings), places)
    for name, ending in endings.items():
        if name in stages:
            text = f"'{name}' is a stage too: give one of them another name"
            yield places.fault(("endings", name), text, at_key=True)
        when = _mapping(ending).get("when")
        if isinstance(when, str):
            yield from _condition(when, ("endings", name, "when"), list(stages), places)


def _stage(
    name: str, stage: Mapping[str, Any], stages: list[str], endings: list[str], places: Places
) -> Iterator[Fault]:
    loc: Loc = ("stages", name)
    yield from _keys(stage, "reacts", SIGNS, loc, places)
    for at, want in enumerate(_texts(stage.get("wants"))):
        for sign in alternatives(want):
            if sign not in WANTED:
                text = f"a stage can't want '{sign}'{nearest(sign, WANTED)}"
                yield places.fault((*loc, "wants", at), text)
    for want in _mapping(stage.get("misses")):
        if want not in _texts(stage.get("wants")):
            text = f"'{want}' is not a want of this stage{nearest(str(want), _texts(stage.get('wants')))}"
            yield places.fault((*loc, "misses", want), text, at_key=True)
    choices = _texts(stage.get("then"))
    for at, choice in enumerate(choices):
        target, condition = split_then(choice)
        if target not in stages and target not in endings:
            text = f"no stage or ending is called '{target}'{nearest(target, [*stages, *endings])}"
            yield places.fault((*loc, "then", at), text)
        if condition is not None:
            yield from _condition(condition, (*loc, "then", at), stages, places)
    if choices and split_then(choices[-1])[1] is not None:
        text = "the last choice has a 'when', so the stage may lead nowhere: add one without"
        yield places.fault((*loc, "then", len(choices) - 1), text)


def _condition(text: str, loc: Loc, stages: Collection[str], places: Places) -> Iterator[Fault]:
    try:
        conditions.parse(text, SIGNS, stages)
    except ValueError as error:
        yield places.fault(loc, str(error))


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
