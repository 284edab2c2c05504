"""A process that appends and says so, until it is killed.

Arguments: the ledger. Each line it prints is a position that was acknowledged.
"""

import os
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tocsin.facts.envelope import Draft
from tocsin.ledger.sqlite import SqliteLedger


def main():
    ledger = SqliteLedger(Path(sys.argv[1]))
    for number in count():
        moment = datetime(2026, 3, 7, 17, 30, tzinfo=UTC)
        draft = Draft(moment, f"unit/{number % 9}", "K", 1, "system", 0, b"x" * (number % 700))
        if ledger.get_key(f"person/{number}-{os.getpid()}") is None:
            ledger.stage_key(f"person/{number}-{os.getpid()}", b"wrapped")
        position = ledger.append([draft] * (1 + number % 5))[-1].position
        sys.stdout.write(f"{position}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
