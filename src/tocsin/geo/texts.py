"""Many short texts in two arrays, so that they can lie in a memory-mapped file."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

import numpy as np
from numpy.typing import NDArray


def pack(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Texts (n) as one run of UTF-8, shape [total], and where each begins, shape [n + 1]."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    first = np.fromiter(accumulate(map(len, encoded), initial=0), np.int64, len(encoded) + 1)
    return np.frombuffer(b"".join(encoded), np.uint8), first


class Texts(Sequence[str]):
    """The texts that `pack` made, decoded one at a time when they are asked for."""

    __slots__ = ("_blob", "_first")

    def __init__(self, blob: NDArray[np.uint8], first: NDArray[np.int64]) -> None:
        """As `pack` returns them; ValueError when they do not belong together."""
        if len(first) == 0 or first[0] != 0 or first[-1] != len(blob):
            raise ValueError("these two arrays are not one table of texts")
        self._blob, self._first = blob, first

    def __len__(self) -> int:
        return len(self._first) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError("there are fewer texts than that")
        return self._blob[self._first[at] : self._first[at + 1]].tobytes().decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        return (self[at] for at in range(len(self)))
