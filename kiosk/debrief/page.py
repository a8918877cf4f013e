"""The debrief as one self-contained HTML page: nothing is fetched, and nothing in it can run but its own script."""

import base64
import hashlib
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk.debrief.chart import chart, clock
from kiosk.debrief.debrief import Debrief
from kiosk.debrief.labels import sentence
from kiosk.debrief.tone_view import MEASURES, OTHERS

_PARTS: Final = Path(__file__).with_name("page_parts")
_PLACE: Final = re.compile(r"\(([^()\s]+:\d+)\)$")
OUTCOMES: Final = {
    "good": "Went well",
    "mixed": "Went partly well",
    "bad": "Went badly",
    "unfinished": "Not finished",
}
"""Outcome → how the page heads it. It says how the call came out, not how good the learner is."""


def render_page(debrief: Debrief, sound: bytes | None = None, sound_file: str = "") -> str:
    """The page.

    sound: a WAV file that the page carries in itself and plays seconds of; without it nothing plays. sound_file:
    the name of the recording beside the page, where there is one.
    """
    style, script = _part("page.css"), _part("page.js") if sound else ""
    return (
        _environment()
        .get_template("page.html")
        .render(
            d=debrief,
            chart=chart(debrief.timeline),
            sound=f"data:audio/wav;base64,{base64.b64encode(sound).decode()}" if sound else "",
            sound_file=sound_file,
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            when=_when(debrief.started),
            customer=debrief.customer.split()[0],
            outcomes=OUTCOMES,
            tone_heads=[name for name, *_ in (*MEASURES, *OTHERS)],
        )
    )


def _policy(style: str, script: str) -> str:
    """Only the page's own style and script, known by their hashes, and sound out of the page itself."""
    allowed = f"'{_hash(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src {allowed}; media-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _part(name: str) -> str:
    return (_PARTS / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PARTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "sentence": sentence, "found_by": _found_by}
    return environment


def _found_by(rule: str) -> str:
    """Where a trainer looks the rule up: acknowledge.yaml:43; the rule itself where it stands in no file."""
    place = _PLACE.search(rule)
    return place[1] if place else rule


def _when(started: str) -> str:
    """As in 26 November 2026, 14:05; unchanged where it is no date."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{moment.day} {moment:%B %Y, %H:%M}"
