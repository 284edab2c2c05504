"""Protection orders: what a court ordered, from when until when, and who made sure of it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class Condition(StrEnum):
    """What the respondent must do or not do: the protection order conditions of NCIC.

    The codes 01 to 09 of ncic:PCOCodeType (NIEM 3.1). With `08` the terms stand in
    free text only, so no machine may read a missing `05` as leave to make contact.
    """

    RESTRAINED_FROM_HARM = "01"
    NO_THREAT_TO_FAMILY = "02"
    EXCLUSIVE_RESIDENCE = "03"
    STAY_AWAY = "04"
    NO_COMMUNICATION = "05"
    VISITATION_RIGHTS = "06"
    NO_FIREARMS = "07"
    SEE_TEXT = "08"
    TEMPORARY_CUSTODY = "09"


class OrderKind(StrEnum):
    """What kind of order it is. Emergency and temporary ones are given without a hearing."""

    EMERGENCY = "emergency"
    TEMPORARY = "temporary"
    FINAL = "final"
    CRIMINAL = "criminal"
    WORKPLACE = "workplace"
    OTHER = "other"


class StayAwayArea(msgspec.Struct, frozen=True):
    """Where the respondent may not be: within `radius_m` metres of a place or a point.

    `place` is a place of the agency file, or else `point` the `latitude,longitude`
    in WGS 84 degrees; `label` is what people call it.
    """

    radius_m: float
    place: str = ""
    point: Private | None = None
    label: Private | None = None


class Order(msgspec.Struct, frozen=True):
    """One protection order, its texts sealed under the first protected person.

    `zone` is the IANA time zone of the court, whose midnight counts. `expires_at`
    None: it has no end, or none is known. `distance_m` is how far to keep from the
    protected persons themselves, 0 when the order says nothing. `protected` are
    person ids of the agency, `respondents` ids of respondents, `workplaces` places
    of the agency file; `petitioners` are names, for an employer can petition too.
    `vehicles` of hers are what they may not come near either.
    """

    order: str
    court: str
    kind: OrderKind
    zone: str
    protected: tuple[str, ...]
    respondents: tuple[str, ...]
    issued_at: datetime
    effective_at: datetime
    expires_at: datetime | None = None
    served_at: datetime | None = None
    number: Private | None = None
    petitioners: tuple[Private, ...] = ()
    conditions: tuple[Condition, ...] = ()
    text: Private | None = None
    areas: tuple[StayAwayArea, ...] = ()
    distance_m: float = 0.0
    workplaces: tuple[str, ...] = ()
    vehicles: tuple[Private, ...] = ()


class ExpiryStage(StrEnum):
    """How near the end of an order is: `near`, or `over`."""

    NEAR = "near"
    OVER = "over"


class OrderEntered(Fact, frozen=True):
    """Somebody entered an order, or what it says now; somebody else must verify it."""

    order: Order
    by: str

    def stream(self) -> str:
        return f"order/{self.order.order}"


class _OrderFact(Fact, frozen=True):
    order: str

    def stream(self) -> str:
        return f"order/{self.order}"


class OrderVerified(_OrderFact, frozen=True):
    """Somebody other than who entered it compared the entry with the court's paper."""

    by: str


class OrderServed(_OrderFact, frozen=True):
    """The respondent was given the order at `at`; `source` is on whose word."""

    at: datetime
    source: str
    by: str


class OrderVacated(_OrderFact, frozen=True):
    """The court took the order back, from `at` on; `source` is on whose word."""

    at: datetime
    source: str
    by: str


class OrderExpiryMet(_OrderFact, frozen=True):
    """The end of an order is near, or has come; the coordinators are told."""

    stage: ExpiryStage
    expires_at: datetime
