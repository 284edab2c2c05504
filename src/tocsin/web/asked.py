"""What the API takes: the bodies of commands. Unknown fields are refused by name."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from tocsin.exchange.cap_out import Purpose
from tocsin.facts.incidents import Certainty, Disposition
from tocsin.facts.roads import Condition
from tocsin.facts.search import Mode

_Degrees = msgspec.Meta(description="WGS 84 degrees")
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Targets = Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=20)]


class _Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Answer(_Asked, frozen=True):
    """Whose answer it is; left out, your own. It is recorded that you gave it."""

    person: str = ""


class Take(_Asked, frozen=True):
    """Whom you see in command: a person's id, or "" for nobody. Left out: whoever it is."""

    over: str | None = None


class Verdict(_Asked, frozen=True):
    """What somebody who spoke to the sender found."""

    safe: bool


class Location(_Asked, frozen=True):
    """A place of the agency file, or both degrees."""

    place: str = ""
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, msgspec.Meta(gt=0, le=50_000)] = 25.0
    source: Literal["dispatcher", "third_party"] = "dispatcher"


class Note(_Asked, frozen=True):
    """A remark for the record."""

    text: Text


class Link(_Asked, frozen=True):
    """The other incident and how they are related."""

    other: Name
    reason: Annotated[str, msgspec.Meta(max_length=200)] = "related"


class Close(_Asked, frozen=True):
    """How it ended."""

    disposition: Disposition
    note: Annotated[str, msgspec.Meta(max_length=4_000)] = ""


class Dispatch(_Asked, frozen=True):
    """Which unit; `staged` left out is as recommended.

    `redirect` turns a unit round that is rolling to another incident. `crew_checked`
    says that nobody who must stay away from her is on it now.
    """

    unit: Name
    staged: bool | None = None
    redirect: bool = False
    crew_checked: bool = False


class Searches(_Asked, frozen=True):
    """Somebody who searches: `person:ID` or `unit:ID`, `foot` or `vehicle`."""

    recipient: Name
    mode: Mode = Mode.FOOT


class StartSearch(_Asked, frozen=True):
    """Everybody who searches from now on."""

    searchers: Annotated[tuple[Searches, ...], msgspec.Meta(min_length=1, max_length=200)]


class SearchReport(_Asked, frozen=True):
    """How a task ended."""

    task: Name
    found: bool


class Road(_Asked, frozen=True):
    """What is the matter with a road. `points` are (latitude, longitude) in degrees."""

    condition: Condition
    points: Annotated[tuple[tuple[float, float], ...], msgspec.Meta(min_length=1, max_length=100)]
    factor: Annotated[float, msgspec.Meta(ge=1, le=20)] = 1.0
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Handover(_Asked, frozen=True):
    """What the next one must know. `to` is a person; left out, it is for whoever comes."""

    words: Text
    to: Annotated[str, msgspec.Meta(max_length=100)] = ""


class Received(_Asked, frozen=True):
    """The hand-over that you go on with."""

    handover: Name


class Move(_Asked, frozen=True):
    """A move of the unit table: acknowledge, en_route, stage, on_scene, transport,
    at_hospital or clear.
    """

    move: Name


class InService(_Asked, frozen=True):
    """Whether the unit can be sent from now on."""

    in_service: bool


class Described(_Asked, frozen=True):
    """What is said of whom or what: with whose word it is, when it was said, and how sure it is."""

    about: Literal["suspect", "vehicle", "caution", "victim"]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    certainty: Certainty
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class Release(_Asked, frozen=True):
    """What a document for another agency is to say. `agency` is its domain name.

    `area`: a lookout says roughly where, as a circle of 2 km; mutual aid always
    carries the scene. `send`: it is also posted to the `[[neighbour]]` of that domain.
    """

    purpose: Purpose
    agency: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    descriptions: Annotated[tuple[Described, ...], msgspec.Meta(max_length=20)] = ()
    area: bool = False
    send: bool = False


class ReleaseAlert(Release, frozen=True):
    """The same as an alert; `over` takes back the earlier ones to this agency."""

    over: bool = False


class StartWalk(_Asked, frozen=True):
    """Who leaves, now or at `leaves_at`, and where `to`: a known place, or words.

    `minutes` 0 is the default. `escort` are `person:ID`, `role:ROLE` or `oncall:ID`.
    """

    person: Name
    minutes: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    to: Annotated[str, msgspec.Meta(max_length=100)] = ""
    leaves_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    escort: Targets | None = None


class StartCheck(_Asked, frozen=True):
    """`person:ID` or `unit:ID`, asked every so many minutes."""

    recipient: Name
    minutes: Annotated[int, msgspec.Meta(ge=5, le=240)]


class Minutes(_Asked, frozen=True):
    """So many minutes from now."""

    minutes: Annotated[int, msgspec.Meta(ge=1, le=120)]


class Why(_Asked, frozen=True):
    """Why it ends."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Escort(_Asked, frozen=True):
    """Whom to ask, in this order: `person:ID`, `role:ROLE` or `oncall:ID`."""

    targets: Targets


class EscortReport(_Asked, frozen=True):
    """`received` is "I go with her", `done` that she is where she was going."""

    answer: Literal["received", "declined", "done"]


class Saying(_Asked, frozen=True):
    """What you would text. With an `id` of your making it counts once, however often it comes."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    id: Annotated[str, msgspec.Meta(max_length=100)] = ""


class OwnCancel(_Asked, frozen=True):
    """Your code; without one your words say that it was a mistake. `id` as in `Saying`."""

    code: Annotated[str, msgspec.Meta(max_length=200)] = ""
    id: Annotated[str, msgspec.Meta(max_length=100)] = ""


class OwnPosition(_Asked, frozen=True):
    """Where your phone is: degrees, the radius in metres, and how old the fix is by now."""

    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    accuracy_m: Annotated[float, msgspec.Meta(gt=0, le=20_000_000)]
    fix_age_s: Annotated[float, msgspec.Meta(ge=0, le=86_400)] = 0.0


class AlarmNamed(_Asked, frozen=True):
    """An alarm as the board names it: `kind:subject`."""

    alarm: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class TestPage(_Asked, frozen=True):
    """`person:ID`, `unit:ID` or `everyone`; a channel, or all when it is left out."""

    recipient: Name = "everyone"
    channel: str = ""


class For(_Asked, frozen=True):
    """The person of the agency file whom a link or token is for."""

    person: Name


PageWanted = Literal["", "console", "staff", "ready"]
"""Which page a link opens; left out, that of the person's roles."""


class ForLink(For, frozen=True):
    """Whom a link is for, and which page it opens."""

    page: PageWanted = ""


class KeysToEnd(_Asked, frozen=True):
    """Why, for the record; sealed. `page` is what the new link opens."""

    reason: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    page: PageWanted = ""


class SignIn(_Asked, frozen=True):
    """The secret of a one-time link: what stands behind `#key=`."""

    key: Annotated[str, msgspec.Meta(min_length=8, max_length=200)]


class Accepted(msgspec.Struct, frozen=True):
    """It is done and on record."""

    accepted: bool = True
