"""What the documents show works as shown."""

import re
from pathlib import Path

import pytest

from kiosk.cli import COMMANDS
from kiosk.commands.check import verdicts
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.library import load_library
from kiosk.roleplay.checker import check_file
from kiosk.roleplay.points import MARKING_POINTS
from kiosk.roleplay.scenario import CONTEXT_SIGNS, TONE_SIGNS
from kiosk.settings import Settings, shipped
from kiosk.speaking.voice_file import list_voices

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs/writing-scenarios.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_the_role_play_in_the_guide_passes_its_check(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
    (role_play,) = [block for block in blocks if block.startswith("title:")]
    good, defensive = [block for block in blocks if block.startswith("about:")]
    file = tmp_path / "wrong-coffee.yaml"
    file.write_text(role_play, "utf-8")
    file.with_suffix(".good.yaml").write_text(good, "utf-8")
    file.with_suffix(".defensive.yaml").write_text(defensive, "utf-8")
    voices = [voice.name for voice in list_voices([shipped("voices")])]
    checked = check_file(file, voices, load_library(), verdicts)
    assert checked.faults == ()
    assert checked.rehearsals == 2


@pytest.mark.parametrize("name", [*PHRASE_CUES, *TONE_SIGNS, *CONTEXT_SIGNS, *MARKING_POINTS])
def test_the_guide_lists_every_word_an_author_may_use(name: str) -> None:
    assert re.search(rf"\b{re.escape(name)}\b", GUIDE)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "serve"])
def test_the_readme_names_every_command(name: str) -> None:
    assert f"kiosk {name}" in README


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    assert Settings.model_fields[name].description
