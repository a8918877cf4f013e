"""`kiosk new`: asks what a role-play is about, and writes one that works, for the trainer to make better."""

import argparse
import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

from kiosk.commands.output import note, result
from kiosk.errors import BadInput
from kiosk.settings import Settings
from kiosk.speaking.voice_file import list_voices

_TEMPLATES: Final = Path(__file__).with_name("templates")
_REHEARSALS: Final = ("good", "defensive", "silent")
_LONGEST: Final = 500
"""Letters of one answer; a line of a role-play may have 600."""
_STARTS: Final = {1: (62, 36, 66), 2: (66, 33, 63), 3: (70, 31, 60), 4: (74, 29, 57), 5: (78, 27, 54)}
"""Level → heat, trust and patience at the beginning; ours, so that the three rehearsals hold at each."""
_SILENCES: Final = {
    "phone": ("Hello? Are you there?", "Have we been cut off?"),
    "counter": ("Well? I'm standing right here.", "Did you hear me?"),
}

_COMES: Final = {"phone": "rings you.", "counter": "comes to your counter."}


@dataclass(frozen=True, slots=True)
class _Question:
    """One question and what may be answered."""

    key: str
    text: str
    choices: Sequence[str] = ()
    usual: str = ""
    """What no answer means; empty: an answer is needed."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="where to write it; without: your own role-plays")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    folder = options.folder or settings.scenarios or Path.cwd()
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder: make it, or name another with --folder")
    if isinstance(sys.stdin, io.TextIOWrapper):
        # What is typed in another encoding than the terminal's is an answer that will not do.
        sys.stdin.reconfigure(errors="surrogateescape")
    voices = [voice.name for voice in list_voices(settings.voice_folders) if voice.name != "learner"]
    answers = {question.key: _ask(question) for question in _questions(voices)}
    name = _file_name(answers["title"])
    files = {folder / f"{name}.{script}.yaml": _template(script) for script in _REHEARSALS}
    files = {folder / f"{name}.yaml": Template(_template("role-play")).substitute(_filled(name, answers)), **files}
    _write(files)
    for file in files:
        result(str(file))
    note(f"\nNow: kiosk check {folder / name}.yaml, then make the lines the customer's own.")
    return 0


def _questions(voices: Sequence[str]) -> tuple[_Question, ...]:
    return (
        _Question("title", "What is it called?"),
        _Question("setting", "Where does it take place?", ("phone", "counter"), "phone"),
        _Question("level", "How hard is it?", tuple(map(str, _STARTS)), "2"),
        _Question("framework", "Which steps does your course teach?", ("LEAP", "APEX"), "LEAP"),
        _Question("customer", "What is the customer's name?"),
        _Question("voice", "Which voice? (hear them with `kiosk voices`)", tuple(voices), voices[0] if voices else ""),
        _Question("trouble", "What has happened? In the customer's own words, one or two sentences:"),
        _Question("wish", "What does the customer want? In their own words:"),
        _Question("may", "What may the learner do about it? One or two sentences, as in a brief:"),
        _Question("most", "Up to how many pounds may the learner give? 0 for none:", (), "0"),
        _Question("who", "Who takes the case when that is not enough? A name or a role:", (), "the team leader"),
        _Question("within", "By when do they answer?", (), "within one working day"),
    )


def _ask(question: _Question) -> str:
    """Ask until there is a usable answer; raises BadInput where there is nobody to ask again."""
    while True:
        shown = f" ({', '.join(question.choices)})" if question.choices else ""
        usual = f" [{question.usual}]" if question.usual else ""
        sys.stderr.write(f"{question.text}{shown}{usual} ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise BadInput(f"\n{question.text!r} was not answered: nothing is written, run `kiosk new` again")
        answer = " ".join(line.split()) or question.usual
        wrong = _wrong(question, answer)
        if not wrong:
            return _as_listed(question, answer)
        if not sys.stdin.isatty():
            raise BadInput(f"{question.text!r}: {wrong}, given {answer!r}: nothing is written")
        note(f"  {wrong}, please")


def _wrong(question: _Question, answer: str) -> str:
    if not answer:
        return "an answer is needed"
    if len(answer) > _LONGEST:
        return f"{_LONGEST} letters at most"
    if not answer.isprintable():
        return "readable letters, in this terminal's encoding"
    if question.choices and answer.lower() not in map(str.lower, question.choices):
        return f"one of {', '.join(question.choices)}"
    if question.key == "most" and not re.fullmatch(r"\d{1,6}(\.\d\d)?", answer):
        return "a number such as 20"
    if question.key in ("title", "customer", "who") and not re.search(r"[A-Za-z0-9]", answer):
        return "a name with letters"
    return ""


def _as_listed(question: _Question, answer: str) -> str:
    return next((choice for choice in question.choices if choice.lower() == answer.lower()), answer)


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "")).strip("-")[:60].strip("-")


def _filled(name: str, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Placeholder → YAML, texts in quotes: a quoted JSON text is one in YAML too."""
    heat, trust, patience = _STARTS[int(answers["level"])]
    first, second = _SILENCES[answers["setting"]]
    most = answers["most"]
    limit = f"You may give up to {most} pounds." if float(most) else "You may give no money."
    who, within, may = answers["who"], answers["within"], _sentence(answers["may"])
    brief = f"{may} {limit} Anything more goes to {who}, who answers {within}. Every complaint is logged."
    return {
        **{key: _quoted(answers[key]) for key in ("title", "customer", "trouble", "wish", "within", "voice")},
        **{key: answers[key] for key in ("setting", "level", "framework")},
        "name": name,
        "heat": str(heat),
        "trust": str(trust),
        "patience": str(patience),
        "who": _quoted(who.removeprefix("the ").lower()),
        "brief": _quoted(f"{answers['customer']} {_COMES[answers['setting']]} {brief}"),
        "compensation": f"up to {most} pounds" if float(most) else "none",
        "wish_again": _quoted(f"So what can be done? {_sentence(answers['wish'])}"),
        "silence_1": _quoted(first),
        "silence_2": _quoted(second),
    }  # fmt: skip


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _sentence(text: str) -> str:
    return text if text[-1] in ".!?" else f"{text}."


def _template(name: str) -> str:
    return (_TEMPLATES / f"{name}.yaml").read_text("utf-8")


def _write(files: Mapping[Path, str]) -> None:
    """Write all the files or none; raises BadInput where one is there already or can't be written."""
    there = next((file for file in files if file.exists()), None)
    if there is not None:
        raise BadInput(f"{there}: is there already, and nothing is written: give the role-play another title")
    written: list[Path] = []
    try:
        for file, text in files.items():
            written.append(file)
            file.write_text(text, "utf-8")
    except (OSError, KeyboardInterrupt) as error:
        for file in written:
            # A place that nothing can be written to has nothing to take back.
            with suppress(OSError):
                file.unlink(missing_ok=True)
        if isinstance(error, KeyboardInterrupt):
            raise
        raise BadInput(f"{written[-1]}: cannot be written ({error.strerror}): choose another --folder") from None
