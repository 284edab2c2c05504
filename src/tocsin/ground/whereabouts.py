"""Where somebody probably is: evidence of one incident to one probability map."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tocsin.facts.agency import Place
from tocsin.finding import belief, evidence
from tocsin.finding.belief import Belief, Searched
from tocsin.finding.ground import Support, plain
from tocsin.finding.nearby import nearby
from tocsin.finding.statements import circles
from tocsin.finding.terrain import Terrain
from tocsin.ground.ground import Located, Peak
from tocsin.response.incident import Incident
from tocsin.response.search import Search

FRESH_S: Final = 10
"""So long a map stands while no evidence is new: it only ages meanwhile."""

AGEING: Final = 0.02
"""And for this part of the age of its newest evidence, of which it is hardly less true then."""

RADIUS_M_MIN: Final = 10.0
"""Nobody is known more exactly than this, however few points of the ground hold them."""

KEPT_MAX: Final = 64
"""So many incidents' maps are kept."""


class Known(NamedTuple):
    """A belief and the ground that it lies over."""

    belief: Belief
    support: Support


class _Made(NamedTuple):
    key: object
    at: datetime
    known: Known


class Whereabouts:
    """Probability maps of incidents, made anew when evidence is new or old."""

    def __init__(self, terrain: Terrain | None) -> None:
        """Without a terrain the ground is a plain around the evidence."""
        self._terrain = terrain
        self._made: dict[object, _Made] = {}
        self._named: dict[str, tuple[Known, Located]] = {}

    def known(
        self,
        incident: Incident,
        places: Mapping[str, Place],
        now: datetime,
        under_way: Sequence[Searched] = (),
    ) -> Known:
        """The belief after every search in vain; `under_way` counts as searched as well."""
        cleared = incident.search.cleared if incident.search else ()
        name = (incident.incident, tuple(under_way))
        key = (incident.evidence, cleared)
        made = self._made.get(name)
        if made is None or made.key != key or now - made.at > _stands(incident, made.at):
            made = _Made(key, now, self._make(incident, places, now, under_way))
            self._made.pop(name, None)
            while len(self._made) >= KEPT_MAX:
                del self._made[next(iter(self._made))]
            self._made[name] = made
        return made.known

    def _make(
        self,
        incident: Incident,
        places: Mapping[str, Place],
        now: datetime,
        under_way: Sequence[Searched],
    ) -> Known:
        read = evidence.items(incident.evidence, places)
        around = circles(read.items, now)
        support = self._terrain.support(around) if self._terrain else plain(around)
        in_vain = (*searched(incident.search), *under_way)
        return Known(belief.locate(read.items, support, now, in_vain), support)

    def located(self, incident: Incident, places: Mapping[str, Place], now: datetime) -> Located:
        """The peaks, as boards and decisions take them; named once for each map."""
        known = self.known(incident, places, now)
        named = self._named.get(incident.incident)
        if named is None or named[0] is not known:
            while len(self._named) >= KEPT_MAX:
                del self._named[next(iter(self._named))]
            named = self._named[incident.incident] = (known, self._peaks(known.belief))
        return named[1]

    def _peaks(self, found: Belief) -> Located:
        peaks = tuple(
            Peak(
                peak.latitude,
                peak.longitude,
                peak.label or self._nearby(peak.latitude, peak.longitude),
                peak.mass,
                max(RADIUS_M_MIN, peak.radius_50_m),
                max(RADIUS_M_MIN, peak.radius_90_m),
                peak.sources,
            )
            for peak in found.peaks
        )
        return Located(peaks, found.elsewhere, found.is_wide, found.disagreement)

    def _nearby(self, latitude: float, longitude: float) -> str:
        if self._terrain is None:
            return ""
        return nearby(self._terrain.network, self._terrain.names, latitude, longitude)


def _stands(incident: Incident, made_at: datetime) -> timedelta:
    """How long a map of this incident stands that was made then."""
    newest = max((each.at for each in incident.evidence), default=made_at)
    return max(timedelta(seconds=FRESH_S), (made_at - newest) * AGEING)


def searched(search: Search | None) -> list[Searched]:
    """What was looked through in vain; what is erased says nothing."""
    return [
        Searched(
            evidence.outline_of(one.segment.outline.text), one.pod, one.segment.label.text or ""
        )
        for one in (search.cleared if search else ())
        if one.segment.outline.text
    ]


def going_on(search: Search) -> list[Searched]:
    """What somebody looks through now, as if it had been in vain: nobody is sent there too."""
    found: list[Searched] = []
    for task in search.tasks:
        segment = search.segment(task.segment)
        if segment is not None and segment.outline.text:
            outline = evidence.outline_of(segment.outline.text)
            found.append(Searched(outline, task.pod, segment.label.text or ""))
    return found
