"""The debrief as one self-contained HTML page: nothing is fetched, and nothing in it can run but its own script."""

import base64
import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk.debrief.chart import chart, clock
from kiosk.debrief.debrief import Debrief
from kiosk.debrief.labels import LABELS, label, sentence
from kiosk.debrief.tone_view import MEASURES, OTHERS
from kiosk.roleplay.points import MARKING_POINTS

_PARTS: Final = Path(__file__).with_name("page_parts")
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
            points=MARKING_POINTS,
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
    environment.filters |= {"clock": clock, "label": label, "sentence": sentence}
    environment.globals["labels"] = LABELS
    return environment


def _when(started: str) -> str:
    """As in 26 November 2026, 14:05; unchanged where it is no date."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{moment.day} {moment:%B %Y, %H:%M}"
