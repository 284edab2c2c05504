"""One process at a time may write to a ledger."""

import fcntl
import os
from pathlib import Path

from tocsin.ledger.ledger import LedgerError


class Ownership:
    """The right to write to a ledger, held until `release` or the end of the process.

    It is a lock on a file of its own beside the ledger. The ledger itself must
    never be opened for this: closing any second handle on it would silently
    drop the locks that SQLite holds in the same process.
    """

    def __init__(self, ledger: Path) -> None:
        """Raises LedgerError when another process, or this one, owns the ledger already."""
        path = ledger.with_name(ledger.name + ".lock")
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise LedgerError(f"{path} cannot be opened for writing: {error.strerror}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise LedgerError(
                f"{ledger} is open for writing in process {owner}; "
                "only one may write, others may open it read-only."
            ) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        """Give the right back. The file stays: removing it would open a race."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
