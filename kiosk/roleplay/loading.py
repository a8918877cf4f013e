"""Scenario files: found, read, and checked for everything that can be seen without playing them."""

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from kiosk.errors import BadInput
from kiosk.roleplay.conditions import nearest
from kiosk.roleplay.names import name_faults
from kiosk.roleplay.scenario import Scenario
from kiosk.yaml_file import Faults, read, validate

_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def find_scenario(name: str, folders: Sequence[Path]) -> Path:
    """The file of the role-play called `name`, or `name` itself where it is a path to a YAML file.

    The path of a rehearsal (`late-parcel.good.yaml`) leads to its role-play, so that `*.yaml` means what it seems
    to. Raises BadInput naming the nearest role-play there is.
    """
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        of_rehearsal = path.with_name(f"{path.name.split('.')[0]}.yaml")
        return of_rehearsal if "." in path.stem and of_rehearsal.is_file() else path
    known = scenario_files(folders)
    if name in known:
        return known[name]
    raise BadInput(f"{name}: no role-play has this name{nearest(name, known)}")


def scenario_files(folders: Sequence[Path]) -> dict[str, Path]:
    """Name → file of every role-play in the folders; an earlier folder hides a later one's namesake."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            if "." not in path.stem:
                found.setdefault(path.stem, path)
    return found


def load_scenario(path: Path, voices: Collection[str] | None = None) -> Scenario:
    """Read a role-play. `voices` are the voices there are, where the caller knows.

    Raises Faults with every fault of the file at once, each with line and column.
    """
    document, places = read(path)
    if not isinstance(document, dict):
        given = type(document).__name__
        raise Faults([places.fault((), f"a role-play is made of 'key: value' lines, given {given}: see the README")])
    faults = list(name_faults(document, places, voices))
    if not _FILE_NAME.fullmatch(path.stem):
        faults.append(places.fault((), f"the file's name {path.stem!r} must be small letters, digits and hyphens"))
    try:
        scenario = validate(Scenario, {**document, "name": path.stem}, places)
    except Faults as wrong:
        raise Faults([*faults, *wrong.faults]) from None
    if faults:
        raise Faults(faults)
    return scenario
