"""Evidence of where somebody is, as it is given or found when an SOS comes."""

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec
from msgspec.structs import replace

from tocsin.facts.agency import Place
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty, Evidence, LocationGiven
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.kernel.decision import Accepted, Refused
from tocsin.response import place
from tocsin.response.incident import Incident


class GiveLocation(msgspec.Struct, frozen=True):
    """Somebody or something says where the person is: a known place, or a point in degrees.

    `source` is `dispatcher`, `phone`, `third_party` or `neighbour`; `at` is the
    time of the fix, None for now.
    """

    incident: str
    by: str
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float = 25.0
    source: str = "dispatcher"
    at: datetime | None = None
    confidence: float = 0.68


class Refusal(StrEnum):
    """Why a location cannot be taken, in order of precedence."""

    POINT_INVALID = "point_invalid"
    PLACE_UNKNOWN = "place_unknown"


class Places(Protocol):
    """What evidence needs to know of the agency and of the ground."""

    def places(self) -> dict[str, Place]:
        """Every known place by id."""
        ...

    def read_words(self, text: str, at: datetime) -> list[Evidence]:
        """What a text says of where its sender is."""
        ...

    def last_fix(self, sender: str) -> Evidence | None:
        """The last position that the sender's own phone or tracker told."""
        ...

    def rostered_place(self, sender: str, at: datetime) -> str | None:
        """The place where the roster has this sender now, or had until just now."""
        ...

    def walk_evidence(self, sender: str) -> list[Evidence]:
        """Where somebody who is on a safe walk is expected."""
        ...

    def doubt(self, latitude: float, longitude: float) -> str:
        """Why a point can hardly be right: `off_the_map`, `perhaps_swapped`; empty if it can."""
        ...


def from_words(signal: str, sender: str, text: str, at: datetime, known: Places) -> list[Evidence]:
    """What her own words say, sealed under her."""
    return place.from_reading(signal, sender, known.read_words(text, at)) if text else []


def heard(
    signal: str, subject: str, text: str, at: datetime, known: Places, doubt: str = ""
) -> list[Evidence]:
    """What a colleague's words say of where others are, for the incident of this subject.

    "He's in the lot" from somebody who is being paged for her is a third party's
    word on her incident. Where the colleague is themselves says nothing of her.
    """
    said = (one for one in known.read_words(text, at) if one.source == place.SIGHTING)
    return place.from_reading(
        signal,
        subject,
        (replace(one, source="third_party", doubt=one.doubt or doubt) for one in said),
    )


def from_phone(sender: str, known: Places) -> list[Evidence]:
    """The last fix of her own phone or tracker."""
    fix = known.last_fix(sender)
    return [fix] if fix else []


def from_sources(
    incident: str, sender: str, *sources: Callable[[], list[Evidence]]
) -> Iterable[Fact]:
    """What there is to say of where. A source that fails must not keep an SOS waiting."""
    for source in sources:
        try:
            found = source()
        except Exception as error:  # noqa: BLE001 - the incident opens without this evidence.
            kind = AlarmKind.STAGE_FAILED
            detail = f"Looking for a location failed ({type(error).__name__}). The SOS goes on."
            yield AlarmRaised(f"{kind}:location", kind, detail)
        else:
            yield from (LocationGiven(incident, item, sender) for item in found)


def locate(
    incident: Incident, command: GiveLocation, now: datetime, known: Places
) -> Accepted[Fact] | Refused:
    point, doubt = None, ""
    if command.latitude is not None and command.longitude is not None:
        if not (-90 <= command.latitude <= 90 and -180 <= command.longitude <= 180):
            return Refused(
                Refusal.POINT_INVALID, "Latitude is -90 to 90 degrees, longitude -180 to 180."
            )
        if command.latitude == 0 and command.longitude == 0:
            return Refused(
                Refusal.POINT_INVALID, "0, 0 is open sea: it is what devices send without a fix."
            )
        if not (0 <= command.accuracy_m < math.inf and 0 < command.confidence <= 1):
            return Refused(
                Refusal.POINT_INVALID,
                "The accuracy is a radius in metres, 0 or more; the confidence 0 to 1.",
            )
        point = place.seal_point(incident.sender, command.latitude, command.longitude)
        doubt = known.doubt(command.latitude, command.longitude)
    elif command.place not in known.places():
        return Refused(Refusal.PLACE_UNKNOWN, "Give a place of the agency file, or both degrees.")
    at, ahead = place.fix_time(command.at, now)
    evidence = Evidence(
        command.source,
        command.place,
        point,
        place.PLACE_ACCURACY_M if point is None else command.accuracy_m,
        at,
        Certainty.REPORTED,
        command.confidence,
        doubt=doubt or ahead,
    )
    return Accepted((LocationGiven(incident.incident, evidence, command.by),))
