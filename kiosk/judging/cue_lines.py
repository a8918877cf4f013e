"""Phrase cues for typed replies, one JSON object a line in and out."""

import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

from kiosk.errors import BadInput
from kiosk.judging.phrases import PhraseJudge

NEARLY: Final = 0.2
"""How likely (0 to 1) a cue that was not found must have been to be worth telling why."""


def judge_lines(stream_in: TextIO, stream_out: TextIO, judge: PhraseJudge, *, explain: bool = False) -> int:
    """Judge every reply of `stream_in` and write its cues to `stream_out`; returns the number of replies.

    explain: each answer also has `why`, which for every cue that stands or nearly does tells the rule, whether a
    phrase was switched off, how likely it is and from which likelihood it counts.

    In: `{"id": …, "reply": "…", "situation": "…"}`, the situation optional, more keys ignored. Out: `{"id": …,
    "cues": [names by position], "evidence": {cue: words}}`. Blank lines are skipped. Each line is written as
    soon as it is judged. Raises BadInput naming the line for anything else.
    """
    judged = 0
    for name, reply, situation in read_lines(stream_in):
        cues = judge.find(reply.split(), situation)
        answer: dict[str, Any] = {
            "id": name,
            "cues": [cue.name for cue in cues],
            "evidence": {cue.name: cue.evidence for cue in cues},
        }
        if explain:
            answer["why"] = why(judge, reply, situation)
        stream_out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        stream_out.flush()
        judged += 1
    return judged


def read_lines(stream: TextIO) -> Iterator[tuple[str | int, str, str | None]]:
    """Id, reply and situation of every line; blank ones are skipped. Raises BadInput naming a line of another form."""
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield _read(line, number)


def why(judge: PhraseJudge, reply: str, situation: str | None) -> dict[str, Any]:
    """Cue → why it stands or nearly did."""
    told = {}
    for each in judge.consider(reply.split(), situation):
        likely = each.likelihood is not None and each.likelihood >= NEARLY
        if each.cue or each.phrase or each.unsaid or likely:
            told[each.name] = {
                "found": each.cue is not None,
                "rule": each.cue.rule if each.cue else each.phrase,
                "switched off": each.unsaid,
                "likelihood": each.likelihood,
                "counts from": each.least,
            }
    return told


def changes(stream_in: TextIO, before: PhraseJudge, after: PhraseJudge) -> Iterator[tuple[str | int, str, str]]:
    """Id, reply and what changed (`+ offer “i'll send”`, `- blame`) for each reply that two judges take differently."""
    for name, reply, situation in read_lines(stream_in):
        words = reply.split()
        old = {cue.name: cue for cue in before.find(words, situation)}
        new = {cue.name: cue for cue in after.find(words, situation)}
        changed = [f"+ {cue} “{new[cue].evidence}”" for cue in new.keys() - old.keys()]
        changed += [f"- {cue} “{old[cue].evidence}”" for cue in old.keys() - new.keys()]
        if changed:
            yield name, reply, ", ".join(sorted(changed))


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
