"""A call as text, as it goes."""

import textwrap
from collections.abc import Callable, Sequence

from kiosk.judging.cue import HARMFUL, Cue
from kiosk.roleplay.runner import Snapshot
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Move, Spoken, Turn

_WIDTH = 100
_NAME = 22


class Transcript:
    """Writes down a running call from its snapshots: each line once, as soon as it is known."""

    def __init__(self, scenario: Scenario, write: Callable[[str], None]) -> None:
        self._name = scenario.customer.name.split()[0]
        self._write = write
        self._turns = 0
        self._said: tuple[Spoken, ...] = ()

    def __call__(self, now: Snapshot) -> None:
        """Take the next snapshot."""
        for turn in now.turns[self._turns :]:
            self._write(turn_text(turn))
            self._turns += 1
            self._said = ()
        if now.phase in ("speaking", "over") and now.lines != self._said:
            self._said = now.lines
            for line in now.lines:
                self._write(said(f"{self._name} ({line.mood})", line.text))


def said(who: str, text: str) -> str:
    """One speech with its speaker in front, wrapped."""
    lines = textwrap.wrap(text, _WIDTH - _NAME) or [""]
    if len(who) >= _NAME:
        lines.insert(0, "")
    return "\n".join(f"{who if at == 0 else '':<{_NAME}}{line}".rstrip() for at, line in enumerate(lines))


def turn_text(turn: Turn) -> str:
    """A reply, its cues with their words, and what they did to the dials."""
    reply = turn.reply
    heard = {"heard": reply.text, "not heard": f"({reply.text or '…'}) not heard", "nothing said": "(says nothing)"}
    lines = [said("You", heard[reply.heard])]
    if reply.cues:
        lines.append(said("", "   ".join(_cue(cue) for cue in reply.cues)))
    if reply.tone:
        lines.append(said("", "   ".join(f"~ {cue.name.replace('_', ' ')}: {cue.reason}" for cue in reply.tone)))
    before, after = turn.before.as_dict(), turn.after.as_dict()
    lines.append(said("", "   ".join(f"{dial} {before[dial]} → {after[dial]}" for dial in before)))
    if why := _why(turn.moves):
        lines.append(said("", why))
    lines += [
        said("", f"! promised: “{promise.words}” ({promise.kind})") for promise in turn.promises if not promise.keepable
    ]
    return "\n".join(lines) + "\n"


def _cue(cue: Cue) -> str:
    return f"{'-' if cue.name in HARMFUL else '+'} {cue.name} “{cue.evidence}”"


def _why(moves: Sequence[Move]) -> str:
    by_reason: dict[str, list[str]] = {}
    for move in moves:
        if move.sign != "every turn":
            by_reason.setdefault(move.because, []).append(f"{move.dial} {move.by:+d}")
    return "; ".join(f"{reason} ({', '.join(amounts)})" for reason, amounts in by_reason.items())
