"""The other side of `bench.lease`: a process that leads and appends for as long as it leads.

Argument: the address. It says `leads`, and at the end the longest that one append took.
"""

import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

from tocsin.facts.envelope import Draft
from tocsin.ledger.lease import LEASE_RENEW_S, Term
from tocsin.ledger.ledger import LeaseLost, LedgerUnavailable
from tocsin.ledger.postgres_seat import PostgresSeat


def renew(seat: PostgresSeat) -> None:
    with suppress(LeaseLost):
        while True:
            with suppress(LedgerUnavailable):
                seat.lease.renew()
            time.sleep(LEASE_RENEW_S)


def main() -> None:
    seat = PostgresSeat(sys.argv[1], "Harlow Valley EMS", "anvil")
    while not isinstance(term := seat.lease.take(), Term):
        time.sleep(0.1)
    seat.ledger.fence(term.token)
    print("leads", flush=True)
    threading.Thread(target=renew, args=(seat,), daemon=True).start()
    longest_s = 0.0
    draft = Draft(datetime(2026, 3, 7, 17, 30, tzinfo=UTC), "unit/1", "K", 1, "system", 0, b"{}")
    try:
        while True:
            start = time.monotonic()
            with suppress(LedgerUnavailable):
                seat.ledger.append([draft])
            longest_s = max(longest_s, time.monotonic() - start)
            time.sleep(0.05)
    except LeaseLost:
        print(f"{longest_s:.2f}", flush=True)


if __name__ == "__main__":
    main()
