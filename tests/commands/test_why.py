"""`kiosk why`: every move of a kept call explained, and the record played again."""

import shutil

import pytest
from debrief.calls import rehearsed

from kiosk.records.store import RecordStore
from kiosk.settings import shipped


@pytest.fixture
def kept(kiosk):
    """The id of a kept call: the defensive rehearsal of the late parcel."""
    store, record = RecordStore(kiosk.data), rehearsed("late-parcel", "defensive")
    store.start_call(record)
    store.finish_call(record.id, record.closing, record.ending, record.outcome, 0.0)
    store.close()
    return record.id


def test_a_call_is_explained_turn_by_turn_and_replays_to_itself(kiosk, kept):
    ran = kiosk("why", kept[:30])
    assert ran.status == 0, ran.err
    assert "replays to the same call" in ran.err
    text = ran.text
    assert '- defend "it\'s not our": heat +7, trust -6, patience -4: the company came first [always]' in text
    assert "- every turn: patience -3: time passes [always]" in text
    assert "heat 78 → 85" in text
    assert "(reaction: something in the reply could not be passed over)" in text
    assert "(ending: an ending was due: 'hung up', when heat at least 96 or patience at most 0)" in text
    assert "this customer heat +3" in text, "Danuta minds a stonewall more than others do"


def test_a_changed_role_play_is_told_of_with_what_differs(kiosk, kept):
    file = kiosk.folder / "late-parcel.yaml"
    shutil.copy(shipped("scenarios") / "late-parcel.yaml", file)
    file.write_text(file.read_text("utf-8").replace("starts: {heat: 78", "starts: {heat: 70"), "utf-8")
    ran = kiosk("why", kept, "--scenario", file)
    assert ran.status == 1
    assert "turn 1: dials: kept 'heat 85, " in ran.err
    assert "now 'heat 77, " in ran.err


def test_a_call_that_is_not_kept_is_wrong_usage(kiosk, kept):
    assert "not among the records" in kiosk.refused("why", "2031", status=2)
