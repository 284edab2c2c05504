"""`make supply`: every package pinned by version and hash, under a licence that we know."""

import sys

from tests.supply import pages
from tests.supply.packages import LOCKS, complaints, locked

found = [*complaints(), *pages.complaints()]
count = len({each.name for lock in LOCKS for each in locked(lock)}) + len(pages.pages())
good = f"{count} packages are pinned by hash, each under a licence of the list."
sys.stdout.write("\n".join(found or [good]) + "\n")
sys.exit(1 if found else 0)
