"""A process that leads and appends until it is told that it does not lead any more.

Arguments: address and agency. It prints each position that was acknowledged, and
at the end why it ended.
"""

import sys
from datetime import UTC, datetime

from tocsin.facts.envelope import Draft
from tocsin.ledger.lease import Term
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.postgres_seat import PostgresSeat


def main():
    seat = PostgresSeat(sys.argv[1], sys.argv[2], "anvil")
    term = seat.lease.take()
    assert isinstance(term, Term)
    seat.ledger.fence(term.token)
    try:
        while True:
            moment = datetime(2026, 3, 7, 17, 30, tzinfo=UTC)
            entry = seat.ledger.append([Draft(moment, "unit/1", "K", 1, "system", 0, b"{}")])[0]
            sys.stdout.write(f"{entry.position}\n")
            sys.stdout.flush()
    except LedgerError as error:
        sys.stdout.write(f"{type(error).__name__}\n")


if __name__ == "__main__":
    main()
