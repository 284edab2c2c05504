"""The API of nearness: how near two are and what is wrong with trackers, never where anybody is.

The control room sees every pair but those that are about themselves: whoever is
protected is not shown the respondent's tracker, and a colleague who must stay
away from somebody is not shown hers.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal, NamedTuple

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.service import Service
from tocsin.facts.nearness import Nearness
from tocsin.proximity.happening import PairNow, PartyNow
from tocsin.watch.case_state import Cases, people, respondents_of
from tocsin.watch.nearness import RecordConsent
from tocsin.web.access import Right, Seat, record_reading
from tocsin.web.api import Running, Said, Who, do
from tocsin.web.asked import Accepted, Name
from tocsin.web.problems import Problem

Trackers = NamedDependency[SkipValidation[NearnessWatch | None]]

ADVICE: Final = {
    Nearness.NEAR: "Stay inside with others, lock the door, and text SOS if you are afraid. "
    "Somebody who watches with you has been told.",
    Nearness.UNKNOWN: "Nobody can say now. Take it as near: do not walk alone, ask for an escort.",
    Nearness.FAR: "As far as the trackers can say. Keep to your plan all the same.",
}
NOTHING: Final = "Nothing is shown here. In danger text SOS, or call the emergency number."


class ConsentAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`person:ID` or `respondent:ID`, the ground, and for what; `is_given` false takes it back."""

    owner: Name
    basis: Literal["consent", "court_order", "condition_of_release"]
    purpose: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    is_given: bool = True


class NearShown(msgspec.Struct, frozen=True):
    """How near a respondent is to somebody, or to a stay-away area of an order of theirs.

    `nearness` is `far`, `maybe_near`, `near` or `unknown`. Lengths are metres:
    `uncertainty_m` is what accuracies and ages leave open, `allowed_m` how far they
    must keep. `her_fix_at` and `his_fix_at` are null before the first fix. `why`
    says why it is unknown: `no_tracker`, `no_consent`, `not_heard`, `elsewhere` (trackers are
    heard by the node that leads, and this one follows), or empty.
    """

    person: str
    person_name: str
    respondent: str
    respondent_name: str
    by: str
    order: str
    nearness: str
    since: datetime | None = None
    distance_m: float | None = None
    uncertainty_m: float | None = None
    allowed_m: float | None = None
    her_fix_at: datetime | None = None
    his_fix_at: datetime | None = None
    her_accuracy_m: float | None = None
    his_accuracy_m: float | None = None
    doubts: tuple[str, ...] = ()
    why: str = ""


class TrackerShown(msgspec.Struct, frozen=True):
    """One tracker: whose, on what ground it is looked at, what is wrong, and how old its fix is."""

    owner: str
    name: str
    basis: str
    troubles: tuple[str, ...]
    fix_at: datetime | None
    accuracy_m: float | None


class NearnessShown(msgspec.Struct, frozen=True):
    """Every pair, and every tracker that is watched or should be."""

    now: datetime
    pairs: tuple[NearShown, ...]
    trackers: tuple[TrackerShown, ...]


class OwnNearness(msgspec.Struct, frozen=True):
    """What a protected person needs to know: `near`, `far`, `unknown` or `not_shown`."""

    nearness: str
    what_to_do: str


class _Look(NamedTuple):
    """Everything that is looked at, at one moment."""

    service: Service
    trackers: NearnessWatch | None
    now: datetime

    @property
    def watch(self) -> Any:
        return self.service.engine.state.watch

    @property
    def cases(self) -> Cases:
        cases: Cases = self.watch.cases
        return cases

    def name(self, owner: str) -> str:
        """What people call `person:ID` or `respondent:ID`."""
        kind, _, name = owner.partition(":")
        if kind == "respondent":
            known = self.cases.respondents.get(name)
            return (known.name.text or name) if known else name
        return self.service.engine.views(self.now).name(owner)

    @property
    def is_elsewhere(self) -> bool:
        """Whether another node hears the trackers: here is known what it has put on record."""
        return self.service.is_following

    def pairs(self, person: str, respondent: str) -> list[PairNow]:
        """What trackers say of these two; empty where nobody watches them."""
        if self.trackers is None:
            return []
        return list(self.trackers.pair_now(person, respondent, self.now))

    def tracker(self, owner: str) -> PartyNow | None:
        """What is known of one tracker."""
        return self.trackers.tracker_now(owner, self.now) if self.trackers else None

    def moment(self, age_s: float | None) -> datetime | None:
        return None if age_s is None else self.now - timedelta(seconds=age_s)


@get("/watch/nearness", opt={"right": Right.GUARDED})
async def nearness(seat: Who, service: Running, trackers: Trackers) -> NearnessShown:
    """Who is how near whom, and what is wrong with trackers. That you read it is recorded first."""
    await record_reading(service, seat, "nearness", "", is_open=True)
    return nearness_now(service, trackers, seat)


def nearness_now(service: Service, trackers: NearnessWatch | None, seat: Seat) -> NearnessShown:
    """What somebody may see of it at this moment. Whoever shows it has it recorded first."""
    look = _Look(service, trackers, service.clock.now())
    pairs = sorted(_pairs(look, seat), key=_gravity)
    return NearnessShown(look.now, tuple(pairs), tuple(_trackers(look, seat)))


@post("/watch/consents", opt={"right": Right.GUARDED}, status_code=200)
async def record_consent(data: JSONBody[ConsentAsked], seat: Who, service: Running) -> Accepted:
    """Record on what ground somebody's positions are looked at, or that they are not any more."""
    cases: Cases = service.engine.state.watch.cases
    if data.owner in _hidden(cases, seat) and not seat.wall.hides(data.owner):
        raise Problem(403, "role_not_allowed", "A case of your own is for somebody else to enter.")
    owner = seat.wall.seen_as(data.owner)
    command = RecordConsent(owner, data.basis, data.purpose, data.is_given, seat.person)
    return await do(service, command, seat)


