"""The cue library: the phrases of every cue, read from YAML files that a trainer can open and extend.

A folder holds one `<cue>.yaml` a cue, `words.yaml` with word classes and `guards.yaml` with what switches a cue
off from before. Each list of phrases is a block of lines in the language of `pattern.py`; a line beginning with `#`
is a comment, a line set further in goes on with the phrase above. A trainer's own folder adds to what is there; a
scenario adds phrases by `Library.extended`.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from kiosk.errors import BadInput
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.pattern import Choice, Node, Phrase, parse, spoken_forms
from kiosk.judging.tokens import run_together

SHIPPED: Final = Path(__file__).parent / "phrases"
"""The folder of phrases that comes with the program."""

# libyaml's loader is ten times faster; PyYAML comes without it on a few systems.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CUE_KEYS: Final = ("means", "phrases", "unless", "guards", "needs", "learned", "off")
_GUARD_KEYS: Final = ("reach", "phrases")
_WIDEST_REACH: Final = 8


@dataclass(frozen=True, slots=True)
class CuePhrases:
    """What gives one cue, and what switches it off."""

    means: str = ""
    """What the cue stands for, in words for a trainer."""
    phrases: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    """Each switches off what it overlaps or touches."""
    guards: tuple[str, ...] = ()
    """Names of the guards that apply."""
    needs: tuple[str, ...] = ()
    """Cues of which at least one must be in the same reply."""
    learned: bool = True
    """Whether free wording counts too, as the learned model weighs it; else the phrases alone."""
    off: bool = False
    """The cue is never found: a trainer has switched it off."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Phrases that switch off whatever begins within `reach` tokens after them."""

    phrases: tuple[Phrase, ...] = ()
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Library:
    """All cues with their phrases, by cue name."""

    cues: Mapping[str, CuePhrases] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    classes: Mapping[str, Node] = field(default_factory=dict)

    def extended(self, own: Mapping[str, Sequence[str]], source: str) -> "Library":
        """Give a library with `own` phrases (cue → phrases) added; `source` is shown as their origin.

        Raises BadInput for an unknown cue or a phrase that cannot be read.
        """
        cues = dict(self.cues)
        for name, texts in own.items():
            check_cue(name, source)
            added = tuple(parse(text, f"{source}: {name}", self.classes) for text in texts)
            old = cues.get(name, CuePhrases())
            cues[name] = replace(old, phrases=old.phrases + added)
        return replace(self, cues=cues)

    def sentences(self) -> Iterator[str]:
        """Every phrase as it may be said, in full and in short ("i am", "i'm"), each form once.

        Each of a phrase's alternatives stands in at least one of them; its gaps are left out.
        """
        forms = (text for cue in self.cues.values() for phrase in cue.phrases for text in spoken_forms(phrase))
        both = (form for text in forms for form in (text, " ".join(run_together(text.split()))))
        yield from dict.fromkeys(both)


def load_library(*own: Path) -> Library:
    """The shipped library, with the phrases of the folders in `own` added in that order.

    Raises BadInput (file, line, fault, remedy) for a folder or file that cannot be used.
    """
    return _read((SHIPPED, *own)) if own else _shipped()


@cache
def _shipped() -> Library:
    """Read once; a trainer's own folder is read each time, so that what they change holds from the next call on."""
    return _read((SHIPPED,))


def _read(folders: Sequence[Path]) -> Library:
    classes: dict[str, Node] = {}
    for folder in folders:
        _add_classes(folder, classes)
    guards: dict[str, Guard] = {}
    cues: dict[str, CuePhrases] = {}
    for folder in folders:
        _add_guards(folder, classes, guards)
    for folder in folders:
        _add_cues(folder, classes, guards, cues)
    return Library(cues, guards, classes)


def check_cue(name: str, where: str) -> None:
    """Raise BadInput, with the nearest known name, when `name` is no phrase cue."""
    if name not in PHRASE_CUES:
        near = difflib.get_close_matches(name, PHRASE_CUES, n=1, cutoff=0.5)
        advice = f"did you mean '{near[0]}'?" if near else f"known cues: {', '.join(PHRASE_CUES)}"
        raise BadInput(f"{where}: unknown cue '{name}'; {advice}")


def _add_classes(folder: Path, classes: dict[str, Node]) -> None:
    for name, value in _mapping(folder / "words.yaml"):
        entries = tuple(phrase.node for phrase in _phrases(value, folder / "words.yaml", classes))
        known = (classes[name],) if name in classes else ()
        classes[name] = _flat(known + entries)


def _flat(nodes: Iterable[Node]) -> Choice:
    """One choice of all the nodes, with choices inside it dissolved, so that single words share one look-up."""
    options: list[Node] = []
    for node in nodes:
        if isinstance(node, Choice) and not node.optional:
            options.extend(_flat(node.options).options)
        else:
            options.append(node)
    return Choice(tuple(options))


