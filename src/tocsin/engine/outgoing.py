"""What we give to other agencies: an EIDO or a CAP alert, for mutual aid or for a lookout.

Pure: the same state, moment and wish give the same document. Mutual aid carries
the scene, for who comes must find it. A lookout carries only what the dispatcher
says of whom or what to look for. A statement without source, time or certainty
does not leave, and neither does the document.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

import msgspec

from tocsin.engine import lookout, saying
from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.exchange.cap import Area, Reference
from tocsin.exchange.cap_out import Notice, Purpose
from tocsin.exchange.eido_out import (
    CautionOut,
    EidoOut,
    NoteOut,
    PersonOut,
    PlaceOut,
    VehicleOut,
)
from tocsin.exchange.fix import Fix
from tocsin.exchange.shapes import Circle
from tocsin.exchange.statement import Statement, is_whole
from tocsin.facts.incidents import Certainty
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import FIX_AHEAD_S
from tocsin.response.incident import Incident
from tocsin.response.release import Released

ATTEMPT_TO_LOCATE: Final = "ATL"
PANIC_ALARM_SILENT: Final = "ALRPANS"
"""Common incident types of APCO: what a lookout and a worker's SOS are."""

_NO_PLACE: Final = "Where the person is is not known."
_PERSON: Final = {"suspect": "PersonOfInterest", "victim": "Victim"}

About = Literal["suspect", "vehicle", "caution", "victim"]


class Description(msgspec.Struct, frozen=True):
    """What a dispatcher says of somebody or something, with whose word it is."""

    about: About
    statement: Statement


class Wish(msgspec.Struct, frozen=True):
    """What is asked for: why, for which agency, with what said, by whom.

    `domain` is our own name among agencies, `to` the other's, both domain names.
    `area`: a lookout says roughly where. `is_over` takes back what went before.
    """

    purpose: Purpose
    domain: str
    to: str
    descriptions: tuple[Description, ...] = ()
    area: bool = False
    is_over: bool = False

    @property
    def is_lookout(self) -> bool:
        """Whether this goes to many who need to know only whom to look for."""
        return self.purpose is Purpose.BOLO


class Reason(StrEnum):
    """Why there is no document, in order of precedence."""

    NOTHING_TO_TAKE_BACK = "nothing_to_take_back"
    DESCRIPTION_MISSING = "description_missing"
    STATEMENT_NOT_WHOLE = "statement_not_whole"
    STATEMENT_FROM_THE_FUTURE = "statement_from_the_future"
    VICTIM_IN_LOOKOUT = "victim_in_lookout"
    NO_LOCATION = "no_location"


def eido(
    state: State, view: Views, now: datetime, incident: Incident, wish: Wish
) -> EidoOut | Refused:
    """The incident as an EIDO. Its tracking id is the same each time, its update time is not."""
    refused = _refused(state, view, now, incident, wish)
    if refused is not None:
        return refused
    tells = _lookout if wish.is_lookout else _mutual_aid
    return tells(state, view, now, incident, wish)


def notice(
    state: State, view: Views, now: datetime, incident: Incident, wish: Wish
) -> Notice | Refused:
    """The same as an alert. A later one to the same agency for the same purpose replaces it."""
    sent = now.replace(microsecond=0)
    told = eido(state, view, sent, incident, wish)
    if isinstance(told, Refused):
        return told
    earlier = _in_force(incident.released, wish)
    if wish.is_over and not earlier:
        return Refused(
            Reason.NOTHING_TO_TAKE_BACK, "No alert of this purpose went to this agency before."
        )
    name = saying.agency_name(state)
    sender = f"tocsin@{wish.domain}"
    return Notice(
        wish.purpose,
        f"{told.unique}.{_next_number(incident.released)}",
        sender,
        sent,
        f"Be on the lookout, for {name}" if wish.is_lookout else f"{name} asks for help",
        tuple(_statements(told)),
        (wish.to,),
        tuple(_areas(told)),
        instruction=_instruction(told, wish),
        sender_name=name,
        incident=told.unique,
        code=told.type_code,
        replaces=tuple(Reference(sender, one.name, one.made_at) for one in earlier),
        is_over=wish.is_over,
    )


def unique(incident: Incident, purpose: Purpose) -> str:
    """Our own part of its name among agencies; a new ledger does not repeat it.

    A lookout has a name of its own: under that of the incident it would take the
    place of what mutual aid was told, and would tie the two together.
    """
    letters = "".join(each for each in incident.incident if each.isascii() and each.isalnum())
    kind = "BOLO" if purpose is Purpose.BOLO else ""
    return f"{incident.opened_at.astimezone(UTC):%Y%m%dT%H%M%SZ}{letters}{kind}"


def _refused(
    state: State, view: Views, now: datetime, incident: Incident, wish: Wish
) -> Refused | None:
    said = [each.statement for each in wish.descriptions]
    if wish.is_lookout and not said:
        return Refused(
            Reason.DESCRIPTION_MISSING, "A lookout says whom or what to look for: describe it."
        )
    if not all(map(is_whole, said)):
        return Refused(
            Reason.STATEMENT_NOT_WHOLE,
            "Each description needs its text, source, time with offset and certainty.",
        )
    latest = now + timedelta(seconds=FIX_AHEAD_S)
    if any(each.at is not None and each.at > latest for each in said):
        return Refused(
            Reason.STATEMENT_FROM_THE_FUTURE,
            "A description is dated ahead of now; it has the time when it was said.",
        )
    return _refused_lookout(state, view, incident, wish) if wish.is_lookout else None


