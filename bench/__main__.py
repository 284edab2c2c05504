"""`python -m bench`: every benchmark, one after the other. Nothing here is a test."""

import runpy

for name in ("ledger", "intake", "latency", "startup"):
    print(f"\n== bench.{name}")
    runpy.run_module(f"bench.{name}", run_name="__main__")
