"""One node's place at a database that several share: ledger, lease, inbox and bell."""

from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.postgres_inbox import PostgresBell, PostgresInbox
from tocsin.ledger.postgres_lease import PostgresLease


class PostgresSeat:
    """What `shared.Seat` is in memory. It has four connections once all of it is used."""

    def __init__(self, address: str, agency: str, machine: str, stage_version: int = 1) -> None:
        """Open the ledger of an agency, which must be there. Raises as PostgresLedger does."""
        self.machine = machine
        self.ledger = PostgresLedger(address, agency)
        number = self.ledger.agency_id
        self.lease = PostgresLease(address, agency, number, machine, stage_version)
        self.inbox = PostgresInbox(self.ledger, machine)
        self.bell = PostgresBell(address, number, machine)

    def close(self) -> None:
        """Give the lease up if it is held, and end every connection."""
        self.lease.close()
        self.bell.close()
        self.ledger.close()
