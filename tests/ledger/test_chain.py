"""Whatever is changed, moved or taken away, `verify` names the first bad entry."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.contracts.ledger_contract import AGENCY, SATURDAY, draft
from tocsin.facts.envelope import GENESIS_HASH, Draft
from tocsin.ledger.chain import Broken, Verified, from_micros, seal, seal_all, to_micros, verify

moments = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(0, 2**63 - 1)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
drafts = st.builds(Draft, moments, texts, texts, numbers, texts, numbers, st.binary(max_size=60))
ledgers = st.lists(drafts, min_size=1, max_size=8).map(
    lambda some: seal_all(AGENCY, some, (0, GENESIS_HASH))
)
OTHERS = {
    "position": numbers,
    "recorded_at": moments,
    "stream": texts,
    "kind": texts,
    "version": numbers,
    "actor": texts,
    "cause": numbers,
    "body": st.binary(max_size=60),
    "previous_hash": st.one_of(hashes, texts),
    "hash": st.one_of(hashes, texts),
}


def chained(count):
    return seal_all(AGENCY, [draft(number) for number in range(count)], (0, GENESIS_HASH))


@given(ledgers)
def test_what_was_sealed_verifies(entries):
    assert verify(entries, AGENCY) == Verified(len(entries), entries[-1].hash)


@given(ledgers, st.data())
def test_any_other_value_in_any_field_is_found_where_it_is(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(sorted(OTHERS)))
    value = data.draw(OTHERS[field])
    assume(value != getattr(entries[index], field))
    entries[index] = msgspec.structs.replace(entries[index], **{field: value})

    result = verify(entries, AGENCY)
    assert isinstance(result, Broken)
    assert result.position == index + 1


@given(ledgers, st.data())
def test_any_flipped_bit_of_a_body_is_found_where_it_is(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    assume(entries[index].body)
    body = bytearray(entries[index].body)
    body[data.draw(st.integers(0, len(body) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    entries[index] = msgspec.structs.replace(entries[index], body=bytes(body))

    result = verify(entries, AGENCY)
    assert isinstance(result, Broken)
    assert result.position == index + 1


@given(ledgers, st.data())
def test_entries_taken_from_the_middle_are_missed(entries, data):
    assume(len(entries) > 1)
    first = data.draw(st.integers(0, len(entries) - 2))
    last = data.draw(st.integers(first, len(entries) - 2))
    del entries[first : last + 1]

    result = verify(entries, AGENCY)
    assert result == Broken(
        first + 1, f"Entry {first + 1} is missing: {entries[first].position} follows."
    )


@given(ledgers, st.data())
def test_another_order_is_found_at_the_first_that_moved(entries, data):
    shuffled = data.draw(st.permutations(entries))
    assume(shuffled != entries)

    result = verify(shuffled, AGENCY)
    assert isinstance(result, Broken)
    assert result.position == next(
        place for place, entry in enumerate(shuffled, 1) if entry.position != place
    )


@given(drafts, drafts)
def test_two_different_drafts_never_have_the_same_hash(one, other):
    hash_one = seal(AGENCY, one, 1, GENESIS_HASH).hash

    assert (hash_one == seal(AGENCY, other, 1, GENESIS_HASH).hash) == (one == other)


def test_a_text_may_not_move_from_one_field_to_the_next():
    one = Draft(SATURDAY, "ab", "c", 1, "2:cd", 0, b"")
    other = Draft(SATURDAY, "a", "bc", 1, "2:cd", 0, b"")

    assert seal("x", one, 1, GENESIS_HASH).hash != seal("x", other, 1, GENESIS_HASH).hash
    assert seal("xa", one, 1, GENESIS_HASH).hash != seal("x", one, 1, GENESIS_HASH).hash


def test_a_ledger_does_not_verify_as_another_agencys():
    result = verify(chained(2), "Somebody else")

    assert isinstance(result, Broken)
    assert result.position == 1


def test_a_stranger_who_knows_the_order_of_the_fields_gets_the_same_hash():
    entry = seal(AGENCY, draft(3, body=b'{"said":"SOS"}'), 2, "a" * 64)
    micros = int(SATURDAY.timestamp()) * 1_000_000 + 3_000_003
    fields = [
        *("tocsin-entry-1", AGENCY, "2", "a" * 64, str(micros)),
        *("incident/I-1", "IncidentOpened", "1", "person/mo", "0", '{"said":"SOS"}'),
    ]
    written = "".join(f"{len(field.encode())}:{field}," for field in fields)

    assert entry.hash == sha256(written.encode()).hexdigest()


def test_the_way_of_hashing_has_not_changed_since_the_first_release():
    entry = seal(AGENCY, draft(1), 1, GENESIS_HASH)

    assert entry.hash == "92c5989a0f0d31dd3c008cb362e2215d7cd7cb0035a9eb7187e158bfa7beedab"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"body": b"{}"}, "Entry 3 does not match its hash: its content was changed."),
        ({"hash": "0" * 64}, "The hash of entry 3 was changed, its content was not."),
        ({"previous_hash": "0" * 64}, "The previous hash of entry 3 was changed."),
        ({"position": 7}, "Entry 3 is missing: 7 follows."),
        ({"position": 2}, "Entry 2 stands where 3 should."),
        ({"stream": "\ud800"}, "Entry 3 does not match its hash: its content was changed."),
        (
            {"recorded_at": SATURDAY.replace(tzinfo=None)},
            "Entry 3 has a time without a zone.",
        ),
    ],
)
def test_the_finding_says_what_is_wrong(change, what):
    entries = chained(5)
    entries[2] = msgspec.structs.replace(entries[2], **change)

    assert verify(entries, AGENCY) == Broken(3, what)


@pytest.mark.parametrize(("place", "before"), [(3, "entry 3"), (1, "entry 1")])
def test_a_replaced_entry_that_agrees_with_itself_is_found_by_the_next(place, before):
    entries = chained(5)
    entries[place - 1] = seal(AGENCY, draft(99), place, entries[place - 1].previous_hash)

    assert verify(entries, AGENCY) == Broken(
        place + 1, f"Entry {place + 1} does not follow {before}: one of the two was replaced."
    )


def test_a_ledger_that_starts_behind_another_start_is_found():
    entries = seal_all(AGENCY, [draft(1)], (0, "f" * 64))

    assert verify(entries, AGENCY) == Broken(
        1, "Entry 1 does not follow the start: one of the two was replaced."
    )


def test_a_part_is_verified_from_a_trusted_head():
    entries = chained(5)

    assert verify(entries[2:], AGENCY, after=(2, entries[1].hash)) == Verified(3, entries[4].hash)
    assert isinstance(verify(entries[2:], AGENCY, after=(2, "0" * 64)), Broken)


def test_a_witness_finds_what_the_chain_alone_cannot():
    entries = chained(5)
    rewritten = seal_all(AGENCY, [draft(number) for number in (0, 1, 9, 3, 4)], (0, GENESIS_HASH))
    witness = 4, entries[3].hash

    assert verify(entries, AGENCY, witness=witness) == Verified(5, entries[4].hash)
    assert verify(rewritten, AGENCY, witness=witness) == Broken(
        4, "Entry 4 is not the one that was witnessed."
    )
    assert verify(entries[:3], AGENCY, witness=witness) == Broken(
        4, "The ledger ends at entry 3, but entry 4 was witnessed."
    )


def test_a_clock_that_was_set_back_is_no_break():
    entries = seal_all(AGENCY, [draft(60), draft(1)], (0, GENESIS_HASH))

    assert isinstance(verify(entries, AGENCY), Verified)


def test_verify_holds_one_entry_at_a_time():
    drawn = []

    def stream():
        for entry in chained(50):
            drawn.append(entry.position)
            yield entry if entry.position != 10 else msgspec.structs.replace(entry, kind="")

    assert isinstance(verify(stream(), AGENCY), Broken)
    assert drawn == list(range(1, 12))  # It looked one ahead to tell content from hash.


@given(moments)
def test_a_moment_survives_being_written_as_a_number(moment):
    zoned = moment.astimezone(timezone(timedelta(hours=5, minutes=45)))

    assert from_micros(to_micros(moment)) == moment
    assert to_micros(zoned) == to_micros(moment)
