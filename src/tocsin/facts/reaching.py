"""Whether what we send arrives: receipts that stay away, providers passed over, loopback proofs."""

from datetime import datetime

from tocsin.facts.fact import Fact


class ReceiptMissed(Fact, frozen=True):
    """A provider that reports delivery took this text, and has not reported in its usual time."""

    message: str
    attempt: int
    provider: str

    def stream(self) -> str:
        return f"message/{self.message}"


class ReceiptUnmatched(Fact, frozen=True):
    """A receipt of something that is not on record under this name: it counts for nothing.

    A page that left from memory and was lost with the machine leaves its name to another.
    `message` and `attempt` are what the receipt says, `ref` the provider's own name.
    """

    message: str
    attempt: int
    delivered: bool
    provider: str
    ref: str
    reason: str

    def stream(self) -> str:
        return "paging"


class _ProviderFact(Fact, frozen=True):
    provider: str

    def stream(self) -> str:
        return "paging"


class ProviderPassedOver(_ProviderFact, frozen=True):
    """From now on this provider is tried last: what it takes does not arrive."""

    reason: str


class ProviderRestored(_ProviderFact, frozen=True):
    """Something got through by this provider: it has its place again."""

    by: str


class LoopbackSent(_ProviderFact, frozen=True):
    """A text goes out by this provider to a number of ours, and must come back by `until`.

    `words_hash` is the SHA-256 of exactly what it says, hexadecimal; `sender` the
    number it will come from. `by` asked for it, or the schedule did.
    """

    message: str
    words_hash: str
    sender: str
    until: datetime
    by: str


class LoopbackReturned(_ProviderFact, frozen=True):
    """That text came back to us as this signal, so long after it was sent."""

    signal: str
    provider_id: str
    took_s: float


class LoopbackMissed(_ProviderFact, frozen=True):
    """That text did not come back in time."""

    message: str
