"""A role-play as a picture: its stages from top to bottom, what leads where, and the endings. Plain SVG, no scripts.

Every text is broken to the width of its box, and every box is as high as its text, so that nothing overlaps. Colours
only repeat what the words say.
"""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kiosk.roleplay.names import split_then
from kiosk.roleplay.scenario import Ending, Scenario

_SIZE, _LINE, _PAD, _GAP = 15, 21, 14, 26
"""Size of the letters, height of a line, space inside a box and between boxes; pixels, as all that follow."""
_WIDE: Final = 0.57
"""Width of a letter as a share of its height, on the safe side for common sans-serif faces (Verdana: 0.58)."""
_STAGE_X, _STAGE_W = 30, 350
_ARROW_X, _ARROW_W = _STAGE_X + _STAGE_W, 320
_TARGET_X, _TARGET_W = _ARROW_X + _ARROW_W, 280
_ASIDE_X, _ASIDE_W = _TARGET_X + _TARGET_W + 50, 320
_WIDTH: Final = _ASIDE_X + _ASIDE_W + 30
_LEAST_STEP: Final = 60
"""Height of the arrow from a stage to the next, at least."""
_INK, _PAPER, _SOFT = "#1d2733", "#ffffff", "#4a5968"
_OUTCOMES: Final[Mapping[str, tuple[str, str, str]]] = {
    "good": ("#e2f3e7", "#1d6b38", ""),
    "mixed": ("#fdf1d3", "#8a5f00", "8 4"),
    "bad": ("#fbe3e2", "#9c2226", "3 3"),
}
"""Outcome → paper, edge and dashes of its box."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A way out of a stage."""

    target: str
    lines: list[str]
    """Its condition, broken into lines."""


def draw(scenario: Scenario) -> str:
    """The picture as the text of an SVG file."""
    shapes, y = list[str](), 120.0
    stages = list(scenario.stages)
    for at, name in enumerate(stages):
        following = stages[at + 1] if at + 1 < len(stages) else None
        part, y = _stage(scenario, name, following, y)
        shapes += part
    aside, bottom = _aside(scenario, 120.0)
    height = max(y, bottom) + 50
    who = f"{scenario.customer.name}, {'on the phone' if scenario.setting == 'phone' else 'at the counter'}"
    head = [
        *_text(_STAGE_X, 50, [scenario.title], size=26, bold=True),
        *_text(_STAGE_X, 80, [f"{who}, level {scenario.level}, {scenario.framework}"], colour=_SOFT),
        *_text(_STAGE_X, height - 18, [_legend(scenario)], size=13, colour=_SOFT),
    ]
    title = quoteattr(f"The stages and endings of {scenario.title}")
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" '
        f'height="{height:.0f}" role="img" aria-label={title} '
        "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif\">",
        f"<title>{escape(scenario.title)}</title>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="{_INK}"/></marker></defs>',
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>',
        *head, *shapes, *aside, "</svg>\n",
    ])  # fmt: skip


def _legend(scenario: Scenario) -> str:
    starts = scenario.customer.starts
    return (
        f"Starts with heat {starts.heat}, trust {starts.trust}, patience {starts.patience}. Where a stage has several "
        "ways on, the first that holds is taken."
    )


def _stage(scenario: Scenario, name: str, following: str | None, y: float) -> tuple[list[str], float]:
    """A stage with its ways on; returns its shapes and where the next stage begins."""
    stage = scenario.stages[name]
    choices = [_choice(text, at, len(stage.then)) for at, text in enumerate(stage.then)]
    down = [choice for choice in choices if choice.target == following]
    aside = [choice for choice in choices if choice.target != following]
    wants = [line for want in stage.wants for line in _broken(f"wants {want}", _STAGE_W, hang="   ")]
    height = _PAD * 2 + _LINE * (1 + len(wants)) + 6
    shapes = [
        _box(_STAGE_X, y, _STAGE_W, height, "#eaf1f8", "#2b5c8a", ""),
        *_text(_STAGE_X + _PAD, y + _PAD + _SIZE, [name], bold=True, size=17),
        *_text(_STAGE_X + _PAD, y + _PAD + _SIZE + _LINE + 6, wants),
    ]
    branch = y
    for choice in aside:
        part, branch = _branch(scenario, choice, y, height, branch)
        shapes += part
    bottom = max(y + height, branch - _GAP)
    if not down:
        return shapes, bottom + _GAP * 2
    lines = [line for choice in down for line in choice.lines]
    middle, step = _STAGE_X + _STAGE_W / 2, max(_LEAST_STEP, bottom - y - height + _GAP, _LINE * len(lines) + _GAP)
    shapes.append(_arrow(middle, y + height, middle, y + height + step))
    shapes += _text(middle + 12, y + height + _LINE + 2, lines, colour=_SOFT, size=13)
    return shapes, y + height + step


