"""Phrase cues for typed replies, one JSON object a line in and out."""

import json
from typing import Protocol, TextIO

from kiosk.errors import BadInput
from kiosk.judging.cue import Cue


class Judge(Protocol):
    """Whatever finds cues in the words of a reply."""

    def find(self, words: list[str], situation: str | None = None) -> tuple[Cue, ...]:
        """The cues in `words`, answering `situation` (what the customer said), where known."""
        ...


def judge_lines(stream_in: TextIO, stream_out: TextIO, judge: Judge) -> int:
    """Judge every reply of `stream_in` and write its cues to `stream_out`; returns the number of replies.

    In: `{"id": …, "reply": "…", "situation": "…"}`, the situation optional, more keys ignored. Out: `{"id": …,
    "cues": [names by position], "evidence": {cue: words}}`. Blank lines are skipped. Each line is written as
    soon as it is judged. Raises BadInput naming the line for anything else.
    """
    judged = 0
    for number, line in enumerate(stream_in, 1):
        if not line.strip():
            continue
        name, reply, situation = _read(line, number)
        cues = judge.find(reply.split(), situation)
        answer = {
            "id": name,
            "cues": [cue.name for cue in cues],
            "evidence": {cue.name: cue.evidence for cue in cues},
        }
        stream_out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        stream_out.flush()
        judged += 1
    return judged


def _read(line: str, number: int) -> tuple[str | int, str, str | None]:
    """Id, reply and situation of one line."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        shown = line.strip()[:60]
        raise BadInput(f"line {number}: not JSON ({error.msg}): {shown}; write one object a line") from error
    except (RecursionError, ValueError) as error:
        raise BadInput(f"line {number}: nested too deep or a number too long: {line.strip()[:60]}") from error
    if not isinstance(row, dict):
        raise BadInput(f'line {number}: not a JSON object: {line.strip()[:60]}; write {{"id": …, "reply": …}}')
    for key, kinds, optional in (("id", (str, int), False), ("reply", str, False), ("situation", str, True)):
        value = row.get(key)
        if (value is None and not optional) or (value is not None and not isinstance(value, kinds)):
            given = "missing" if key not in row else f"{value!r}"
            raise BadInput(f"line {number}: '{key}' is {given}; give a text")
    return row["id"], row["reply"], row.get("situation")
