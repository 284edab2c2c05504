"""What is said of keys, and of ways that were tried and added."""

from collections.abc import Mapping
from typing import Any, Final

from tocsin.engine.telling import (
    Line,
    Teller,
    done,
    name_of,
    own,
    quoted,
    term,
    we,
    words,
)
from tocsin.facts import system, trials
from tocsin.facts.fact import Fact


def _keys_ended(fact: system.KeysEnded, views: Any) -> Line:
    who = name_of(fact.person, views)
    if fact.reason is None:
        return done(fact.by, views, "Ended every key of {0}.", who)
    return done(fact.by, views, "Ended every key of {0}: {1}.", who, quoted(fact.reason))


def _tried(fact: trials.TrialAsked, views: Any) -> Line:
    if fact.direction is trials.Direction.IN:
        return done(fact.person, views, "Waits for a text of theirs (trial {0}).", fact.trial)
    pattern = "Tries {0} ({1} at {2}) with a text to their own phone (trial {3})."
    where = fact.where or views.tongue.tell("its own place")
    return done(fact.person, views, pattern, fact.provider, fact.kind, where, fact.trial)


def _added(fact: trials.GatewayAdded, views: Any) -> Line:
    pattern = (
        "Added the way out {0} ({1} at {2}), and a way in of the same name."
        if fact.hook
        else "Added the way out {0} ({1} at {2})."
    )
    where = fact.where or views.tongue.tell("its own place")
    return done(fact.by, views, pattern, fact.provider, fact.kind, where)


def _arrived(fact: trials.TrialArrived, views: Any) -> Line:
    known_by = views.tongue.sentence(_KNOWN_BY.get(fact.by, words(fact.by)))
    pattern = "The text of trial {0} arrived: {1}, after {2} s."
    return we(views, pattern, fact.trial, known_by, f"{fact.took_s:.0f}")


_KNOWN_BY: Final = {
    "text": "their phone answered",
    "typed": "they typed what it says",
    "receipt": "a receipt came",
}
SETUP: Final[Mapping[type[Fact], Teller]] = {
    system.KeyIssued: lambda f, v: we(v, "{0} got a {1}.", name_of(f.person, v), term(f.kind, v)),
    system.KeyEnded: lambda f, v: we(v, "A key opens nothing any more: {0}.", term(f.reason, v)),
    system.KeysEnded: _keys_ended,
    trials.TrialAsked: _tried,
    trials.TrialHandedOver: own("The provider took the text of trial {fact.trial}."),
    trials.TrialRefused: own("The text of trial {fact.trial} was not taken: {fact.reason}."),
    trials.TrialArrived: _arrived,
    trials.GatewayAdded: _added,
}
"""One sentence for each kind of fact of this file."""
