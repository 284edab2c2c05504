"""What is recorded of the agency, folded from its facts.

`Agency` is what a file says; `AgencyState` is what the ledger says. Both hold the
same seven tables, keyed by id, so that one loop compares them (`agency.diff`).
The state adds what no file holds: the keys people look in with, and indexes
from phone number and from device to recipient.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from tocsin.facts.agency import (
    AgencyItemRemoved,
    OnCall,
    OnCallSet,
    Place,
    PlaceSet,
    Policy,
    PolicySet,
    ResponsePlan,
    ResponsePlanSet,
    SafetyPlan,
    SafetyPlanSet,
    Settings,
    SettingsSet,
    Staff,
    StaffDismissed,
    StaffReinstated,
    StaffSet,
    UnitProfile,
    UnitSet,
)
from tocsin.facts.fact import Fact
from tocsin.facts.pages import PageEnded, PageLinkGiven
from tocsin.facts.pushes import GONE, PushEnded, PushSubscribed
from tocsin.facts.system import KeyEnded, KeyIssued, KeyKind, KeysEnded, PersonErased
from tocsin.kernel.limits_phone import PAGE_LINKS_MAX
from tocsin.kernel.numbers import Numbers
from tocsin.kernel.private import Private


class Key(msgspec.Struct, frozen=True):
    """An unspent key: a link, a session or a token, and whose it is. `page` had it in a text."""

    kind: KeyKind
    person: str
    expires_at: datetime
    page: str = ""


class Locked(msgspec.Struct, frozen=True):
    """Somebody who left, since when and how, and the badges that must open nothing any more."""

    person: str
    name: Private
    badges: tuple[Private, ...]
    since: datetime
    dismissed: bool


class Push(msgspec.Struct, frozen=True):
    """A browser that somebody is paged by. `lost_at`: its push service said that it is gone."""

    subscription: str
    address: Private
    lost_at: datetime | None = None


class Agency(msgspec.Struct, frozen=True):
    """What one agency file says, without a mistake in it. Tables are keyed by id."""

    settings: Settings
    staff: dict[str, Staff]
    places: dict[str, Place]
    units: dict[str, UnitProfile]
    policies: dict[str, Policy]
    oncalls: dict[str, OnCall]
    safety_plans: dict[str, SafetyPlan]
    response_plans: dict[str, ResponsePlan]


class AgencyState(msgspec.Struct, dict=True):
    """What is recorded of the agency. Everybody in `staff` is active; others are not.

    `by_number` leads from E.164 to a recipient, `person:ID` or `unit:ID`, and
    `by_device` from the id of a phone or tracker. Whoever is in `dismissed` stays
    out, whatever a file says of them, until reinstated. `locked` is everybody who
    left with a badge, for as long as they are out. `links_of` has the hashes of the
    keys that texts of an open page carry. `pushes` are the browsers that somebody is paged
    by, and those that were lost.
    """

    settings: Settings | None = None
    staff: dict[str, Staff] = msgspec.field(default_factory=dict)
    places: dict[str, Place] = msgspec.field(default_factory=dict)
    units: dict[str, UnitProfile] = msgspec.field(default_factory=dict)
    policies: dict[str, Policy] = msgspec.field(default_factory=dict)
    oncalls: dict[str, OnCall] = msgspec.field(default_factory=dict)
    safety_plans: dict[str, SafetyPlan] = msgspec.field(default_factory=dict)
    response_plans: dict[str, ResponsePlan] = msgspec.field(default_factory=dict)
    keys: dict[str, Key] = msgspec.field(default_factory=dict)
    by_number: Numbers = msgspec.field(default_factory=Numbers)
    by_device: Numbers = msgspec.field(default_factory=Numbers)
    dismissed: dict[str, datetime] = msgspec.field(default_factory=dict)
    locked: dict[str, Locked] = msgspec.field(default_factory=dict)
    links_of: dict[str, list[str]] = msgspec.field(default_factory=dict)
    pushes: dict[str, tuple[Push, ...]] = msgspec.field(default_factory=dict)


class Table(NamedTuple):
    """One table of the agency.

    Its name in facts and in the file, where the state keeps it, the fact that
    sets an item, and which field of an item is its id.
    """

    name: str
    field: str
    set_fact: Callable[[Any], Fact]
    id_field: str


TABLES: Final = (
    Table("place", "places", PlaceSet, "place"),
    Table("staff", "staff", StaffSet, "person"),
    Table("unit", "units", UnitSet, "unit"),
    Table("oncall", "oncalls", OnCallSet, "oncall"),
    Table("policy", "policies", PolicySet, "policy"),
    Table("safety_plan", "safety_plans", SafetyPlanSet, "person"),
    Table("response_plan", "response_plans", ResponsePlanSet, "kind"),
)
"""Every table, in an order in which nothing is named before it is known."""


_Reachable: TypeAlias = Staff | UnitProfile


def _settings_set(state: AgencyState, fact: SettingsSet, _at: datetime) -> None:
    state.settings = fact.settings


def _staff_set(state: AgencyState, fact: StaffSet, _at: datetime) -> None:
    person = fact.staff.person
    _forget(state, f"person:{person}", state.staff.get(person))
    state.staff[person] = fact.staff
    _forget_roles(state)
    state.locked.pop(person, None)
    _learn(state, f"person:{person}", fact.staff)


def _unit_set(state: AgencyState, fact: UnitSet, _at: datetime) -> None:
    unit = fact.unit.unit
    _forget(state, f"unit:{unit}", state.units.get(unit))
    state.units[unit] = fact.unit
    _learn(state, f"unit:{unit}", fact.unit)


def _place_set(state: AgencyState, fact: PlaceSet, _at: datetime) -> None:
    state.places[fact.place.place] = fact.place


def _policy_set(state: AgencyState, fact: PolicySet, _at: datetime) -> None:
    state.policies[fact.policy.policy] = fact.policy


def _oncall_set(state: AgencyState, fact: OnCallSet, _at: datetime) -> None:
    state.oncalls[fact.oncall.oncall] = fact.oncall


def _safety_plan_set(state: AgencyState, fact: SafetyPlanSet, _at: datetime) -> None:
    state.safety_plans[fact.plan.person] = fact.plan


def _response_plan_set(state: AgencyState, fact: ResponsePlanSet, _at: datetime) -> None:
    state.response_plans[fact.plan.kind] = fact.plan


def _item_removed(state: AgencyState, fact: AgencyItemRemoved, at: datetime) -> None:
    if fact.table == "staff":
        _leave(state, fact.id, at, dismissed=False)
        return
    for table in TABLES:
        if table.name == fact.table:
            gone = getattr(state, table.field).pop(fact.id, None)
    if fact.table == "unit":
        _forget(state, f"unit:{fact.id}", gone)


def _leave(state: AgencyState, person: str, at: datetime, *, dismissed: bool) -> None:
    gone = state.staff.pop(person, None)
    _forget(state, f"person:{person}", gone)
    _forget_roles(state)
    if gone is not None and gone.badges:
        state.locked[person] = Locked(person, gone.name, gone.badges, at, dismissed)
    # Keys and browsers go with the person, so that a later return does not revive them.
    state.pushes.pop(person, None)
    state.keys = {k: key for k, key in state.keys.items() if key.person != person}


def _dismissed(state: AgencyState, fact: StaffDismissed, at: datetime) -> None:
    _leave(state, fact.person, at, dismissed=True)
    state.dismissed[fact.person] = at


def _reinstated(state: AgencyState, fact: StaffReinstated, _at: datetime) -> None:
    state.dismissed.pop(fact.person, None)


def _key_issued(state: AgencyState, fact: KeyIssued, at: datetime) -> None:
    state.keys = {k: key for k, key in state.keys.items() if key.expires_at > at}
    state.keys[fact.key_hash] = Key(fact.kind, fact.person, fact.expires_at)


def _key_ended(state: AgencyState, fact: KeyEnded, _at: datetime) -> None:
    state.keys.pop(fact.key_hash, None)


def _keys_ended(state: AgencyState, fact: KeysEnded, _at: datetime) -> None:
    state.keys = {k: key for k, key in state.keys.items() if key.person != fact.person}
    # A phone is lost: whoever has it reads no code of a page on it either.
    state.pushes.pop(fact.person, None)


def _page_link_given(state: AgencyState, fact: PageLinkGiven, _at: datetime) -> None:
    links = state.links_of.setdefault(fact.page, [])
    links.append(fact.key_hash)
    state.keys[fact.key_hash] = Key(KeyKind.PAGE, fact.person, fact.expires_at, fact.page)
    if len(links) > PAGE_LINKS_MAX:
        state.keys.pop(links.pop(0), None)


def _page_ended(state: AgencyState, fact: PageEnded, _at: datetime) -> None:
    for key_hash in state.links_of.pop(fact.page, ()):
        state.keys.pop(key_hash, None)


def _push_subscribed(state: AgencyState, fact: PushSubscribed, _at: datetime) -> None:
    if fact.person not in state.staff:
        return
    live = (one for one in state.pushes.get(fact.person, ()) if one.lost_at is None)
    kept = (one for one in live if one.subscription != fact.subscription)
    # With it whatever was lost of this person is made good.
    state.pushes[fact.person] = (*kept, Push(fact.subscription, fact.address))


def _push_ended(state: AgencyState, fact: PushEnded, at: datetime) -> None:
    """What is gone unasked stays in sight, until its owner switches it on again, or off."""
    kept: list[Push] = []
    for one in state.pushes.pop(fact.person, ()):
        if one.subscription != fact.subscription:
            kept.append(one)
        elif fact.reason == GONE:
            kept.append(Push(one.subscription, Private(one.address.subject, None), at))
    if kept:
        state.pushes[fact.person] = tuple(kept)


def _person_erased(state: AgencyState, fact: PersonErased, _at: datetime) -> None:
    # A replay reads the erased text as None, so the living state must forget too.
    for table in TABLES:
        items: dict[str, Any] = getattr(state, table.field)
        for id_, item in items.items():
            items[id_] = _erased(item, fact.subject)
    state.pushes.pop(fact.subject.removeprefix("person:"), None)
    state.by_number = Numbers(numbers_of(state))
    state.by_device = Numbers(devices_of(state))


def _erased(item: Any, subject: str) -> Any:
    """`item` with the text of every Private of `subject` gone."""
    changed = {}
    for name in item.__struct_fields__:
        old = getattr(item, name)
        new = tuple(_blank(v, subject) for v in old) if type(old) is tuple else _blank(old, subject)
        if new != old:
            changed[name] = new
    return msgspec.structs.replace(item, **changed) if changed else item


def _blank(value: Any, subject: str) -> Any:
    if isinstance(value, Private) and value.subject == subject:
        return Private(subject, None)
    return value


def in_role(state: AgencyState, role: str) -> tuple[str, ...]:
    """The ids of everybody with this role, in the order of the agency file.

    Looked up for every step of every SOS, so it is worked out once for each change of
    the staff, and kept beside the state.
    """
    known: dict[str, tuple[str, ...]] = state.__dict__.setdefault("in_role", {})
    if role not in known:
        known[role] = tuple(id_ for id_, staff in state.staff.items() if role in staff.roles)
    return known[role]


def _forget_roles(state: AgencyState) -> None:
    state.__dict__.pop("in_role", None)


def numbers_of(state: AgencyState) -> dict[str, str]:
    """The index from E.164 number to recipient, made from nothing."""
    return _index(state, "numbers")


def devices_of(state: AgencyState) -> dict[str, str]:
    """The index from the id of a phone or tracker to its recipient, made from nothing."""
    return _index(state, "devices")


def _index(state: AgencyState, field: str) -> dict[str, str]:
    reachable: list[tuple[str, _Reachable]] = []
    reachable += [(f"unit:{id_}", unit) for id_, unit in state.units.items()]
    reachable += [(f"person:{id_}", staff) for id_, staff in state.staff.items()]
    return {
        one.text: recipient
        for recipient, item in reachable
        for one in getattr(item, field)
        if one.text is not None
    }


def _indexes(state: AgencyState) -> tuple[tuple[str, Numbers], ...]:
    return (("numbers", state.by_number), ("devices", state.by_device))


def _learn(state: AgencyState, recipient: str, item: _Reachable) -> None:
    for field, index in _indexes(state):
        for one in getattr(item, field):
            if one.text is not None:
                index[one.text] = recipient


def _forget(state: AgencyState, recipient: str, item: _Reachable | None) -> None:
    for field, index in _indexes(state):
        for one in getattr(item, field) if item else ():
            # Two people may swap numbers within one reload; the new owner keeps it.
            if one.text is not None and index.get(one.text) == recipient:
                del index[one.text]


EVOLVERS: Final[dict[type[Fact], Callable[[AgencyState, Any, datetime], None]]] = {
    SettingsSet: _settings_set,
    StaffSet: _staff_set,
    PlaceSet: _place_set,
    UnitSet: _unit_set,
    PolicySet: _policy_set,
    OnCallSet: _oncall_set,
    SafetyPlanSet: _safety_plan_set,
    ResponsePlanSet: _response_plan_set,
    AgencyItemRemoved: _item_removed,
    StaffDismissed: _dismissed,
    StaffReinstated: _reinstated,
    KeyIssued: _key_issued,
    KeyEnded: _key_ended,
    KeysEnded: _keys_ended,
    PageLinkGiven: _page_link_given,
    PageEnded: _page_ended,
    PushSubscribed: _push_subscribed,
    PushEnded: _push_ended,
    PersonErased: _person_erased,
}
"""What each fact does to the state, in place, at the time of its envelope."""


def evolve(state: AgencyState, fact: Fact, at: datetime) -> None:
    """Fold one fact into the state; a fact that is no concern of ours does nothing."""
    evolver = EVOLVERS.get(type(fact))
    if evolver is not None:
        evolver(state, fact, at)
