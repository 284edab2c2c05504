"""What must be true of a run when it is over: the record, its secrecy, and every SOS."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import msgspec

from tocsin.engine import outgoing, replay
from tocsin.exchange.cap_out import Purpose
from tocsin.exchange.statement import Statement, is_whole
from tocsin.kernel.decision import Refused
from tocsin.ledger import chain
from tocsin.ledger.ledger import Ledger
from tocsin.sim.promises import Watch

ENTRIES_AT_ONCE: Final = 10_000
SECRET_LETTERS_MIN = 6
"""Shorter words of the cast stand in any text by chance."""


def the_chain_verifies(watch: Watch) -> Iterator[str]:
    """The ledger is whole, from its first entry to its last."""
    ledger = watch.town.ledger
    found = chain.verify(ledger.read(), ledger.agency)
    if isinstance(found, chain.Broken):
        yield found.what


def replay_is_the_living_state(watch: Watch) -> Iterator[str]:
    """Folding the ledger anew, and resuming from a snapshot, give the state that lives."""
    town = watch.town
    if town.engine.pending_facts:
        yield f"{town.engine.pending_facts} facts are still not durable."
        return
    replayed = replay.replay(town.ledger, town.codec)
    if replayed.matches is False:
        yield "Resuming from the snapshot gives another state than folding everything."
    if replayed.digest != replay.digest_of(town.state):
        yield "Folding the ledger gives another state than the one that lives."


def every_sos_is_owned_or_paged(watch: Watch) -> Iterator[str]:
    """Once faults stop, every open SOS has an owner, or reached a phone a moment ago."""
    now, paged_at = watch.town.now, _paged_at(watch)
    for name, case in watch.record.cases.items():
        since = now - case.unowned - timedelta(seconds=120)
        if case.commander or case.opened_at > since:
            continue
        if name not in paged_at or paged_at[name] < since:
            yield f"{name} has nobody in command, and nobody was paged since {since:%H:%M:%S}."


def _paged_at(watch: Watch) -> dict[str, datetime]:
    """When each incident was last on a page that was handed to a provider."""
    last = {
        sheet.page: (handed.at, sheet)
        for handed in watch.town.handed
        if handed.purpose == "sos" and (sheet := watch.record.page_of(handed.message))
    }
    found = [(at, name) for at, sheet in last.values() for name in sheet.incidents]
    return {name: at for at, name in sorted(found)}


def every_statement_that_leaves_is_whole(watch: Watch) -> Iterator[str]:
    """Of every incident as it is now: what another agency is told has source, time, certainty."""
    town = watch.town
    views = town.engine.views(town.now)
    wish = outgoing.Wish(Purpose.MUTUAL_AID, "sos.example", "dispatch.neighbour.example")
    for name, incident in town.state.response.incidents.items():
        for make in (outgoing.eido, outgoing.notice):
            told = make(town.state, views, town.now, incident, wish)
            if not isinstance(told, Refused) and not all(map(is_whole, _statements(told))):
                yield f"What another agency is told of {name} is not whole."


def _statements(told: object) -> Iterator[Statement]:
    """Every statement in a document, however deep."""
    if isinstance(told, Statement):
        yield told
    elif isinstance(told, tuple | list):
        for each in told:
            yield from _statements(each)
    elif isinstance(told, msgspec.Struct):
        for name in told.__struct_fields__:
            yield from _statements(getattr(told, name))


def secrets_stay_sealed(watch: Watch, secrets: Iterable[str]) -> Iterator[str]:
    """No name, number or word of anybody stands in the ledger in clear."""
    sought = {secret.encode() for secret in secrets if len(secret) >= SECRET_LETTERS_MIN}
    for written in _written(watch.town.ledger):
        for secret in sought:
            if secret in written:
                yield f"A personal text of {len(secret)} letters stands in the ledger in clear."


def _written(ledger: Ledger) -> Iterator[bytes]:
    """All that stands in the ledger, some thousand entries at once."""
    entries = ledger.read()
    while some := [*islice(entries, ENTRIES_AT_ONCE)]:
        yield b"\n".join(
            b" ".join((e.body, e.stream.encode(), e.actor.encode(), e.kind.encode())) for e in some
        )
