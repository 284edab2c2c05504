"""What leaves the cast's town: the wish of its dispatcher, and the documents as octets."""

from typing import Any

from tests import cast
from tocsin.engine import outgoing
from tocsin.exchange import cap_out, eido_out
from tocsin.exchange.fix import Malformed
from tocsin.exchange.statement import Statement
from tocsin.facts.incidents import Certainty
from tocsin.kernel.decision import Refused

DOMAIN, NEIGHBOUR = "sos.tarn.example", "dispatch.county.example"
AID, BOLO = cap_out.Purpose.MUTUAL_AID, cap_out.Purpose.BOLO
PICKUP = "Grey pickup with a ladder rack."


def described(text=PICKUP, about: Any = "vehicle", source="safety coordinator", **more):
    at = more.get("at", cast.SATURDAY)
    said = Statement(text, source, at, more.get("certainty", Certainty.CONFIRMED))
    return outgoing.Description(about, said)


def wish(purpose=AID, *descriptions, **more: Any):
    return outgoing.Wish(purpose, DOMAIN, NEIGHBOUR, descriptions, **more)


def eido_of(town, asked):
    """The EIDO as octets, or why there is none."""
    view = town.engine.views(town.now)
    told = outgoing.eido(town.state, view, town.now, town.incident(), asked)
    return told if isinstance(told, Refused) else eido_out.write(told)


def notice_of(town, asked):
    """What an alert would say, or why there is none."""
    view = town.engine.views(town.now)
    return outgoing.notice(town.state, view, town.now, town.incident(), asked)


def cap_of(town, asked):
    """The alert as octets, or why there is none."""
    told = notice_of(town, asked)
    if isinstance(told, Refused):
        return told
    alert = cap_out.from_notice(told)
    return alert if isinstance(alert, Malformed) else cap_out.write(alert)


def documents(town, asked):
    """Both, as texts."""
    return [document.decode() for document in (eido_of(town, asked), cap_of(town, asked))]
