"""How soon another node decides, on a real network: `python -m bench.lease [rounds]`, as root.

The leader runs in a network namespace of its own and reaches PostgreSQL over TCP.
Its cable is cut, it is killed (-9), or it is stopped (SIGSTOP). Measured: how
long until a node that tries ten times a second has the lease and has appended; and
how long one append held the old leader up at most.
"""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from statistics import median
from typing import Final

from tests.postgres_server import PostgresServer
from tocsin.facts.envelope import Draft
from tocsin.ledger.lease import Term
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.postgres_seat import PostgresSeat

AGENCY: Final = "Harlow Valley EMS"
SPACE: Final = "tocsin-lease"
NEAR, FAR = "tocsin0", "tocsin1"
SERVER: Final = "10.99.0.1"
AWAY_S: Final = 6.0


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def lay_cable() -> None:
    ip("netns", "add", SPACE)
    ip("link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", SPACE)
    ip("addr", "add", f"{SERVER}/24", "dev", NEAR)
    ip("link", "set", NEAR, "up")
    ip("-n", SPACE, "addr", "add", "10.99.0.2/24", "dev", FAR)
    ip("-n", SPACE, "link", "set", FAR, "up")


def take_away() -> None:
    subprocess.run(["ip", "link", "del", NEAR], check=False)
    subprocess.run(["ip", "netns", "del", SPACE], check=False)


def once(local: str, how: str) -> tuple[float, str]:
    """Seconds until the other node has appended, and what the old leader says at the end."""
    remote = f"postgresql://tocsin@{SERVER}/postgres"
    leader = subprocess.Popen(
        ["ip", "netns", "exec", SPACE, sys.executable, "-m", "bench.lease_leader", remote],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert leader.stdout is not None
    assert leader.stdout.readline() == "leads\n"
    seat = PostgresSeat(local, AGENCY, "bell")
    assert not isinstance(seat.lease.take(), Term)
    time.sleep(1.2)
    start = time.monotonic()
    if how == "cut":
        ip("link", "set", NEAR, "down")
    else:
        leader.send_signal(signal.SIGKILL if how == "killed" else signal.SIGSTOP)
    while not isinstance(term := seat.lease.take(), Term):
        time.sleep(0.1)
    seat.ledger.fence(term.token)
    moment = datetime(2026, 3, 7, 17, 30, tzinfo=UTC)
    seat.ledger.append([Draft(moment, "unit/1", "K", 1, "system", 0, b"{}")])
    taken_s = time.monotonic() - start
    if how == "cut":
        time.sleep(AWAY_S)
        ip("link", "set", NEAR, "up")
    leader.send_signal(signal.SIGCONT)
    said = leader.communicate(timeout=60)[0].strip()
    seat.close()
    return taken_s, said


def main() -> None:
    if os.geteuid():
        print("A network namespace is made by root only: nothing is measured.")
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    server = PostgresServer()
    try:
        lay_cable()
        server.stop()
        server.trust("10.99.0.0/24")
        server.start(listen_addresses=SERVER)
        local = server.address("postgres")
        PostgresLedger.create(local, AGENCY).close()
        print(f"Taking over, {rounds} times each; load {os.getloadavg()[0]:.1f}.")
        for how in ("cut", "killed", "stopped"):
            found = [once(local, how) for _ in range(rounds)]
            taken = [taken_s for taken_s, _ in found]
            held = [float(said) for _, said in found if said]
            longest = f"; one append held the old leader {max(held):.2f} s" if how == "cut" else ""
            print(f"{how:>8}: {median(taken):.2f} s median, {max(taken):.2f} s most{longest}")
    finally:
        take_away()
        server.remove()


if __name__ == "__main__":
    main()
