"""YAML files: every fault at once with its place, and no file that hangs, crashes or talks to the terminal."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from kiosk.errors import BadInput
from kiosk.yaml_file import MAX_BYTES, Faults, read, validate


class Pet(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    legs: int = Field(4, ge=0)


class House(BaseModel):
    model_config = ConfigDict(extra="forbid")
    street: str
    pets: tuple[Pet, ...] = ()
    rooms: dict[str, Pet] = {}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "house.yaml"


def faults(file: Path, text: str | bytes) -> list[str]:
    """All faults, from the line on."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Faults) as error:
        validate(House, *read(file))
    lines = str(error.value).splitlines()
    assert len(lines) == len(error.value.faults)
    assert all(line.startswith(f"{file}:") for line in lines)
    return [line.removeprefix(f"{file}:") for line in lines]


def test_a_good_file_is_what_it_says(file: Path) -> None:
    file.write_text("street: Alder Road\npets:\n  - {name: Rex}\n", "utf-8")
    assert validate(House, *read(file)) == House(street="Alder Road", pets=(Pet(name="Rex"),))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("streat: x", "1:1: 'streat' is not known here: did you mean 'street'?"),
        ("street: x\npets:\n  - {nmae: Rex}", "3:6: 'nmae' is not known here: did you mean 'name'?"),
        ("street: x\npets:\n  - {legs: 3}", "3:5: 'name' is missing in pets / 0: add it"),
        (
            "street: x\npets:\n  - name: Rex\n    legs: -1",
            "4:11: pets / 0 / legs: Input should be greater than or equal",
        ),
        (
            "street: x\nrooms:\n  attic: {name: 5}",
            "3:17: rooms / attic / name: Input should be a valid string, given 5",
        ),
        ("street: x\nstreet: y", "2:1: 'street' is given twice, first in line 1: rename or remove one"),
        ("street: x\npets:\n\t- name: Rex", "3:1: a tab in the indentation of '- name: Rex': use blanks"),
        ("street: a: b", "1:10: mapping values are not allowed here in 'street: a: b': put a text that holds ': '"),
        ("street: *nobody", "1:9: found undefined alias"),
        ("street: 'open", "1:14: found unexpected end of stream"),
        ("street: !!python/object/apply:os.system [ls]", "1:9: could not determine a constructor"),
        ("---\nstreet: x\n---\nstreet: y", "3:1: but found another document"),
        ("{street: x}: y", "1:1: found unhashable key"),
        ("street: 2024-13-45", "1:1: not YAML (month must be in 1..12"),
        (b"street: x\npets: \xe9", "2:1: not UTF-8 text at byte 16: save it as UTF-8"),
        (b"street: \x00", "1:1: not YAML (unacceptable character"),
    ],
)
def test_each_fault_has_its_line_and_column_and_says_what_to_do(file: Path, text: str | bytes, fault: str) -> None:
    found = faults(file, text)
    assert any(line.startswith(fault) for line in found), found


def test_two_hundred_faults_come_at_once_in_the_order_of_the_file(file: Path) -> None:
    found = faults(file, "street: x\npets:\n" + "  - {name: [], legs: many}\n" * 100)
    assert len(found) == 200
    lines = [int(line.split(":")[0]) for line in found]
    assert lines == sorted(lines)


def doubling(start: str, grown: str) -> str:
    """Nine levels of aliases, each nine times the one before: 400 million parts in 300 bytes."""
    return f"a0: &a0 {start}\n" + "".join(
        f"a{n}: &a{n} " + grown.format(",".join([f"*a{n - 1}"] * 9)) + "\n" for n in range(1, 10)
    )


BOMBS = {
    "list": doubling("[x, x]", "[{}]") + "street: *a9\n",
    "merge": doubling("{x: 1}", "{{<<: [{}]}}") + "street: x\n",
    "key": doubling("[x, x]", "[{}]") + "? *a9\n: y\n",
    "itself": "street: &a [*a, *a]\n",
    "itself as a mapping": "rooms: &a {x: *a}\n",
    "deep": "street: " + "[" * 20_000,
    "deep blocks": "".join(" " * n + "a:\n" for n in range(500)),
    "long": "street: x\n" + "#" * MAX_BYTES,
    "many keys": "".join(f"key{n}: v\n" for n in range(12_000)),
    "flat": "street: [" + "1," * 60_000 + "]",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_made_to_hang_is_refused_soon(file: Path, name: str) -> None:
    began = time.process_time()
    assert faults(file, BOMBS[name])
    assert time.process_time() - began < 15, "seconds of work, on a slow machine too"


def test_aliases_that_save_a_trainer_writing_are_welcome(file: Path) -> None:
    file.write_text("street: x\npets:\n  - &rex {name: Rex}\n  - {<<: *rex, legs: 3}\nrooms: {hall: *rex}\n", "utf-8")
    house = validate(House, *read(file))
    assert house.pets == (Pet(name="Rex"), Pet(name="Rex", legs=3))
    assert house.rooms == {"hall": Pet(name="Rex")}


def test_hostile_names_stay_in_their_line_and_command_no_terminal(file: Path) -> None:
    found = faults(file, '"\\e[2J\\nstreet\\r": x\nstreet: y\n"\\u202e": z\nrooms: {"a\\nb": {name: [1]}}\n')
    assert len(found) == 3
    assert all(line.isprintable() for line in found)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))))
def test_no_file_does_anything_but_load_or_be_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        document, places = read(file)
        validate(House, document, places)
    except BadInput as error:
        assert str(error).startswith(str(file))
        assert all(part.isprintable() for part in str(error).splitlines())


def test_a_file_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("needs /dev/zero")
    endless = tmp_path / "endless.yaml"
    endless.symlink_to("/dev/zero")
    with pytest.raises(Faults, match="longer than 200000 bytes"):
        read(endless)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be read \(Is a directory\)"):
        read(tmp_path)
    with pytest.raises(BadInput, match=r"gone\.yaml: cannot be read \(No such file or directory\): check the name"):
        read(tmp_path / "gone.yaml")
