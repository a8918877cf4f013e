"""How phrases and the model are added."""

from pathlib import Path

import pytest

from kiosk.errors import MissingPart
from kiosk.judging.cue import PHRASE_CUES
from kiosk.judging.learned.model import SHIPPED
from kiosk.judging.learned.weighing import Weighing, read_weighings

SHIPPED_WEIGHINGS = read_weighings(SHIPPED / "weighing.json")


def test_even_odds_are_one_half_and_each_part_moves_them() -> None:
    weighing = Weighing(trust=2.0, phrase=1.0, unsaid=-1.0, offset=0.0, least=0.4)
    assert weighing.likelihood(0.0, phrase=False, unsaid=False) == 0.5
    assert weighing.likelihood(0.5, phrase=False, unsaid=False) == weighing.likelihood(0.0, phrase=True, unsaid=False)
    assert weighing.likelihood(0.5, phrase=False, unsaid=True) == 0.5


def test_nothing_read_is_never_likely() -> None:
    assert SHIPPED_WEIGHINGS["own"].likelihood(float("-inf"), phrase=False, unsaid=False) == 0.0


@pytest.mark.parametrize("cue", PHRASE_CUES)
def test_a_phrase_speaks_for_its_cue_and_one_denied_or_quoted_against_it(cue: str) -> None:
    weighing = SHIPPED_WEIGHINGS[cue]
    assert weighing.trust > 0
    assert weighing.phrase >= 0 >= weighing.unsaid
    assert 0.2 < weighing.least <= 0.6


def test_a_weighing_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"weighing\.json: the learned part of the judge is not there"):
        read_weighings(tmp_path / "weighing.json")
