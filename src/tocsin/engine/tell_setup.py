"""What is said of keys, and of ways that were tried and added."""

from collections.abc import Mapping
from typing import Any, Final

from tocsin.engine.telling import RECORDED, Line, Teller, name_of, own, quoted, we, words
from tocsin.facts import system, trials
from tocsin.facts.fact import Fact


def _keys_ended(fact: system.KeysEnded, views: Any) -> Line:
    why = f": {quoted(fact.reason)}" if fact.reason is not None else ""
    said = f"Ended every key of {name_of(fact.person, views)}{why}."
    return Line(name_of(fact.by, views), said, "board", RECORDED)


def _tried(fact: trials.TrialAsked, views: Any) -> Line:
    if fact.direction is trials.Direction.IN:
        what = f"Waits for a text of theirs (trial {fact.trial})."
    else:
        what = f"Tries {fact.provider} ({fact.kind} at {fact.where or 'its own place'}) with a text"
        what += f" to their own phone (trial {fact.trial})."
    return Line(name_of(fact.person, views), what, "board", RECORDED)


def _added(fact: trials.GatewayAdded, views: Any) -> Line:
    what = f"Added the way out {fact.provider} ({fact.kind} at {fact.where or 'its own place'})"
    what += ", and a way in of the same name." if fact.hook else "."
    return Line(name_of(fact.by, views), what, "board", RECORDED)


def _arrived(fact: trials.TrialArrived, _views: Any) -> Line:
    known_by = _KNOWN_BY.get(fact.by, words(fact.by))
    return we(f"The text of trial {fact.trial} arrived: {known_by}, after {fact.took_s:.0f} s.")


_KNOWN_BY: Final = {
    "text": "their phone answered",
    "typed": "they typed what it says",
    "receipt": "a receipt came",
}
SETUP: Final[Mapping[type[Fact], Teller]] = {
    system.KeyIssued: lambda f, v: we(f"{name_of(f.person, v)} got a {words(f.kind)}."),
    system.KeyEnded: lambda f, _: we(f"A key opens nothing any more: {words(f.reason)}."),
    system.KeysEnded: _keys_ended,
    trials.TrialAsked: _tried,
    trials.TrialHandedOver: own("The provider took the text of trial {fact.trial}."),
    trials.TrialRefused: own("The text of trial {fact.trial} was not taken: {fact.reason}."),
    trials.TrialArrived: _arrived,
    trials.GatewayAdded: _added,
}
"""One sentence for each kind of fact of this file."""
