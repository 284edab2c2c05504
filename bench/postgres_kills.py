"""What PostgreSQL loses when it is killed: `python -m bench.postgres_kills [kills] [folder]`.

Three agencies append as fast as they can, each behind the head it knows. The
server (postmaster and every child) is killed with -9 at a random moment, started
again, and so on. Afterwards everything that was acknowledged must be there as it
was, nothing twice, and every chain must verify. Beside it, how long after the
start the first append was acknowledged.
"""

import os
import random
import sys
import tempfile
import time
from statistics import median

from tests.ledger.test_postgres_faults import Writer, whole
from tests.postgres_server import PostgresServer
from tocsin.ledger.postgres import PostgresLedger

AGENCIES = ("Harlow Valley EMS", "Coldwater Fire", "Elm County")


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    folder = sys.argv[2] if len(sys.argv) > 2 else tempfile.gettempdir()
    chance = random.Random(1)
    server = PostgresServer(folder)
    try:
        address = server.address("postgres")
        writers = [Writer(PostgresLedger.create(address, name)) for name in AGENCIES]
        for writer in writers:
            writer.start()
        back = []
        for _ in range(kills):
            time.sleep(chance.random() * 0.3)
            server.kill()
            server.start()
            started = time.perf_counter()
            for writer in writers:
                writer.catch_up()
                writer.wait_for(1)
            back.append(time.perf_counter() - started)
        for writer in writers:
            writer.end()
            whole(address, writer.acknowledged, writer.ledger.agency)
    finally:
        server.remove()
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    refused = sum(writer.refused for writer in writers)
    print(
        f"{kills} kills of the server in {folder}, load {os.getloadavg()[0]:.1f}: {acknowledged:,} "
        f"entries acknowledged, {refused:,} appends refused meanwhile, 0 lost, 0 doubled, every "
        f"chain verifies. All three agencies appended again {median(back) * 1e3:.0f} ms (median) "
        f"and {max(back) * 1e3:.0f} ms (most) after the server answered."
    )


if __name__ == "__main__":
    main()
