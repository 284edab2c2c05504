"""Bounds of what is kept for later: segments, backups, drills."""

from typing import Final

SEGMENT_ENTRIES: Final = 50_000
"""So many entries are in one segment of an archive or a backup."""

RESTORE_BATCH_ENTRIES: Final = 2_000
"""So many entries of a backup are written to a new ledger as one durable unit."""

KEEPING_LOOK_EVERY_S: Final = 600
"""How often the running service looks whether its backups and drills are as they must be."""

SNAPSHOT_OCTETS_A_FACT: Final = 500
"""A large folded state is kept less often: after as many facts, of this size, as make up its own.

So keeping it never costs more than what came in, however many incidents are open.
"""
