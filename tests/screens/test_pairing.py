"""Who may join: the code of the visit, the trainer's PIN, and no endless guessing."""

import pytest

from kiosk.errors import BadInput
from kiosk.screens.pairing import ALPHABET, CODE_LENGTH, MOST_MEMBERS, Pairing, TooManyTries


@pytest.fixture
def pairing(clock):
    pairing = Pairing("4711", clock)
    pairing.open()
    return pairing


def wrong(pairing, address="10.0.0.1", role="observer", code="AAAAAA", pin=""):
    with pytest.raises(BadInput) as error:
        pairing.join(address, role, code, pin)
    return error.type


def test_a_code_is_six_signs_that_nobody_takes_for_others(pairing):
    assert len(pairing.code) == CODE_LENGTH
    assert set(pairing.code) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01IOLS5")


def test_an_observer_needs_the_code_alone_as_people_type_it(pairing):
    typed = f" {pairing.code[:3].lower()}-{pairing.code[3:].lower()} "
    assert pairing.role_of(pairing.join("10.0.0.1", "observer", typed, "")) == "observer"


def test_a_remote_needs_the_pin_too(pairing):
    wrong(pairing, role="remote", code=pairing.code)
    wrong(pairing, role="remote", code=pairing.code, pin="4712")
    assert pairing.role_of(pairing.join("10.0.0.1", "remote", pairing.code, "4711")) == "remote"


def test_code_and_members_end_with_the_visit(pairing):
    code, secret = pairing.code, pairing.join("10.0.0.1", "observer", pairing.code, "")
    pairing.shut()
    assert pairing.role_of(secret) is None
    wrong(pairing, code=code)
    wrong(pairing, code="")
    pairing.open()
    assert pairing.code != code
    assert pairing.role_of(secret) is None


def test_without_a_pin_there_is_no_code_and_nobody_joins():
    pairing = Pairing(None)
    pairing.open()
    assert pairing.code == ""
    wrong(pairing, code="")
    wrong(pairing, role="remote", code="", pin="")


def test_after_five_wrong_codes_an_address_waits_a_minute_and_others_do_not(pairing, clock):
    assert [wrong(pairing) for _ in range(6)] == [BadInput] * 5 + [TooManyTries]
    with pytest.raises(TooManyTries):
        pairing.join("10.0.0.1", "observer", pairing.code, "")
    pairing.join("10.0.0.2", "observer", pairing.code, "")
    clock.now += 61
    pairing.join("10.0.0.1", "observer", pairing.code, "")


def test_many_addresses_together_get_no_more_than_forty_wrong_codes_a_minute(pairing, clock):
    kinds = [wrong(pairing, address=f"10.0.0.{number}") for number in range(41)]
    assert kinds == [BadInput] * 40 + [TooManyTries]
    clock.now += 61
    pairing.join("10.0.0.200", "observer", pairing.code, "")


def test_whoever_knows_the_code_gets_five_wrong_pins_a_minute_from_all_addresses_together(pairing, clock):
    kinds = [
        wrong(pairing, address=f"10.0.0.{number}", role="remote", code=pairing.code, pin="0000") for number in range(6)
    ]
    assert kinds == [BadInput] * 5 + [TooManyTries]
    with pytest.raises(TooManyTries):
        pairing.join("10.0.0.99", "remote", pairing.code, "4711")
    pairing.join("10.0.0.99", "observer", pairing.code, "")
    clock.now += 61
    pairing.join("10.0.0.99", "remote", pairing.code, "4711")


def test_guesses_from_the_network_do_not_shut_the_kiosks_own_machine_out(pairing):
    for number in range(5):
        wrong(pairing, address=f"10.0.0.{number}", role="remote", code=pairing.code, pin="0000")
    assert pairing.join("127.0.0.1", "remote", pairing.code, "4711")
    for _ in range(3):
        wrong(pairing, address="127.0.0.1", role="remote", code=pairing.code, pin="0000")
    assert wrong(pairing, address="127.0.0.1", role="remote", code=pairing.code, pin="4711") is TooManyTries


def test_a_visit_holds_a_bounded_number_of_devices(pairing):
    for number in range(MOST_MEMBERS):
        pairing.join(f"10.0.1.{number}", "observer", pairing.code, "")
    assert wrong(pairing, address="10.0.2.1", code=pairing.code) is BadInput
