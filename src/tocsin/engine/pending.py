"""What is folded and not durable yet, in its order, and how it becomes so."""

from collections.abc import Iterator

from tocsin.facts.envelope import Draft
from tocsin.ledger.ledger import Ledger


class Pending:
    """Drafts in their order; `first` of them were made by the first decision."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.first = 0

    def clear(self) -> None:
        """Forget all of them."""
        self.drafts.clear()

    def put(self, ledger: Ledger, position: int, *, asks: bool) -> Iterator[int]:
        """Append all of them, telling the position after each append. Raises LedgerUnavailable.

        `asks`: the ledger was out. Then its first decision alone asks whether it is back:
        to seal all that waits again, each turn, would slow the pages while the disk is full.
        """
        counts = (self.first, len(self.drafts)) if asks else (len(self.drafts),)
        for count in counts:
            if count and self.drafts:
                position = ledger.append(self.drafts[:count], position)[-1].position
                del self.drafts[:count]
                self.first = len(self.drafts)
                yield position