@get("/me/nearness", opt={"right": Right.OWN})
async def own_nearness(
    seat: Who, service: Running, trackers: Trackers, tongue: Said
) -> OwnNearness:
    """Whether he is near, far, or nobody can say, and what to do. Never where.

    Nothing is shown to anybody without a case, and nothing on a phone that her
    plan keeps silent: both get the same answer.
    """
    look = _Look(service, trackers, service.clock.now())
    against = respondents_of(look.cases, seat.person)
    view = service.engine.views(look.now)
    if not against or view.is_silent(f"person:{seat.person}"):
        return OwnNearness("not_shown", tongue.sentence(NOTHING))
    found = _worst(
        Nearness(each.nearness) for one in against for each in _of_pair(look, seat.person, one)
    )
    return OwnNearness(str(found), tongue.sentence(ADVICE[found]))


def _worst(found: Iterator[Nearness]) -> Nearness:
    """As she must take it: what may be near is near, and far is only what all say."""
    every = set(found)
    if every & {Nearness.NEAR, Nearness.MAYBE_NEAR}:
        return Nearness.NEAR
    return Nearness.FAR if every == {Nearness.FAR} else Nearness.UNKNOWN


_ORDER: Final = [Nearness.NEAR, Nearness.MAYBE_NEAR, Nearness.UNKNOWN, Nearness.FAR]


def _gravity(one: NearShown) -> tuple[int, str, str]:
    return _ORDER.index(Nearness(one.nearness)), one.person_name, one.respondent_name


def _is_own(seat: Seat, person: str, respondent: str) -> bool:
    """Whether this is about who asks, or about somebody whom they must stay away from."""
    wall = seat.wall
    return seat.person == person or person in wall.people or respondent in wall.respondents


def _pairs(look: _Look, seat: Seat) -> Iterator[NearShown]:
    for person in people(look.cases):
        for respondent in respondents_of(look.cases, person):
            if not _is_own(seat, person, respondent):
                yield from _of_pair(look, person, respondent)


def _of_pair(look: _Look, person: str, respondent: str) -> Iterator[NearShown]:
    """What trackers say of these two, and of the areas that an order keeps them from."""
    whose = (
        person,
        look.name(f"person:{person}"),
        respondent,
        look.name(f"respondent:{respondent}"),
    )
    found = look.pairs(person, respondent)
    for one in found:
        yield _pair_shown(look, whose, one)
    if not found:
        why = "elsewhere" if look.is_elsewhere else _why(look, person, respondent)
        yield NearShown(*whose, "pair", "", str(Nearness.UNKNOWN), why=why)
    for near in look.watch.near.values():
        is_grave = near.nearness in (Nearness.NEAR, Nearness.MAYBE_NEAR)
        is_told = near.by == "area" or look.is_elsewhere
        if (near.person, near.respondent) == (person, respondent) and is_told and is_grave:
            yield NearShown(
                *whose, near.by, near.order, str(near.nearness), near.at, near.distance_m
            )


def _pair_shown(look: _Look, whose: tuple[str, str, str, str], one: PairNow) -> NearShown:
    person, _, respondent, _ = whose
    hers, his = look.tracker(f"person:{person}"), look.tracker(f"respondent:{respondent}")
    order = one.pair.partition("|")[0]
    known = look.watch.near.get(f"{person}/{respondent}/pair/{order}")
    return NearShown(
        *whose,
        "pair",
        order,
        one.state.word,
        known.at if known and str(known.nearness) == one.state.word else None,
        _whole(one.distance_m),
        _whole(one.uncertainty_m),
        one.allowed_m,
        look.moment(one.ages_s[0]),
        look.moment(one.ages_s[1]),
        hers.accuracy_m if hers else None,
        his.accuracy_m if his else None,
        tuple(sorted(str(each) for each in one.doubts)),
        "not_heard" if None in one.ages_s else "",
    )


def _why(look: _Look, person: str, respondent: str) -> str:
    """Why nobody watches these two."""
    known = look.cases.respondents.get(respondent)
    if known is None or not known.devices:
        return "no_tracker"
    return "no_consent" if f"person:{person}" not in look.watch.consents else "not_heard"


def _whole(metres: float | None) -> float | None:
    return None if metres is None else float(round(metres))


def _hidden(cases: Cases, seat: Seat) -> set[str]:
    """The owners whose trackers somebody is not shown: of a case that is their own."""
    own = seat.wall.respondents
    kept = {f"respondent:{name}" for name in (*own, *respondents_of(cases, seat.person))}
    return kept | {f"person:{person}" for person in seat.wall.people}


def _trackers(look: _Look, seat: Seat) -> Iterator[TrackerShown]:
    cases, watch = look.cases, look.watch
    tracked = [f"respondent:{name}" for name, one in cases.respondents.items() if one.devices]
    protected = [f"person:{person}" for person in people(cases)]
    hidden = _hidden(cases, seat)
    for owner in dict.fromkeys((*tracked, *protected, *watch.consents, *watch.troubles)):
        if owner not in hidden:
            now = look.tracker(owner)
            yield TrackerShown(
                owner,
                look.name(owner),
                watch.consents.get(owner, ""),
                tuple(watch.troubles.get(owner, ())),
                look.moment(now.age_s) if now else None,
                now.accuracy_m if now else None,
            )


ROUTES: Final = (nearness, record_consent, own_nearness)
