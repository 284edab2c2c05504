"""What the stages ask of space, with what the state knows put beside the question."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from tocsin.agency.state import AgencyState
from tocsin.engine.stages import State
from tocsin.exchange import aml
from tocsin.exchange.fix import Fix
from tocsin.facts.agency import Place
from tocsin.facts.incidents import Certainty, Evidence
from tocsin.geo.line import distance_m
from tocsin.ground.ground import AssignAsked, DivideAsked, Ground, Located, Peak, Start, Tracks
from tocsin.ground.reading import beside_points
from tocsin.kernel.limits import LAST_FIX_REACH_S
from tocsin.kernel.private import Private
from tocsin.response import place
from tocsin.response.arrival import Arrival, Spot, Staging
from tocsin.response.incident import Incident
from tocsin.response.search import Search
from tocsin.response.unit import Status
from tocsin.roads.reach import Isochrone
from tocsin.roads.routes import Route
from tocsin.tongues.known import tongue_of

TURNS_OUT = frozenset({Status.AVAILABLE, Status.OUT_OF_SERVICE, Status.AT_HOSPITAL})
"""A unit in one of these has its turnout before it; the others are in the vehicle."""

AS_IT_IS: Final = tongue_of("")
"""English, in which everything is said that names no language."""

PEAK_M = 100.0
"""A position this near to a peak is called as the peak is."""

PHONE_ACCURACY_M = 100.0
"""A phone that does not say how sure it is."""


def own_words(text: str) -> str:
    """What somebody wrote, without the lines in which a phone tells its position."""
    return "\n".join(line for line in text.splitlines() if not aml.is_aml(line)).strip()


class SpaceViews:
    """The part of the views that asks the ground."""

    def __init__(self, state: State, now: datetime, ground: Ground, tracks: Tracks) -> None:
        self._state = state
        self._now = now
        self._ground = ground
        self._tracks = tracks
        self.tongue = AS_IT_IS
        """The language in which whoever asks reads what is told; a text has its recipient's."""

    @property
    def _agency(self) -> AgencyState:
        return self._state.agency

    def places(self) -> dict[str, Place]:
        """Every known place by id."""
        return self._agency.places

    # Where somebody is.

    def read_words(self, text: str, at: datetime) -> list[Evidence]:
        """What a text says of where its sender is: a phone's own message, or words."""
        lines = text.splitlines()
        told = [aml.read_sms(line) for line in lines if aml.is_aml(line)]
        fixes = [fix for one in told if isinstance(one, aml.Aml) for fix in one.fixes]
        said = own_words(text)
        read = self._ground.read(said, list(self.places().values()), at) if said else []
        points = [self._evidence("", "phone", fix, at) for fix in fixes]
        return [*points, *beside_points(points, read)]

    def last_fix(self, sender: str) -> Evidence | None:
        """The last position of the sender's own phone, if it is not from another day."""
        track = self._tracks.last(sender)
        if track is None or (self._now - track.at).total_seconds() > LAST_FIX_REACH_S:
            return None
        fix = Fix(track.latitude, track.longitude, track.accuracy_m, None, track.at, track.method)
        return self._evidence(sender, "phone", fix, self._now)

    def _evidence(self, subject: str, source: str, fix: Fix, now: datetime) -> Evidence:
        at, ahead = place.fix_time(fix.at, now)
        accuracy_m = PHONE_ACCURACY_M if fix.accuracy_m is None else fix.accuracy_m
        point = Private(subject, f"{fix.latitude:.6f},{fix.longitude:.6f}")
        return Evidence(
            source,
            "",
            point,
            accuracy_m,
            at,
            Certainty.REPORTED,
            fix.confidence or 0.68,
            doubt=self.doubt(fix.latitude, fix.longitude) or ahead,
        )

    def doubt(self, latitude: float, longitude: float) -> str:
        """Why a point can hardly be right; empty when it can."""
        return self._ground.doubt(latitude, longitude)

    def located(self, incident: Incident) -> Located:
        """Where she probably is."""
        return self._ground.locate(incident, self.places(), self._now)

    def point_of(self, evidence: Evidence) -> tuple[float, float] | None:
        """Latitude and longitude of one piece of evidence; None where it has none."""
        return place.point_of(evidence, self.places())

    def near(self, incident: Incident, here: tuple[float, float] | None) -> str:
        """What a bare position of hers is called, by the peak it lies in; empty for none."""
        peaks = self.located(incident).peaks if here else ()
        return next((peak.label for peak in peaks if here and _holds(peak, here)), "")

    def other_place(self, incident: Incident, here: tuple[float, float] | None) -> str:
        """Where she may be as well, by sources that cannot be right together with this one.

        A single piece of evidence contradicts nothing, and no map is drawn to say so: that
        would cost more than all the rest of a page.
        """
        if here is None or len(incident.evidence) < 2:
            return ""
        located = self.located(incident)
        if not located.disagrees:
            return ""
        return next((peak.label for peak in located.peaks if not _holds(peak, here)), "")

    def spots(self, incident: Incident) -> Sequence[Spot]:
        """Where units are to go: the peaks with their shares; without any the best evidence."""
        peaks = self.located(incident).peaks
        if not peaks:
            return place.spots(incident.evidence, self.places())
        return [Spot(peak.latitude, peak.longitude, peak.mass) for peak in peaks]

    # Who gets there, and when.

    def arrivals(self, units: Iterable[str], spots: Sequence[Spot]) -> Mapping[str, Arrival]:
        """When each of these units could be there; without a spot the answer is empty."""
        if not spots:
            return {}
        starts = [self.start(unit) for unit in units]
        roads = self._state.response.roads
        found = self._ground.arrivals(starts, spots, roads, self._now)
        return {
            start.unit: one for start, one in zip(starts, found, strict=True) if one is not None
        }

    def start(self, unit: str) -> Start:
        """Where a unit starts from."""
        profile = self._agency.units.get(unit)
        home = self.places().get(profile.home) if profile else None
        now = self._state.response.units.get(unit)
        waits = now is None or now.status in TURNS_OUT
        return Start(
            unit,
            (home.latitude, home.longitude) if home else None,
            self._tracks.last(f"unit:{unit}"),
            float(profile.turnout_s) if profile and waits else 0.0,
        )

    def covers(self, units: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """The places of the agency that each unit can be at within the agency's time."""
        starts = [self.start(unit) for unit in units]
        settings = self._agency.settings
        within_s = float(settings.cover_within_s) if settings else 480.0
        places = list(self.places().values())
        roads = self._state.response.roads
        found = self._ground.covers(starts, places, within_s, roads, self._now)
        return {start.unit: reach for start, reach in zip(starts, found, strict=True)}

    def staging(self, spots: Sequence[Spot], unit: str) -> Staging | None:
        """Where this unit should wait."""
        roads = self._state.response.roads
        return self._ground.staging(spots, self.start(unit), roads, self._now)

    def route(self, incident: Incident, unit: str) -> Route | None:
        """The way of a unit to where she most probably is."""
        spots = self.spots(incident)
        if not spots:
            return None
        roads = self._state.response.roads
        best = max(spots, key=lambda spot: spot.weight)
        return self._ground.route(self.start(unit), best, roads, self._now)

    def reach(self, incident: Incident, minutes: Sequence[float]) -> list[Isochrone]:
        """How far one drives in so many minutes from where she most probably is."""
        spots = self.spots(incident)
        if not spots:
            return []
        roads = self._state.response.roads
        best = max(spots, key=lambda spot: spot.weight)
        return self._ground.reach(best, minutes, roads, self._now)

    # Who looks where.

    def to_divide(self, incident: Incident, search: Search) -> DivideAsked:
        """The question how the ground is to be divided, with all that its answer rests on."""
        starts, half_life_s = self._searchers(search)
        roads, places = dict(self._state.response.roads), dict(self.places())
        return DivideAsked(incident, search, places, starts, half_life_s, roads, self._now)

    def to_assign(self, incident: Incident, search: Search) -> AssignAsked:
        """The question who is to look where next, with all that its answer rests on."""
        starts, half_life_s = self._searchers(search)
        roads = dict(self._state.response.roads)
        return AssignAsked(incident.incident, search, starts, half_life_s, roads, self._now)

    def _searchers(self, search: Search) -> tuple[dict[str, Start], float]:
        """Where the searchers are, and in how many seconds help is worth half."""
        starts = {one.recipient: self._searcher(one.recipient) for one in search.searchers}
        settings = self._agency.settings
        return starts, float(settings.survival_half_life_s) if settings else 900.0

    def _searcher(self, recipient: str) -> Start:
        """Where a searcher is: a unit as ever, a colleague at their last fix or their post."""
        kind, _, name = recipient.partition(":")
        if kind == "unit":
            return self.start(name)
        post = self.places().get(self.rostered_place(recipient, self._now) or "")
        home = (post.latitude, post.longitude) if post else None
        return Start(recipient, home, self._tracks.last(recipient), 0.0)

    def rostered_place(self, sender: str, at: datetime) -> str | None:
        """Where the roster has a sender now, or had until just now."""
        raise NotImplementedError

    def can_search(self, recipient: str) -> bool:
        """Whether this is somebody of the agency or one of its units."""
        kind, _, name = recipient.partition(":")
        if kind == "person":
            return name in self._agency.staff
        return kind == "unit" and name in self._agency.units

    def segment_words(self, incident: str, segment: str) -> str:
        """The words for a piece of ground."""
        found = self._state.response.incidents.get(incident)
        ground = found.search.segment(segment) if found and found.search else None
        return self.tongue.label(ground.label.reveal()) if ground else segment


def _holds(peak: Peak, here: tuple[float, float]) -> bool:
    away = distance_m(here, (peak.latitude, peak.longitude))
    return away <= max(peak.radius_90_m, PEAK_M)