def _add_guards(folder: Path, classes: Mapping[str, Node], guards: dict[str, Guard]) -> None:
    file = folder / "guards.yaml"
    for name, value in _mapping(file):
        keys = dict(_keys(value, file, _GUARD_KEYS))
        old = guards.get(name, Guard())
        phrases = _phrases(keys["phrases"], file, classes) if "phrases" in keys else ()
        reach = _reach(keys["reach"], file) if "reach" in keys else old.reach
        guards[name] = Guard(old.phrases + tuple(phrases), reach)


def _add_cues(
    folder: Path, classes: Mapping[str, Node], guards: Mapping[str, Guard], cues: dict[str, CuePhrases]
) -> None:
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder of phrases; give a folder with <cue>.yaml files")
    for file in sorted(folder.glob("*.yaml")):
        if file.name in ("words.yaml", "guards.yaml"):
            continue
        check_cue(file.stem, str(file))
        keys = dict(_keys(_root(file), file, _CUE_KEYS))
        old = cues.get(file.stem, CuePhrases())
        cues[file.stem] = CuePhrases(
            str(keys["means"].value) if "means" in keys else old.means,
            old.phrases + tuple(_phrases(keys.get("phrases"), file, classes)),
            old.unless + tuple(_phrases(keys.get("unless"), file, classes)),
            old.guards + tuple(_names(keys.get("guards"), file, guards, "guard")),
            old.needs + tuple(_names(keys.get("needs"), file, PHRASE_CUES, "cue")),
            _switch(keys["learned"], file, "learned") if "learned" in keys else old.learned,
            _switch(keys["off"], file, "off") if "off" in keys else old.off,
        )


def _root(file: Path) -> yaml.Node | None:
    """The YAML tree of a file, which keeps lines; None for a file that is not there or empty."""
    if not file.is_file():
        return None
    try:
        return yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(f"{file}:{line}: not readable as YAML: {error.problem}; mend this line") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        told = " ".join(str(error).split())
        raise BadInput(f"{file}: not readable as YAML: {told}; save it as UTF-8 text") from error


def _mapping(file: Path) -> Iterator[tuple[str, yaml.Node]]:
    return _keys(_root(file), file, None)


def _keys(node: yaml.Node | None, file: Path, known: Sequence[str] | None) -> Iterator[tuple[str, yaml.Node]]:
    """The entries of a mapping; a key that is not in `known` is an error."""
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        raise BadInput(f"{_at(node, file)}: expected `name: value` lines; see the shipped files in {SHIPPED}")
    for key, value in node.value:
        if known is not None and key.value not in known:
            near = difflib.get_close_matches(str(key.value), known, n=1, cutoff=0.0)
            raise BadInput(f"{_at(key, file)}: unknown key '{key.value}'; did you mean '{near[0]}'?")
        yield key.value, value


def _phrases(node: yaml.Node | None, file: Path, classes: Mapping[str, Node]) -> Iterator[Phrase]:
    """The phrases of a block of lines."""
    if node is None:
        return
    if not isinstance(node, yaml.ScalarNode):
        raise BadInput(f"{_at(node, file)}: expected a block of lines after `|`, one phrase a line")
    shown = file.name if file.parent == SHIPPED else str(file)
    first = node.start_mark.line + (2 if node.style == "|" else 1)
    texts: list[tuple[str, int]] = []
    for number, line in enumerate(node.value.split("\n"), first):
        if line.startswith(" ") and texts:
            text, began = texts.pop()
            texts.append((f"{text} {line.strip()}", began))
        elif line.strip() and not line.startswith("#"):
            texts.append((line.strip(), number))
    for text, number in texts:
        yield parse(text, f"{shown}:{number}", classes)


def _names(node: yaml.Node | None, file: Path, known: Iterable[str], what: str) -> Iterator[str]:
    """A list of names out of `known`."""
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        raise BadInput(f"{_at(node, file)}: expected a list of {what} names, as in [{', '.join(known)}]")
    for item in node.value:
        if item.value not in known:
            raise BadInput(f"{_at(item, file)}: unknown {what} '{item.value}'; known: {', '.join(known)}")
        yield item.value


def _reach(node: yaml.Node, file: Path) -> int:
    if not (isinstance(node.value, str) and node.value.isdigit() and int(node.value) <= _WIDEST_REACH):
        raise BadInput(f"{_at(node, file)}: reach '{node.value}' is not a count of words; give 0 to {_WIDEST_REACH}")
    return int(node.value)


def _switch(node: yaml.Node, file: Path, key: str) -> bool:
    if node.value not in ("yes", "no"):
        raise BadInput(f"{_at(node, file)}: {key} '{node.value}' is neither yes nor no; write one of them")
    return bool(node.value == "yes")


def _at(node: yaml.Node, file: Path) -> str:
    return f"{file}:{node.start_mark.line + 1}"
