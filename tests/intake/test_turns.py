"""Whose raw signal is read next."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.turns import Turns

said = st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=40)


def of(*voices, stranger=False, turns=None):
    turns = turns or Turns()
    for voice in voices:
        number = turns.count + 1
        turns.add(f"{voice}{number}", voice, stranger=stranger)
    return turns


def read(turns, most=1, strangers=True):
    """Read one after the other until nothing waits."""
    order = []
    while found := turns.first(most, strangers=strangers):
        order += found
        for signal in found:
            turns.done(signal)
    return order


def test_whoever_says_something_new_has_the_next_turn_however_much_one_other_has_said():
    turns = of("a", "a", "a", "a", "b", "c")
    assert read(turns) == ["a1", "b5", "c6", "a2", "a3", "a4"]


def test_a_voice_that_comes_late_waits_for_one_round_only():
    turns = of(*"a" * 50)
    for signal in turns.first(20, strangers=True):
        turns.done(signal)
    of("b", turns=turns)
    assert read(turns).index("b51") <= 1


def test_known_voices_are_read_before_strangers_however_long_those_have_waited():
    turns = of(*"abcdef", stranger=True)
    of("z", "z", turns=turns)
    assert read(turns)[:2] == ["z7", "z8"]


def test_while_strangers_are_not_read_known_voices_are():
    turns = of("a", stranger=True)
    of("z", turns=turns)
    assert read(turns, strangers=False) == ["z2"]
    assert turns.strangers == 1


@given(said, st.integers(1, 5))
def test_everything_is_read_once_and_nothing_is_left(texts, most):
    turns = Turns()
    for number, (voice, stranger) in enumerate(texts):
        turns.add(f"S-{number}", f"{voice}{stranger}", stranger=stranger)
    assert turns.strangers == sum(stranger for _, stranger in texts)
    assert sorted(read(turns, most)) == sorted(f"S-{n}" for n in range(len(texts)))
    assert (turns.strangers, turns.voices, turns.live) == (0, {}, {})


@given(said)
def test_of_one_voice_what_was_said_first_is_read_first(texts):
    turns = Turns()
    for number, (voice, stranger) in enumerate(texts):
        turns.add(f"{voice}{stranger} {number:03}", f"{voice}{stranger}", stranger=stranger)
    order = read(turns)
    assert sorted(order, key=lambda name: name[0:-3]) == sorted(order)


@given(said, st.integers(0, 20))
def test_a_snapshot_of_them_goes_on_in_the_same_order(texts, done):
    turns = Turns()
    for number, (voice, stranger) in enumerate(texts):
        turns.add(f"S-{number}", voice, stranger=stranger)
    for signal in turns.first(done, strangers=True):
        turns.done(signal)
    again = msgspec.json.decode(msgspec.json.encode(turns), type=Turns)
    assert again == turns
    assert read(again) == read(turns)
