"""Whose telephone number this is, kept so that no number stands in clear where it is stored.

A plain dict would be written with its keys, which nothing seals. The codec
writes this as personal text of each number's owner, and a number whose owner was
erased does not come back.
"""

from collections.abc import Iterator, Mapping, MutableMapping


class Numbers(MutableMapping[str, str]):
    """A map from number to its owner, such as `person:ana`."""

    __slots__ = ("_owners",)

    def __init__(self, owners: Mapping[str, str] | None = None) -> None:
        self._owners = dict(owners or {})

    def __getitem__(self, number: str) -> str:
        return self._owners[number]

    def __setitem__(self, number: str, owner: str) -> None:
        self._owners[number] = owner

    def __delitem__(self, number: str) -> None:
        del self._owners[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._owners)

    def __len__(self) -> int:
        return len(self._owners)

    def __repr__(self) -> str:
        return f"Numbers({len(self._owners)})"

    def forget(self, owner: str) -> None:
        """Drop every number of this owner."""
        self._owners = {n: each for n, each in self._owners.items() if each != owner}
