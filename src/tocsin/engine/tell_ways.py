"""What is said of the ways out: receipts that stayed away, providers passed over, proofs,
browsers.
"""

from collections.abc import Mapping
from typing import Any, Final

from tocsin.engine.telling import Line, Teller, name_of, own, we, words
from tocsin.facts import pushes, reaching
from tocsin.facts.fact import Fact


def _restored(fact: reaching.ProviderRestored, _views: Any) -> Line:
    return we(f"{fact.provider} has its place again: a {words(fact.by)} came.")


WAYS: Final[Mapping[type[Fact], Teller]] = {
    reaching.ReceiptMissed: own(
        "{fact.message} was taken by {fact.provider}, and no receipt came in its usual time."
    ),
    reaching.ReceiptUnmatched: own(
        "A receipt came that speaks of {fact.message}, and of another text than is on record; "
        "it counts for nothing."
    ),
    reaching.ProviderPassedOver: lambda f, _: we(
        f"{f.provider} is tried last from now on: {words(f.reason)}."
    ),
    reaching.ProviderRestored: _restored,
    reaching.LoopbackSent: own("A loopback text goes out by {fact.provider}; {fact.by} wants it."),
    reaching.LoopbackReturned: lambda f, _: we(
        f"The loopback text by {f.provider} came back as {f.signal} after {f.took_s:.0f} s."
    ),
    pushes.PushSubscribed: lambda f, v: we(
        f"{name_of(f'person:{f.person}', v)} is paged by a browser as well."
    ),
    pushes.PushEnded: lambda f, v: we(
        f"A browser gets no pages of {name_of(f'person:{f.person}', v)} any more: "
        f"{words(f.reason)}."
    ),
    reaching.LoopbackMissed: own("The loopback text by {fact.provider} did not come back."),
}
"""One sentence for each kind of fact of this file."""
