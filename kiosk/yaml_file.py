"""YAML files checked against a model: every fault at once, each with its line and column."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.errors import BadInput

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]
MAX_BYTES = 1_000_000


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

    def fault(self, loc: Loc, text: str, *, at_key: bool = False) -> Fault:
        """A fault at the value (or its key) to which `loc` leads, or as near to it as the file goes."""
        node, key = self._root, None
        for step in loc:
            found = _child(node, step)
            if found is None:
                continue
            key, node = found
        mark = (key if at_key and key is not None else node).start_mark if node is not None else None
        return Fault(self.file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, text)


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def read(path: Path) -> tuple[Any, Places]:
    """The document in a YAML file, and where its parts stand.

    Raises BadInput for a file that can't be read and Faults for one that is not YAML or gives a key twice.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}): check the name and its permissions") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 text at byte {error.start}: save it as UTF-8") from None
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{path}: {len(raw)} bytes long: {MAX_BYTES} at most")
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        places = Places(str(path), root)
        twice = list(_repeated_keys(root, str(path)))
        if twice:
            raise Faults(twice)
        return yaml.safe_load(text), places
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Faults([Fault(str(path), line, column, _syntax(error, text, line))]) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Faults([Fault(str(path), 1, 1, f"not YAML ({' '.join(str(error).split())[:200]})")]) from None


def _syntax(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    given = lines[line - 1].rstrip() if line <= len(lines) else ""
    if "\t" in given[: len(given) - len(given.lstrip())] or "'\\t'" in str(error.problem):
        return f"a tab in the indentation of {given.strip()[:60]!r}: use blanks, two for each step"
    hint = "put a text that holds ': ' or begins with a sign into quotes, and check the indentation"
    return f"{error.problem} in {given.strip()[:60]!r}: {hint}"


def _repeated_keys(root: yaml.Node | None, file: str) -> list[Fault]:
    faults, todo, seen_nodes = [], [root], set()
    while todo:
        node = todo.pop()
        if node is None or id(node) in seen_nodes:
            continue
        seen_nodes.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo += node.value
        if isinstance(node, yaml.MappingNode):
            seen: dict[str, int] = {}
            for key, value in node.value:
                name, line = str(key.value), key.start_mark.line + 1
                if name in seen:
                    text = f"'{name}' is given twice, first in line {seen[name]}: rename or remove one"
                    faults.append(Fault(file, line, key.start_mark.column + 1, text))
                seen.setdefault(name, line)
                todo.append(value)
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


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that may stand at `loc`, walked through the JSON Schema of the model."""
    schema = model.model_json_schema(by_alias=True)
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
