"""A disk under SQLite that keeps what was synced, and of the rest whatever it likes.

An apsw VFS over real files. Until a sync every write can be undone; when the
power fails, each sector of what was not synced is as it was or as it became. A
sync may fail, and then what it was for is lost for good unless it is written
again, as some file systems do. The disk may be full, and a bit may be flipped
while the machine is down.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import apsw

SECTOR: Final = 512
"""What a disk writes whole or not at all, in bytes."""

PREFIX: Final = "tocsin-power-"
_NUMBERS: Final = count(1)


class _Write(NamedTuple):
    """One write that can be undone: where, what stood there, and how long the file was."""

    offset: int
    before: bytes
    length: int
    size: int


class Medium:
    """One disk. `fails` is asked before each write (`full`) and each sync (`sync`).

    While it `is_down` nothing reaches it any more, whatever SQLite does when it is closed.
    """

    def __init__(self, fails: Callable[[str], bool] = lambda _: False) -> None:
        self.fails = fails
        self.is_down = False
        self.syncs = 0
        self._open: dict[str, list[_Write]] = defaultdict(list)
        self._lost: dict[str, list[_Write]] = defaultdict(list)

    def write(self, path: str, written: _Write) -> None:
        """Note what a write replaced. What was lost before and is written again is not lost."""
        self._open[path].append(written)
        end = written.offset + written.length
        kept = [one for one in self._lost[path] if not written.offset <= one.offset < end]
        self._lost[path] = kept

    def sync(self, path: str) -> None:
        """Make all of a file durable, or lose what was new in it. Raises apsw.IOError.

        Only what is new in the log can fail: SQLite passes over an error of the checkpoint
        that follows a commit, but apsw would raise it as if the commit had failed.
        """
        if path.endswith("-wal") and self._open.get(path) and self.fails("sync"):
            self._lost[path] += self._open.pop(path, [])
            raise apsw.IOError("The disk does not sync.")
        self.syncs += 1
        self._open.pop(path, None)

    def forget(self, path: str) -> None:
        """The file was deleted."""
        self._open.pop(path, None)
        self._lost.pop(path, None)

    def cut(self, chance: Random, *, torn: bool) -> None:
        """The power fails; no connection may be open any more. `torn` keeps any sectors."""
        keeps_all = chance.random() < 0.5
        for path in {*self._open, *self._lost}:
            writes = [*self._lost[path], *self._open[path]]
            if Path(path).exists() and writes and (torn or not keeps_all):
                _undo(path, writes, chance if torn else None)
        self._open.clear()
        self._lost.clear()
        self.is_down = False


def _undo(path: str, writes: list[_Write], chance: Random | None) -> None:
    """Put back what stood there, newest first; with `chance`, of some sectors only."""
    file = os.open(path, os.O_RDWR)
    try:
        for one in reversed(writes):
            before = one.before.ljust(one.length, b"\0")
            for start in range(0, one.length, SECTOR):
                if chance is None or chance.random() < 0.5:
                    os.pwrite(file, before[start : start + SECTOR], one.offset + start)
        if chance is None or chance.random() < 0.5:
            os.ftruncate(file, min(one.size for one in writes))
    finally:
        os.close(file)


def flip(path: Path, chance: Random) -> None:
    """One bit of a file is not what it was."""
    content = bytearray(path.read_bytes())
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)


class _File(apsw.VFSFile):
    def __init__(self, base: str, name: Any, flags: list[int], medium: Medium) -> None:
        super().__init__(base, name, flags)
        self._medium = medium
        self._path = name if isinstance(name, str) else name.filename()

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        if self._medium.is_down:
            return
        if self._path.endswith("-wal") and self._medium.fails("full"):
            raise apsw.FullError("The disk is full.")
        self._medium.write(self._path, self._before(offset, len(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        if self._medium.is_down:
            return
        size = self.xFileSize()
        if newsize < size:
            self._medium.write(self._path, self._before(newsize, size - newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        if self._medium.is_down:
            return
        self._medium.sync(self._path)
        super().xSync(flags)

    def _before(self, offset: int, length: int) -> _Write:
        size = self.xFileSize()
        there = max(0, min(length, size - offset))
        before = self.xRead(there, offset) if there else b""
        return _Write(offset, bytes(before), length, size)


class _Disk(apsw.VFS):
    def __init__(self, name: str, base: str, medium: Medium) -> None:
        self._base, self._medium = base, medium
        super().__init__(name, base)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _File(self._base, name, flags, self._medium)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        if self._medium.is_down:
            return
        self._medium.forget(filename)
        super().xDelete(filename, syncdir)


class Mount:
    """A disk that connections can be opened on; what was opened on it stays on it."""

    def __init__(self, medium: Medium) -> None:
        self._name = f"{PREFIX}{next(_NUMBERS)}"
        self._system = next(name for name in apsw.vfs_names() if not name.startswith(PREFIX))
        self._disk = _Disk(self._name, self._system, medium)

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Every connection that is opened meanwhile is on this disk."""
        apsw.set_default_vfs(self._name)
        try:
            yield
        finally:
            apsw.set_default_vfs(self._system)

    def unmount(self) -> None:
        """No connection is open on it any more."""
        self._disk.unregister()


@contextmanager
def mounted(medium: Medium) -> Iterator[Medium]:
    """Every connection that is opened meanwhile is on this disk."""
    mount = Mount(medium)
    try:
        with mount.opening():
            yield medium
    finally:
        mount.unmount()
