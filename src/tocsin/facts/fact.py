"""What every fact is: a frozen record with a kind, a version and a stream."""

from typing import ClassVar

import msgspec


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happened. The class name is its kind in the ledger.

    `VERSION` goes up by one whenever a field changes, and an upcaster from the
    version before is added in `facts.upcasters`. `stream` names what the fact
    belongs to (`incident/I-1`, `unit/4A21`), so that the history of one thing
    can be read without reading all.
    """

    VERSION: ClassVar[int] = 1

    def stream(self) -> str:
        """The name of the thing this fact is about."""
        raise NotImplementedError
