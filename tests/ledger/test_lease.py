"""Which machine should lead in another's place."""

from tocsin.ledger.lease import PRESENCE_S, Presence, heir_of


def there(machine, leads="", follows="", age_s=0.0, stage_version=1):
    """The presences of a machine: agencies are single letters."""
    return [
        Presence(agency, machine, agency in leads, age_s, stage_version)
        for agency in leads + follows
    ]


def test_the_fullest_machine_hands_over_to_the_emptiest_that_follows():
    seen = [*there("m1", "abc"), *there("m2", "d", "abc"), *there("m3", "", "abcd")]

    assert heir_of("a", "m1", seen) == "m3"
    assert heir_of("d", "m2", seen) == ""


def test_a_difference_of_one_is_even():
    seen = [*there("m1", "ab", "c"), *there("m2", "c", "ab")]

    assert heir_of("a", "m1", seen) == ""


def test_of_two_equally_full_machines_only_the_first_hands_over():
    seen = [*there("m1", "ab", "cd"), *there("m2", "cd", "ab"), *there("m3", "", "abcd")]

    assert heir_of("a", "m1", seen) == "m3"
    assert heir_of("c", "m2", seen) == ""


def test_nothing_goes_to_a_machine_that_does_not_follow_is_silent_or_older():
    full = there("m1", "abc", stage_version=2)

    assert heir_of("a", "m1", [*full, *there("m2", "", "d")]) == ""
    assert heir_of("a", "m1", [*full, *there("m2", "", "a", PRESENCE_S + 1)]) == ""
    assert heir_of("a", "m1", [*full, *there("m2", "", "a", stage_version=1)]) == ""
    assert heir_of("a", "m1", [*full, *there("m2", "", "a", stage_version=2)]) == "m2"


def test_who_does_not_lead_hands_nothing_over():
    assert heir_of("a", "m1", [*there("m1", "bc", "a"), *there("m2", "", "abc")]) == ""
    assert heir_of("a", "m1", []) == ""