def _choice(text: str, at: int, of: int) -> _Choice:
    target, when = split_then(text)
    number = f"{at + 1}. " if of > 1 else ""
    condition = f"when {when}" if when else "otherwise" if of > 1 else ""
    return _Choice(target, _broken(f"{number}{condition}", _ARROW_W - 10, size=13) if condition else [])


def _branch(
    scenario: Scenario, choice: _Choice, top: float, height: float, y: float
) -> tuple[list[str], float]:  # fmt: skip
    """An arrow to the right with its condition, and where it leads; returns where the next one may begin."""
    _, target_height = _target(scenario, choice.target, y)
    # The condition stands above the arrow, so the arrow runs at least so far below the one before.
    room = max(target_height, 2 * (18 * len(choice.lines) + 8))
    level = y + room / 2
    start = min(max(level, top + 8), top + height - 8)
    shapes, _ = _target(scenario, choice.target, level - target_height / 2)
    if start == level:
        shapes.append(_arrow(_ARROW_X, level, _TARGET_X, level))
    else:
        shapes.append(_arrow(_ARROW_X - 24, top + height, _TARGET_X, level, down_first=True))
    text_y = level - 7 - 18 * (len(choice.lines) - 1)
    shapes += _text(_ARROW_X + 12, text_y, choice.lines, colour=_SOFT, size=13, line=18)
    return shapes, max(y + room, level + 12) + _GAP


def _target(scenario: Scenario, name: str, y: float) -> tuple[list[str], float]:
    """What a way leads to: an ending, or the name of a stage that is not the next."""
    if name in scenario.endings:
        return _ending(name, scenario.endings[name], _TARGET_X, y, _TARGET_W)
    lines = _broken(f"to the stage “{name}”", _TARGET_W)
    height = _PAD * 2 + _LINE * len(lines)
    return [
        _box(_TARGET_X, y, _TARGET_W, height, "#ffffff", "#2b5c8a", "6 4"),
        *_text(_TARGET_X + _PAD, y + _PAD + _SIZE, lines),
    ], height


def _aside(scenario: Scenario, y: float) -> tuple[list[str], float]:
    """The endings that may come at any time; returns their shapes and where they end."""
    shapes = list[str]()
    endings = {name: ending for name, ending in scenario.endings.items() if ending.when}
    if endings:
        shapes += _text(_ASIDE_X, y - 14, ["At any time"], bold=True, size=17)
    for name, ending in endings.items():
        part, height = _ending(name, ending, _ASIDE_X, y, _ASIDE_W)
        shapes += part
        y += height + _GAP
    return shapes, y


def _ending(name: str, ending: Ending, x: float, y: float, width: float) -> tuple[list[str], float]:
    paper, edge, dashes = _OUTCOMES[ending.outcome]
    names = _broken(name, width, size=17)
    when = _broken(f"when {ending.when}", width) if ending.when else []
    height = _PAD * 2 + _LINE * (len(names) + 1 + len(when)) + 2
    return [
        _box(x, y, width, height, paper, edge, dashes),
        *_text(x + _PAD, y + _PAD + _SIZE, names, bold=True, size=17),
        *_text(x + _PAD, y + _PAD + _SIZE + _LINE * len(names), [f"{ending.outcome} ending"], colour=edge, bold=True),
        *_text(x + _PAD, y + _PAD + _SIZE + _LINE * (len(names) + 1), when),
    ], height


def _broken(text: str, width: float, size: int = _SIZE, hang: str = "") -> list[str]:
    """The text in lines that fit into a box of this width."""
    return textwrap.wrap(text, int((width - 2 * _PAD) / (size * _WIDE)), subsequent_indent=hang)


def _box(x: float, y: float, width: float, height: float, paper: str, edge: str, dashes: str) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="9" fill="{paper}" stroke="{edge}" '
        f'stroke-width="2"{dashed}/>'
    )


def _arrow(x: float, y: float, to_x: float, to_y: float, *, down_first: bool = False) -> str:
    way = f"V{to_y:g} H{to_x - 2:g}" if down_first else f"L{to_x - 2 * (to_x != x):g} {to_y - 2 * (to_y != y):g}"
    return f'<path d="M{x:g} {y:g} {way}" fill="none" stroke="{_INK}" stroke-width="2" marker-end="url(#tip)"/>'


def _text(
    x: float, y: float, lines: list[str], *, size: int = _SIZE, bold: bool = False, colour: str = _INK,
    line: int = _LINE,
) -> Iterator[str]:  # fmt: skip
    weight = ' font-weight="600"' if bold else ""
    for at, text in enumerate(lines):
        place = f'x="{x:g}" y="{y + at * line:g}"'
        yield f'<text {place} font-size="{size}"{weight} fill="{colour}" xml:space="preserve">{escape(text)}</text>'
