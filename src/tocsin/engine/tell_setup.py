"""What is said of keys: given, ended, all ended at once."""

from collections.abc import Mapping
from typing import Any, Final

from tocsin.engine.telling import RECORDED, Line, Teller, name_of, quoted, we, words
from tocsin.facts import system
from tocsin.facts.fact import Fact


def _keys_ended(fact: system.KeysEnded, views: Any) -> Line:
    why = f": {quoted(fact.reason)}" if fact.reason is not None else ""
    said = f"Ended every key of {name_of(fact.person, views)}{why}."
    return Line(name_of(fact.by, views), said, "board", RECORDED)


SETUP: Final[Mapping[type[Fact], Teller]] = {
    system.KeyIssued: lambda f, v: we(f"{name_of(f.person, v)} got a {words(f.kind)}."),
    system.KeyEnded: lambda f, _: we(f"A key opens nothing any more: {words(f.reason)}."),
    system.KeysEnded: _keys_ended,
}
"""One sentence for each kind of fact of this file."""
