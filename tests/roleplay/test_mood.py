"""The mood read off the dials: steady near its lines, never kinder for more heat."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.roleplay.mood import mood_for, worse
from kiosk.roleplay.scenario import MOODS, lines_for, nearest_moods
from kiosk.roleplay.turns import Dials

LEVEL = st.integers(0, 100)
BEFORE = st.sampled_from([None, *MOODS])


@given(heat=LEVEL, more=LEVEL, trust=LEVEL, patience=LEVEL, before=BEFORE)
@settings(deadline=None)
def test_more_heat_is_never_a_better_mood(heat, more, trust, patience, before):
    low, high = sorted((heat, more))
    assert not worse(mood_for(Dials(low, trust, patience), before), mood_for(Dials(high, trust, patience), before))


@given(heat=LEVEL, trust=LEVEL, more=LEVEL, patience=LEVEL, before=BEFORE)
@settings(deadline=None)
def test_more_trust_is_never_a_worse_mood(heat, trust, more, patience, before):
    low, high = sorted((trust, more))
    assert not worse(mood_for(Dials(heat, high, patience), before), mood_for(Dials(heat, low, patience), before))


@given(heat=LEVEL, trust=LEVEL, patience=LEVEL, before=BEFORE)
@settings(deadline=None)
def test_at_rest_the_mood_stays_as_it_is(heat, trust, patience, before):
    dials = Dials(heat, trust, patience)
    now = mood_for(dials, before)
    assert mood_for(dials, now) == now


@given(heat=st.integers(1, 99), trust=LEVEL)
@settings(deadline=None)
def test_a_step_down_and_up_again_does_not_make_the_face_flicker(heat, trust):
    mood = mood_for(Dials(heat, trust, 50))
    if worse(mood, mood_for(Dials(heat - 1, trust, 50))) and mood in ("furious", "upset", "wary") and trust >= 25:
        assert mood_for(Dials(heat - 1, trust, 50), mood) == mood


def test_who_does_not_trust_is_never_calm_and_who_trusts_is_grateful_only_when_cool():
    assert mood_for(Dials(0, 24, 50)) == "wary"
    assert mood_for(Dials(20, 90, 50)) == "calm"
    assert mood_for(Dials(18, 60, 50)) == "grateful"


def test_a_missing_mood_takes_the_line_of_the_nearest_the_worse_one_first():
    says = {"furious": ("f",), "wary": ("w",), "grateful": ("g",)}
    assert [lines_for(says, mood) for mood in MOODS] == [("f",), ("f",), ("w",), ("w",), ("g",)]
    assert nearest_moods("upset") == ["upset", "furious", "wary", "calm", "grateful"]
    assert lines_for({"any": ("a",), "calm": ("c",)}, "upset") == ("a",)
