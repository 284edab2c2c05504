"""What the tables say, in the caller's words."""

from typing import Final

from msgspec.structs import replace

from tocsin.proximity.happening import Happening, Kind, PairNow, PartyNow, State, Trouble
from tocsin.proximity.measure import length, offset
from tocsin.proximity.register import Register
from tocsin.proximity.tables import DOUBTS, MAYBE_INSIDE, TROUBLE, Record

KINDS: Final = tuple(Kind)
TROUBLES: Final = tuple(Trouble)

STANDS_MPS: Final = 0.1
"""Two who come nearer by less than this do not meet."""


def happening(
    register: Register,
    at: float,
    t: float,
    other_t: float,
    distance: float,
    uncertainty: float,
    closing: float,
    allowed: float,
    party: int,
    other: int,
    about: int,
    kind: int,
    at_start: int,
    doubtful: int,
) -> Happening:
    """A row that the loops wrote, with its names."""
    names = register.parties.names
    if kind >= TROUBLE:
        trouble = TROUBLES[about.bit_length() - 1]
        return Happening(kind=KINDS[kind], at=at, party=names[party], trouble=trouble)
    is_pair = kind < MAYBE_INSIDE
    return Happening(
        kind=KINDS[kind],
        at=at,
        party=names[party],
        fix_at=t,
        pair=register.pairs.names[about] if is_pair else "",
        other=names[other] if is_pair else "",
        other_fix_at=other_t if is_pair else None,
        area="" if is_pair else register.areas.names[about],
        distance_m=distance,
        allowed_m=allowed,
        uncertainty_m=uncertainty,
        closing_mps=closing if is_pair else None,
        contact_s=distance / closing if closing > STANDS_MPS else None,
        at_start=bool(at_start),
        doubtful=bool(doubtful),
    )


def _troubles(bits: int) -> frozenset[Trouble]:
    return frozenset(trouble for at, trouble in enumerate(TROUBLES) if bits >> at & 1)


def _age_s(row: Record, now: float) -> float | None:
    return max(0.0, now - float(row["t"])) if row["fixes"] > 0 else None


def _spread_now(p: Record, q: Record, now: float, *, is_capped: bool) -> float:
    """Both accuracies and both ages: at a moment of which neither fix tells."""
    spread_m = float(p["acc"] + q["acc"])
    for row in (p, q):
        age_s = max(0.0, now - float(row["t"]))
        if is_capped:
            age_s = min(age_s, float(row["allowed"]))
        spread_m += float(row["pace"]) * age_s
    return spread_m


def pair_now(register: Register, pair: str, now: float) -> PairNow:
    """How near two are at a moment.

    Whatever was near, or may have been, stays so until a fix says otherwise; what
    was far is that only as long as both fixes and their ages still say so.
    """
    row = register.tables.pairs[register.pairs.of[pair]]
    p, q = register.tables.parties[row["a"]], register.tables.parties[row["b"]]
    found = PairNow(
        pair=pair,
        state=State(int(row["state"])),
        ages_s=(_age_s(p, now), _age_s(q, now)),
        allowed_m=float(row["distance"]),
        told=State(int(row["told"])),
        doubts=_troubles(int(p["troubles"] | q["troubles"])),
    )
    if p["fixes"] == 0 or q["fixes"] == 0:
        return found
    x, y = offset(p["lat"], p["lon"], q["lat"], q["lon"], 0.5 * (p["cos"] + q["cos"]))
    distance_m = float(length(x, y))
    spread_m = _spread_now(p, q, now, is_capped=False)
    found = replace(found, distance_m=distance_m, uncertainty_m=spread_m)
    if found.state > State.FAR:
        return found
    return replace(found, state=_far_or_not(p, q, distance_m, found.allowed_m, now))


def _far_or_not(p: Record, q: Record, distance_m: float, allowed_m: float, now: float) -> State:
    if distance_m - _spread_now(p, q, now, is_capped=True) < allowed_m:
        return State.MAYBE_NEAR
    if _is_known(p, now) and _is_known(q, now):
        return State.FAR
    return State.UNKNOWN


def _is_known(row: Record, now: float) -> bool:
    return bool(row["troubles"] & DOUBTS == 0 and now - row["t"] <= row["allowed"])


def party_now(register: Register, party: str, now: float) -> PartyNow:
    """What is known of one tracker at a moment."""
    index = register.parties.of[party]
    row = register.tables.parties[index]
    inside = [*_own_areas(register, index), *_anybodys_areas(register, index)]
    return PartyNow(
        party=party,
        age_s=_age_s(row, now),
        accuracy_m=float(row["acc"]) if row["fixes"] > 0 else None,
        troubles=_troubles(int(row["troubles"])),
        inside=tuple(sorted(inside)),
    )


def _own_areas(register: Register, party: int) -> list[tuple[str, State]]:
    names = register.areas_of(party)
    states = [State(int(register.tables.areas[register.areas.of[name]]["state"])) for name in names]
    return [pair for pair in zip(names, states, strict=True) if pair[1] > State.FAR]


def _anybodys_areas(register: Register, party: int) -> list[tuple[str, State]]:
    tables, found = register.tables, []
    block = int(tables.parties[party]["inside"])
    while block >= 0:
        after, count, *entries = tables.blocks[block].tolist()
        found += [(entry >> 3, State(entry & 3)) for entry in entries[:count]]
        block = after
    alive = [(at, state) for at, state in found if tables.areas[at]["live"]]
    return [(register.areas.names[at], state) for at, state in alive]
