"""What an EIDO holds, as Tocsin reads it: one record for each kind of component."""

from datetime import datetime
from typing import Any

import msgspec

from tocsin.exchange.fix import Fix
from tocsin.exchange.pidf import Pidf
from tocsin.exchange.statement import Statement


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """What each component says of itself: its name, when and by which agency it was changed."""

    id: str = ""
    updated_at: datetime | None = None
    agency: str = ""


class Call(Component, frozen=True, kw_only=True):
    """A call to the centre; `call_back` are the URIs to reach the caller by."""

    started_at: datetime | None = None
    state: str = ""
    direction: str = ""
    kind: str = ""
    call_back: tuple[str, ...] = ()


class Where(Component, frozen=True, kw_only=True):
    """A location by value, which `pidf` holds, or by an address to ask, `url`."""

    kind: str = ""
    pidf: Pidf | None = None
    url: str = ""
    description: str = ""
    statements: tuple[Statement, ...] = ()


class Person(Component, frozen=True, kw_only=True):
    roles: tuple[str, ...] = ()
    name: str = ""
    descriptions: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()


class Vehicle(Component, frozen=True, kw_only=True):
    relations: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()


class Note(Component, frozen=True, kw_only=True):
    """`cautions` are the names of the cautions that the note speaks of."""

    statement: Statement
    agent: str = ""
    cautions: tuple[str, ...] = ()


class Caution(Component, frozen=True, kw_only=True):
    text: str = ""
    kind: str = ""
    severity: str = ""
    source: str = ""
    since: datetime | None = None
    statements: tuple[Statement, ...] = ()


class Agency(Component, frozen=True, kw_only=True):
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    is_owner: bool = False


class Resource(Component, frozen=True, kw_only=True):
    """A unit: its kind, name and status in the words of the registries."""

    kind: str = ""
    name: str = ""
    status: str = ""
    statuses: tuple[str, ...] = ()


class Disposition(Component, frozen=True, kw_only=True):
    code: str = ""
    text: str = ""


class Link(Component, frozen=True, kw_only=True):
    """Another incident: PARENT, CHILD, RELATED, UNLINK, or merged: REPLACING, REPLACED, SPLIT."""

    incident: str = ""
    direction: str = ""
    reason: str = ""


class Eido(Component, frozen=True, kw_only=True):
    """An incident as another centre knows it. `id` is its tracking id, the same everywhere."""

    document: dict[str, Any]
    version: str = ""
    issuer: str = ""
    type_code: str = ""
    type_text: str = ""
    statuses: tuple[str, ...] = ()
    local_id: str = ""
    opened_at: datetime | None = None
    calls: tuple[Call, ...] = ()
    locations: tuple[Where, ...] = ()
    persons: tuple[Person, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    notes: tuple[Note, ...] = ()
    cautions: tuple[Caution, ...] = ()
    agencies: tuple[Agency, ...] = ()
    resources: tuple[Resource, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    links: tuple[Link, ...] = ()
    unknown: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """Every place in the document; alternatives and different people are not told apart."""
        return tuple(
            fix for each in self.locations if each.pidf is not None for fix in each.pidf.fixes
        )
