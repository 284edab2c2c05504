"""Personal text that must never be seen by accident.

A name, a number, words somebody wrote: each is wrapped in `Private` together
with the subject whose key seals it in the ledger. Printing, logging or
formatting one shows the subject only. Once the subject's key is destroyed the
text is `None` for ever, and everything must keep working without it.
"""

from typing import Final

ERASED: Final = "[erased]"


class Private:
    """A piece of personal text and the subject whose key seals it.

    `sealed` is how it stands in the ledger, where that is known: so it is no second text.
    """

    __slots__ = ("sealed", "subject", "text")

    def __init__(self, subject: str, text: str | None, sealed: str = "") -> None:
        self.subject = subject
        self.text = text
        self.sealed = sealed

    def reveal(self) -> str:
        """The text itself, or `[erased]` when its key is gone."""
        return ERASED if self.text is None else self.text

    def __repr__(self) -> str:
        return f"Private({self.subject!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Private):
            return NotImplemented
        return self.subject == other.subject and self.text == other.text

    def __hash__(self) -> int:
        return hash((self.subject, self.text))