def _refused_lookout(state: State, view: Views, incident: Incident, wish: Wish) -> Refused | None:
    if any(each.about == "victim" for each in wish.descriptions):
        return Refused(
            Reason.VICTIM_IN_LOOKOUT,
            "A lookout does not describe who asked for help; mutual aid may.",
        )
    for each in wish.descriptions:
        for text in (each.statement.text, each.statement.source):
            found = lookout.tells_of_her(state, view, incident, text)
            if found:
                return Refused(
                    Reason.VICTIM_IN_LOOKOUT, f"A lookout does not tell {found}; say it without."
                )
    if wish.area and not view.spots(incident):
        return Refused(Reason.NO_LOCATION, "No place is known; ask for the lookout without area.")
    return None


def _frame(now: datetime, incident: Incident, wish: Wish) -> EidoOut:
    """The document with nothing said in it but what the dispatcher says."""
    described = wish.descriptions
    return EidoOut(
        unique(incident, wish.purpose),
        wish.domain,
        wish.domain,
        now,
        incident.opened_at,
        ATTEMPT_TO_LOCATE if wish.is_lookout else PANIC_ALARM_SILENT,
        status="Active" if incident.is_open else "Closed",
        type_text="Be on the lookout" if wish.is_lookout else "A worker asks for help",
        local_id="" if wish.is_lookout else incident.incident,
        persons=tuple(
            PersonOut(each.statement, _PERSON[each.about])
            for each in described
            if each.about in _PERSON
        ),
        vehicles=tuple(
            VehicleOut(each.statement, "SuspectVehicle")
            for each in described
            if each.about == "vehicle"
        ),
        cautions=tuple(CautionOut(each.statement) for each in described if each.about == "caution"),
        asked=(wish.to,),
    )


def _lookout(state: State, view: Views, now: datetime, incident: Incident, wish: Wish) -> EidoOut:
    framed = _frame(now, incident, wish)
    if not wish.area:
        return framed
    spot = max(view.spots(incident), key=lambda each: each.weight)
    latitude, longitude, radius_m = lookout.wide_circle(spot.latitude, spot.longitude)
    words = f"The area concerned: the circle of {radius_m / 1000:.0f} km that is given with this."
    statement = Statement(words, saying.agency_name(state), now, Certainty.REPORTED)
    area = PlaceOut(statement, Fix(latitude, longitude, radius_m, None, None), kind="Other")
    return msgspec.structs.replace(framed, places=(area,))


def _mutual_aid(
    state: State, view: Views, now: datetime, incident: Incident, wish: Wish
) -> EidoOut:
    framed = _frame(now, incident, wish)
    name = saying.agency_name(state)
    places = tuple(saying.places(state, view, incident))
    unplaced = Statement(_NO_PLACE, name, now, Certainty.CONFIRMED)
    notes = (
        *(() if places else (NoteOut(unplaced, key="noplace"),)),
        *saying.words(state, view, incident),
        *saying.evidence(state, view, incident),
        *saying.units(state, incident),
        *saying.search(state, incident, now),
    )
    dispatcher = f"dispatcher, {name}"
    asks = incident.is_open and not wish.is_over
    return msgspec.structs.replace(
        framed,
        places=places,
        notes=notes,
        cautions=(*saying.cautions(state, view, incident, now), *framed.cautions),
        units=tuple(saying.requests(state, view, incident, dispatcher, now)) if asks else (),
    )


def _statements(told: EidoOut) -> list[Statement]:
    """Everything that an EIDO says, what is most urgent first."""
    asked = [
        Statement(f"Requested: {one.count} x {one.kind}.", one.source, one.at, Certainty.CONFIRMED)
        for one in told.units
    ]
    said = (told.cautions, told.places, told.persons, told.vehicles, told.notes)
    return [*asked, *(each.statement for part in said for each in part)]


def _areas(told: EidoOut) -> list[Area]:
    """A circle for each place where somebody may be; not for where units wait."""
    return [
        Area(
            place.statement.text,
            circles=(Circle(place.fix.latitude, place.fix.longitude, place.fix.accuracy_m or 0.0),),
        )
        for place in told.places
        if place.fix is not None and place.kind != "Staging"
    ]


def _instruction(told: EidoOut, wish: Wish) -> str:
    if wish.is_over:
        return "This is over; thank you."
    if wish.is_lookout:
        return "Look out, and tell us at once. Do not approach on the strength of this alone."
    asked = ", ".join(f"{one.count} x {one.kind}" for one in told.units)
    return f"Please send {asked}." if asked else "Please be ready to help."


def _in_force(released: tuple[Released, ...], wish: Wish) -> list[Released]:
    """The alerts to this agency for this purpose that were not taken back since."""
    found: list[Released] = []
    for one in released:
        if (one.document, one.purpose, one.to) == ("cap", wish.purpose, wish.to):
            found = [] if one.is_over else [*found, one]
    return found


def _next_number(released: tuple[Released, ...]) -> int:
    numbers = [one.name.rpartition(".")[2] for one in released if one.document == "cap"]
    return max((int(number) for number in numbers if number.isdigit()), default=0) + 1
