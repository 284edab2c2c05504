"""What a database has lost that it had acknowledged: put back, or nothing is written behind it."""

import psycopg
import pytest

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.ledger import chain
from tocsin.ledger.ledger import LedgerBehind
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.postgres_seat import PostgresSeat


@pytest.fixture
def address(postgres):
    return postgres.emptied()


def forgets(address, *statements):
    """What a failover to a standby that lagged leaves: an earlier state of the tables."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


def test_what_a_standby_that_lagged_has_lost_is_put_back_by_whoever_appended_it(address):
    PostgresLedger.create(address, AGENCY).close()
    seat = PostgresSeat(address, AGENCY, "anvil")
    seat.ledger.fence(seat.lease.take().token)
    seat.ledger.append([draft(1)])
    for number, subject in ((2, "person/ana"), (3, "person/rex"), (4, "person/kit")):
        seat.ledger.stage_key(subject, f"of {subject}".encode())
        seat.ledger.append([draft(number)])
    seat.ledger.destroy_key("person/rex")
    before = list(seat.ledger.read())
    forgets(address, "DELETE FROM tocsin.entry WHERE position > 1", "DELETE FROM tocsin.key")

    seat.ledger.append([draft(5)], expected=4)
    seat.close()
    again = PostgresLedger(address, read_only=True)
    entries = list(again.read())
    assert entries[:4] == before
    assert len(entries) == 5
    assert isinstance(chain.verify(entries, AGENCY), chain.Verified)
    assert set(again.keys()) == {"person/ana", "person/kit"}, "who was erased stays erased"
    again.close()


def test_a_database_that_forgot_what_nobody_here_appended_is_not_written_to_until_it_is_there(
    address,
):
    first = PostgresLedger.create(address, AGENCY)
    first.append([draft(1), draft(2)])
    first.close()
    ledger = PostgresLedger(address, AGENCY)
    ledger.append([])
    forgets(address, "CREATE TABLE kept AS SELECT * FROM tocsin.entry WHERE position = 2")
    forgets(address, "DELETE FROM tocsin.entry WHERE position = 2")

    for _ in range(2):
        with pytest.raises(LedgerBehind, match="acknowledged"):
            ledger.append([draft(3)])
    forgets(address, "INSERT INTO tocsin.entry SELECT * FROM kept", "DROP TABLE kept")
    assert [each.position for each in ledger.append([draft(3)], expected=2)] == [3]
    ledger.close()


def test_a_database_in_which_another_entry_stands_in_the_place_of_ours_is_not_written_to(address):
    ledger = PostgresLedger.create(address, AGENCY)
    ledger.append([draft(1), draft(2)])
    forgets(address, "DELETE FROM tocsin.entry WHERE position = 2")
    other = PostgresLedger(address, AGENCY)
    other.append([draft(7)])
    other.close()

    with pytest.raises(LedgerBehind, match="acknowledged"):
        ledger.append([draft(3)])
    ledger.close()
