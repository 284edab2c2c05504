"""`python -m bench`: every benchmark, one after the other. Nothing here is a test."""

import runpy

NAMES = (
    "ledger",
    "ledger_postgres",
    "postgres_kills",
    "kills",
    "full_disk",
    "accepted",
    "peer_alerta",
    "lease",
    "intake",
    "latency",
    "planning",
    "startup",
    "maps",
    "tiles",
    "roads",
    "nearest",
    "drive",
    "search",
    "placing",
    "positions",
    "proximity",
    "approaches",
    "earlier",
    "violation",
    "budgets",
    "pixels",
)

for name in NAMES:
    print(f"\n== bench.{name}")
    runpy.run_module(f"bench.{name}", run_name="__main__")
