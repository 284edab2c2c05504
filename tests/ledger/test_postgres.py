"""The ledger on PostgreSQL keeps every promise of the contract."""

from contextlib import contextmanager

import psycopg
import pytest

from tests.contracts.ledger_contract import AGENCY, LedgerContract
from tocsin.ledger.postgres import PostgresLedger


class TestPostgresLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, postgres):
        self.address = postgres.emptied()
        self.open = [PostgresLedger.create(self.address, AGENCY)]
        yield self.open[0]
        for ledger in self.open:
            ledger.close()

    def reopened(self, ledger):
        self.open.append(PostgresLedger(self.address, AGENCY))
        return self.open[-1]

    @contextmanager
    def full_disk(self, ledger):
        # The server says what it says on a full disk; a real one takes too long to fill.
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(FULL)
            yield
            connection.execute("DROP FUNCTION tocsin.is_full CASCADE")


FULL = """
CREATE FUNCTION tocsin.is_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER is_full BEFORE INSERT ON tocsin.entry EXECUTE FUNCTION tocsin.is_full();
CREATE TRIGGER is_full BEFORE INSERT ON tocsin.snapshot EXECUTE FUNCTION tocsin.is_full();
"""
