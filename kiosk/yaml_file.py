"""YAML files checked against a model: every fault at once, each with its line and column."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.errors import BadInput

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]
MAX_BYTES: Final = 200_000
"""Longest file taken: more than ten times the largest role-play, and read in under three seconds."""
MAX_PARTS: Final = 50_000
"""Keys and values in a file at most, each counted as often as an alias (`*name`) repeats it."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a file."""

    file: str
    line: int
    column: int
    text: str
    """What is wrong, what was given, what to do."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.text}"


class Faults(BadInput):
    """A file that can't be used; `faults` has them all, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


class Places:
    """Where each key and value of a YAML document stands."""

    def __init__(self, file: str, root: yaml.Node | None) -> None:
        self.file = file
        self._root = root
        self._keys: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = {}

    def fault(self, loc: Loc, text: str, *, at_key: bool = False) -> Fault:
        """A fault at the value (or its key) to which `loc` leads, or as near to it as the file goes."""
        node, key = self._root, None
        for step in loc:
            found = self._child(node, step)
            if found is None:
                continue
            key, node = found
        mark = (key if at_key and key is not None else node).start_mark if node is not None else None
        return Fault(self.file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, _printable(text))

    def fault_in_text(self, value: str, text: str) -> Fault:
        """A fault where the text `value` stands first."""
        todo = [self._root] if self._root is not None else []
        while todo:
            node = todo.pop(0)
            if isinstance(node, yaml.ScalarNode) and node.value.strip() == value:
                return Fault(self.file, node.start_mark.line + 1, node.start_mark.column + 1, _printable(text))
            todo[:0] = _inner(node)
        return self.fault((), text)

    def _child(self, node: yaml.Node | None, step: int | str) -> tuple[yaml.Node | None, yaml.Node] | None:
        if isinstance(node, yaml.MappingNode):
            if id(node) not in self._keys:
                self._keys[id(node)] = {
                    key.value: (key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)
                }
            return self._keys[id(node)].get(str(step))
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            return None, node.value[step]
        return None


def _printable(text: str) -> str:
    """`text` in one line, without signs that would command a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in " ".join(text.split()))


def read(path: Path) -> tuple[Any, Places]:
    """The document in a YAML file, and where its parts stand.

    Raises BadInput for a file that can't be read and Faults for one that is not YAML or gives a key twice.
    """
    text = _text(path)
    try:
        loader, root = _composed(text)
        places = Places(str(path), root)
        if root is None:
            return None, places
        if _parts(root, {}) > MAX_PARTS:
            raise Faults([places.fault((), f"more than {MAX_PARTS} keys and values: write less, or fewer aliases (*)")])
        if twice := _repeated_keys(root, str(path)):
            raise Faults(twice)
        return loader.construct_document(root), places
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Faults([Fault(str(path), line, column, _printable(_syntax(error, text, line)))]) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Faults([Fault(str(path), 1, 1, _printable(f"not YAML ({str(error)[:200]})"))]) from None


def _composed(text: str) -> tuple[Any, yaml.Node | None]:
    """A loader and what it read. libyaml is ten times faster, but of a fault PyYAML knows more to say."""
    fast = getattr(yaml, "CSafeLoader", None)
    if fast is not None:
        try:
            loader = fast(text)
            return loader, loader.get_single_node()
        except (yaml.YAMLError, ValueError):
            pass  # Not lost: the reading below finds the same fault, and says it better.
    loader = yaml.SafeLoader(text)
    return loader, loader.get_single_node()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}): check the name and its permissions") from None
    if len(raw) > MAX_BYTES:
        raise Faults([Fault(str(path), 1, 1, f"longer than {MAX_BYTES} bytes: split it into several files")])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = f"not UTF-8 text at byte {error.start}: save it as UTF-8"
        raise Faults([Fault(str(path), line, 1, text)]) from None


def _parts(node: yaml.Node, counted: dict[int, int]) -> int:
    """Keys and values in `node`, those of an alias counted wherever it stands; too many where it holds itself."""
    if id(node) not in counted:
        counted[id(node)] = MAX_PARTS + 1
        counted[id(node)] = 1 + sum(_parts(part, counted) for part in _inner(node))
    return counted[id(node)]


def _inner(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair


def _syntax(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    given = lines[line - 1].rstrip() if line <= len(lines) else ""
    if "\t" in given[: len(given) - len(given.lstrip())] or "'\\t'" in str(error.problem):
        return f"a tab in the indentation of {given.strip()[:60]!r}: use blanks, two for each step"
    hint = "put a text that holds ': ' or begins with a sign into quotes, and check the indentation"
    return f"{error.problem} in {given.strip()[:60]!r}: {hint}"


def _repeated_keys(root: yaml.Node, file: str) -> list[Fault]:
    faults, todo, seen_nodes = [], [root], set()
    while todo:
        node = todo.pop()
        if id(node) in seen_nodes:
            continue
        seen_nodes.add(id(node))
        todo += _inner(node)
        if isinstance(node, yaml.MappingNode):
            seen: dict[str, int] = {}
            for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
                name, line = key.value, key.start_mark.line + 1
                if name in seen:
                    text = f"'{name}' is given twice, first in line {seen[name]}: rename or remove one"
                    faults.append(Fault(file, line, key.start_mark.column + 1, _printable(text)))
                seen.setdefault(name, line)
    return faults


def validate(model: type[Model], document: Any, places: Places) -> Model:
    """Build `model` from the document; raises Faults with every fault in it."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise Faults(_translate(error, model, places)) from None


def _translate(error: ValidationError, model: type[BaseModel], places: Places) -> list[Fault]:
    faults = []
    for entry in error.errors(include_url=False):
        loc = tuple(step for step in entry["loc"] if step != "[key]")
        kind, given = entry["type"], _short(entry.get("input"))
        where = " / ".join(str(step) for step in loc) or "the file"
        if kind == "missing":
            text = f"'{loc[-1]}' is missing in {' / '.join(map(str, loc[:-1])) or 'the file'}: add it"
            faults.append(places.fault(loc[:-1], text, at_key=True))
        elif kind == "extra_forbidden":
            text = f"'{loc[-1]}' is not known here{_meant(str(loc[-1]), _keys(model, loc[:-1]))}"
            faults.append(places.fault(loc, text, at_key=True))
        else:
            text = f"{where}: {entry['msg'].removeprefix('Value error, ')}, given {given}"
            faults.append(places.fault(loc, text))
    return faults


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _meant(name: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f": did you mean '{close[0]}'?" if close else f": use one of {', '.join(names)}" if names else ""


@cache
def _schema(model: type[BaseModel]) -> Mapping[str, Any]:
    return model.model_json_schema(by_alias=True)


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that may stand at `loc`, walked through the JSON Schema of the model."""
    schema = _schema(model)
    node: Mapping[str, Any] = schema
    for step in loc:
        node = _resolve(node, schema)
        properties = node.get("properties", {})
        inner = properties.get(str(step), node.get("additionalProperties", node.get("items", {})))
        node = inner if isinstance(inner, Mapping) else {}
    return list(_resolve(node, schema).get("properties", {}))


def _resolve(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for option in (node, *node.get("anyOf", ())):
        if "$ref" in option:
            return schema["$defs"][option["$ref"].rsplit("/", 1)[1]]
    return node
