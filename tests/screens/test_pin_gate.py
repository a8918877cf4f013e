"""The trainer's PIN: guessing it takes longer and longer, and a guesser keeps nobody else out."""

import pytest

from kiosk.errors import BadInput
from kiosk.screens.pin_gate import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT, MOST_ADDRESSES, SESSION, SHARED_TRIES, PinGate

PIN = "2468"
HERE, PHONE = "127.0.0.1", "192.168.0.23"


@pytest.fixture
def gate(clock):
    return PinGate(PIN, clock)


def wrong(gate, address=PHONE):
    with pytest.raises(BadInput) as error:
        gate.enter("0000", address)
    return str(error.value)


def test_guessing_takes_longer_and_longer_and_even_the_right_pin_waits(gate, clock):
    waits = []
    for _ in range(FREE_TRIES - 1):
        assert wrong(gate) == "That is not the trainer's PIN."
    for _ in range(8):
        assert wrong(gate) == "That is not the trainer's PIN."
        with pytest.raises(BadInput, match="Too many wrong PINs: wait") as error:
            gate.enter(PIN, PHONE)
        waits.append(int(str(error.value).split("wait ")[1].split()[0]))
        clock.now += waits[-1] + 0.01
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT
    assert gate.enter(PIN, PHONE)
    assert wrong(gate) == "That is not the trainer's PIN."
    assert gate.enter(PIN, PHONE), "a right PIN makes the next wrong ones free again"


@pytest.mark.parametrize("here", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_guesser_in_the_network_does_not_shut_the_trainer_out_at_the_kiosk(gate, here):
    for _ in range(FREE_TRIES):
        wrong(gate)
    assert wrong(gate).startswith("Too many")
    assert gate.enter(PIN, here)
    assert wrong(gate).startswith("Too many"), "a right PIN at the kiosk makes no guess elsewhere free"


def test_a_guesser_at_the_kiosk_does_not_shut_the_trainers_phone_out(gate):
    for _ in range(FREE_TRIES):
        wrong(gate, HERE)
    assert wrong(gate, HERE).startswith("Too many")
    assert gate.enter(PIN, PHONE)


def test_one_guesser_does_not_shut_out_another_machine(gate):
    for _ in range(FREE_TRIES):
        wrong(gate)
    assert gate.enter(PIN, "192.168.0.24")


def test_many_addresses_of_the_network_share_their_guesses_and_the_kiosk_has_its_own(gate):
    for number in range(SHARED_TRIES):
        wrong(gate, f"192.168.0.{number}")
    assert wrong(gate, "192.168.0.99").startswith("Too many")
    assert gate.enter(PIN, HERE)


def test_of_more_addresses_than_are_remembered_none_guesses_for_free(gate, clock):
    for number in range(SHARED_TRIES + MOST_ADDRESSES):
        clock.now += LONGEST_WAIT
        wrong(gate, f"10.0.{number // 256}.{number % 256}")
    assert wrong(gate, "10.9.9.9").startswith("Too many")


def test_a_session_ends_by_itself_when_nothing_is_asked_for_a_while(gate, clock):
    secret = gate.enter(PIN, PHONE)
    clock.now += SESSION - 1
    assert gate.inside(secret)
    clock.now += SESSION - 1
    assert gate.inside(secret)
    clock.now += SESSION + 1
    assert not gate.inside(secret)
    assert not gate.inside("")
