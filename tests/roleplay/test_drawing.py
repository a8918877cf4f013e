"""The picture of a role-play, as a browser shows it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiosk.roleplay.drawing import draw
from kiosk.roleplay.loading import load_scenario, scenario_files
from kiosk.roleplay.scenario import Scenario
from kiosk.settings import shipped

SCENARIOS = {name: load_scenario(file) for name, file in scenario_files([shipped("scenarios")]).items()}
SVG = "{http://www.w3.org/2000/svg}"
MEASURE = """() => {
  const out = [], all = [...document.querySelectorAll('text')].map(t => [t.getBBox(), t.textContent]);
  const boxes = [...document.querySelectorAll('rect[rx]')].map(r => r.getBBox());
  const view = document.documentElement.viewBox.baseVal;
  for (const [b, words] of all) {
    if (b.x < 0 || b.y < 0 || b.x + b.width > view.width || b.y + b.height > view.height) out.push('outside: ' + words);
    for (const c of boxes) {
      const meets = b.x < c.x + c.width && c.x < b.x + b.width && b.y + 5 < c.y + c.height && c.y < b.y + b.height - 5;
      const inside = b.x >= c.x && b.x + b.width <= c.x + c.width && b.y >= c.y && b.y + b.height <= c.y + c.height;
      if (meets && !inside) out.push('over an edge: ' + words);
    }
  }
  for (let i = 0; i < all.length; i++) for (let j = i + 1; j < all.length; j++) {
    const a = all[i][0], b = all[j][0];
    if (a.x < b.x + b.width && b.x < a.x + a.width && a.y + 5 < b.y + b.height && b.y + 5 < a.y + a.height)
      out.push('one over another: ' + all[i][1] + ' / ' + all[j][1]);
  }
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const a = boxes[i], b = boxes[j];
    if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      out.push('boxes meet');
  }
  return out;
}"""


def words(scenario: Scenario) -> str:
    return " ".join(node.text or "" for node in ElementTree.fromstring(draw(scenario)).iter(f"{SVG}text"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_stage_want_and_ending_with_its_outcome_is_in_the_picture(name: str) -> None:
    scenario = SCENARIOS[name]
    shown = " ".join(words(scenario).split())
    for stage, part in scenario.stages.items():
        assert stage in shown
        assert all(want in shown for want in part.wants)
    for ending, part in scenario.endings.items():
        assert f"{ending} {part.outcome} ending" in shown


def test_signs_that_mean_something_in_xml_are_only_words() -> None:
    data = SCENARIOS["late-parcel"].model_dump(by_alias=True) | {"title": '<b>"Parcels" & more</b>'}
    assert '<b>"Parcels" & more</b>' in words(Scenario.model_validate(data))


@pytest.fixture(scope="module")
def page(chromium: str):
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_in_the_picture_lies_over_anything_else(name: str, page, tmp_path: Path) -> None:
    file = tmp_path / "picture.svg"
    file.write_text(draw(SCENARIOS[name]), "utf-8")
    page.goto(file.as_uri())
    assert page.evaluate(MEASURE) == []
