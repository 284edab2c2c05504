"""What is said of the ways out: receipts that stayed away, providers passed over, proofs,
browsers.
"""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import Teller, name_of, own, term, we
from tocsin.facts import pushes, reaching
from tocsin.facts.fact import Fact

WAYS: Final[Mapping[type[Fact], Teller]] = {
    reaching.ReceiptMissed: own(
        "{fact.message} was taken by {fact.provider}, and no receipt came in its usual time."
    ),
    reaching.ReceiptUnmatched: own(
        "A receipt came that speaks of {fact.message}, and of another text than is on record; "
        "it counts for nothing."
    ),
    reaching.ProviderPassedOver: lambda f, v: we(
        v, "{0} is tried last from now on: {1}.", f.provider, term(f.reason, v)
    ),
    reaching.ProviderRestored: lambda f, v: we(
        v, "{0} has its place again: a {1} came.", f.provider, term(f.by, v)
    ),
    reaching.LoopbackSent: own("A loopback text goes out by {fact.provider}; {fact.by} wants it."),
    reaching.LoopbackReturned: own(
        "The loopback text by {fact.provider} came back as {fact.signal} after {fact.took_s:.0f} s."
    ),
    pushes.PushSubscribed: lambda f, v: we(
        v, "{0} is paged by a browser as well.", name_of(f"person:{f.person}", v)
    ),
    pushes.PushEnded: lambda f, v: we(
        v,
        "A browser gets no pages of {0} any more: {1}.",
        name_of(f"person:{f.person}", v),
        term(f.reason, v),
    ),
    reaching.LoopbackMissed: own("The loopback text by {fact.provider} did not come back."),
}
"""One sentence for each kind of fact of this file."""
