"""Damage to the file is found and named, or else it has changed nothing."""

from random import Random

import apsw
import pytest

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.ledger.chain import Broken, Verified, verify
from tocsin.ledger.ledger import LedgerCorrupt, LedgerError
from tocsin.ledger.sqlite import SqliteLedger

ENTRIES = 300


@pytest.fixture
def path(tmp_path):
    return made(tmp_path / "town.ledger")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of an undamaged file, for tests that damage it many times."""
    return made(tmp_path_factory.mktemp("whole") / "town.ledger").read_bytes()


def made(path):
    ledger = SqliteLedger.create(path, AGENCY)
    for number in range(0, ENTRIES, 10):
        ledger.append([draft(n, stream=f"unit/{n % 7}") for n in range(number, number + 10)])
    ledger.close()
    return path


def edit(path, *statements):
    connection = apsw.Connection(str(path))
    for trigger in ("entry_is_never_changed", "entry_is_never_deleted", "entry_comes_last"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def examined(path):
    ledger = SqliteLedger(path, read_only=True)
    try:
        return verify(ledger.read(), AGENCY)
    finally:
        ledger.close()


@pytest.mark.parametrize("position", [1, 77, ENTRIES])
def test_one_flipped_bit_in_a_stored_body_is_found_where_it_is(path, position):
    with_all = SqliteLedger(path, read_only=True)
    body = next(with_all.read(position - 1)).body
    with_all.close()
    flipped = bytes([body[0] ^ 1]) + body[1:]
    edit(path, f"UPDATE entry SET body = x'{flipped.hex()}' WHERE position = {position}")

    result = examined(path)
    assert isinstance(result, Broken)
    assert result.position == position


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE entry SET recorded_at = recorded_at + 1 WHERE position = 5", 5),
        ("UPDATE entry SET stream = stream || ' ' WHERE position = 5", 5),
        ("UPDATE entry SET kind = '' WHERE position = 5", 5),
        ("UPDATE entry SET version = 2 WHERE position = 5", 5),
        ("UPDATE entry SET actor = 'person/rex' WHERE position = 5", 5),
        ("UPDATE entry SET cause = 4 WHERE position = 5", 5),
        ("UPDATE entry SET previous_hash = upper(previous_hash) WHERE position = 5", 5),
        ("UPDATE entry SET hash = upper(hash) WHERE position = 5", 5),
        ("UPDATE entry SET position = -5 WHERE position = 5", 5),
        ("DELETE FROM entry WHERE position = 5", 5),
        ("DELETE FROM entry WHERE position = 1", 1),
    ],
)
def test_an_edited_field_is_found_where_it_is(path, statement, position):
    edit(path, statement)

    result = examined(path)
    assert isinstance(result, Broken)
    assert result.position == position


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET stream = CAST(x'ff' AS TEXT) WHERE position = 42",
        "UPDATE entry SET recorded_at = 9223372036854775807 WHERE position = 42",
    ],
)
def test_an_entry_that_cannot_be_read_is_named_after_all_before_it(path, statement):
    edit(path, statement)
    ledger = SqliteLedger(path, read_only=True)
    seen: list[int] = []
    with pytest.raises(LedgerCorrupt, match=r"osition (41|42)\b"):
        seen.extend(entry.position for entry in ledger.read())
    ledger.close()

    assert seen == list(range(1, 42))


def test_a_field_of_the_wrong_type_is_named(path):
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')")
    connection.close()
    edit(path, "UPDATE entry SET stream = x'00' WHERE position = 42")
    with pytest.raises(LedgerCorrupt, match="Position 42: a field is of the wrong type"):
        examined(path)


def test_two_changed_entries_are_found_at_the_first(path):
    edit(path, "UPDATE entry SET kind = '' WHERE position IN (30, 200)")

    assert examined(path) == Broken(
        30, "Entry 30 does not match its hash: its content was changed."
    )


def test_a_missing_index_row_is_found_by_the_structure_check(path):
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = NULL WHERE name = 'entry_by_stream'")
    connection.close()
    with pytest.raises(LedgerError):
        structure(path)


def structure(path):
    ledger = SqliteLedger(path, read_only=True)
    try:
        ledger.check_structure()
    finally:
        ledger.close()


def test_bytes_flipped_anywhere_in_the_file_are_never_silent(tmp_path, whole):
    """Either somebody says so, or all that can be read is what was written."""
    reference = everything(write(tmp_path / "reference.ledger", whole))
    random = Random(20260307)
    found = 0
    for case in range(400):
        damaged = bytearray(whole)
        damaged[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        path = write(tmp_path / f"{case}.ledger", damaged)
        try:
            assert everything(path) == reference
        except LedgerError:
            found += 1
        path.unlink()
    assert found > 200


def test_a_page_overwritten_with_noise_is_never_silent(tmp_path, whole):
    reference = everything(write(tmp_path / "reference.ledger", whole))
    random = Random(7)
    for start in range(0, len(whole), 4_096):
        noise = random.randbytes(4_096)
        path = write(tmp_path / f"{start}.ledger", whole[:start] + noise + whole[start + 4_096 :])
        with pytest.raises(LedgerError):
            assert everything(path) != reference


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_never_silent(tmp_path, whole, kept):
    path = write(tmp_path / "cut.ledger", whole[: int(len(whole) * kept)])
    with pytest.raises(LedgerError):
        everything(path)


def write(path, content):
    path.write_bytes(content)
    return path


def everything(path):
    """All that a ledger gives. Raises LedgerError when anything is found to be wrong."""
    ledger = SqliteLedger(path, AGENCY, read_only=True)
    try:
        ledger.check_structure()
        result = verify(ledger.read(), AGENCY)
        if not isinstance(result, Verified):
            raise LedgerCorrupt(f"Position {result.position}: {result.what}")
        streams = {name: list(ledger.read_stream(f"unit/{name}")) for name in range(7)}
        return result, streams, ledger.head(), ledger.load_snapshot(), ledger.keys()
    finally:
        ledger.close()
