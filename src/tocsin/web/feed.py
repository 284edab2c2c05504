"""What changed, and for whom it is written: from facts to the events of a stream.

For everything on a board the position of its last change is kept in memory, so
a client that comes back with the position it saw is sent what changed since and
nothing else. A position from before this program started is answered with
everything: memory starts empty, the ledger does not.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from tocsin.engine.service import Service
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import MessageQueued
from tocsin.response.incident import Incident
from tocsin.tongues.known import tongue_of
from tocsin.tongues.tongue import ENGLISH
from tocsin.web import boards, space
from tocsin.web.access import Right, Seat
from tocsin.web.drawn import tracks_shown
from tocsin.web.fleet import unit_shown
from tocsin.web.handing_over import handovers_shown
from tocsin.web.own import own_shown
from tocsin.web.said_in import alarms_in, board_in, incident_in, unit_in
from tocsin.web.shown import (
    AlarmShown,
    BoardShown,
    HandoverShown,
    IncidentShown,
    SystemShown,
    TrackShown,
    UnitShown,
)
from tocsin.web.shown_space import RoadShown
from tocsin.web.wall import (
    OPEN,
    Wall,
    Walls,
    alarms_left,
    hides_incident,
    hides_unit,
    incident_left,
    system_left,
)

log = structlog.get_logger()

ENCODE: Final = msgspec.json.Encoder().encode
_AGENCY_STREAM: Final = "agency"
_DESK_STREAMS: Final = frozenset(
    {"watch", "order", "plan", "respondent", "sighting", "tracker", "walk"}
)
_LINKS_MAX: Final = 50_000
_CHANGED_MAX: Final = 50_000


class Audience(NamedTuple):
    """Everybody who sees the same: `own` is a person where own incidents are shown.

    The wall is part of it, so what is encoded for one is never sent to who may see less;
    so is the language, for the service's own sentences are said in it.
    """

    incidents: bool
    watch: bool
    own: str = ""
    wall: Wall = OPEN
    language: str = ENGLISH


def audience_of(seat: Seat, language: str = ENGLISH) -> Audience:
    """What this person's roles see. Only senders need a stream of their own."""
    incidents = seat.may(Right.INCIDENTS)
    own = "" if incidents else seat.person
    return Audience(incidents, seat.may(Right.WATCH), own, seat.wall, language)


class Feed:
    """The last change of everything, and the events that tell of it."""

    def __init__(self, service: Service, walls: Walls) -> None:
        self._service = service
        self._walls = walls
        self._walls_told = walls.all()
        self._engine = service.engine
        self.began = service.engine.position
        self.changed: dict[str, int] = {}
        self._links: dict[str, tuple[str, ...]] = {}
        self._whole: dict[Audience, tuple[int, bytes]] = {}
        self._tracks = self._tracks_shown()

    # From facts to what they change.

    def note(self, told: Sequence[tuple[int, datetime, Fact]]) -> set[str]:
        """Remember what these facts changed; the keys of it."""
        keys: set[str] = set()
        if told and self._walls.all() != self._walls_told:
            # Whoever comes back with an older position is sent everything anew.
            before, self._walls_told = self._walls_told, self._walls.all()
            self.changed["all"] = told[-1][0]
            # An order protects somebody more: of those who are here only their own board
            # is another, and the stream sends it anew by itself.
            if _of_colleagues(before) != _of_colleagues(self._walls_told):
                keys.add("all")
        for position, _, fact in told:
            for key in self._keys(fact):
                self.changed[key] = position
                keys.add(key)
        if len(self.changed) > _CHANGED_MAX:
            self.forget()
        return keys

    def forget(self) -> None:
        """Know of no change any more: whoever comes back is sent everything."""
        self.began = self._engine.position
        self.changed.clear()

    def _keys(self, fact: Fact) -> Iterable[str]:
        stream, _, name = fact.stream().partition("/")
        if stream == _AGENCY_STREAM:
            # Names, places and roles stand in every view.
            yield "all"
        elif stream == "unit":
            # A unit that is sent is free for no other incident: every advice changes.
            yield f"unit:{name}"
            yield from self._open()
        elif stream == "roads":
            # A closed road makes every way longer that led over it.
            yield "roads"
            yield from self._open()
        elif stream == "handover":
            yield "handovers"
        elif stream == "system":
            yield "alarms"
        elif stream in _DESK_STREAMS:
            yield f"desk:{stream}"
        yield from (f"incident:{each}" for each in self._incidents(fact, stream, name))

    def moved(self) -> set[str]:
        """What units that moved since this was last asked change: who is soonest, and where."""
        tracks = self._tracks_shown()
        if tracks == self._tracks:
            return set()
        self._tracks = tracks
        self._whole.clear()
        return {"tracks", *self._open()}

    def _tracks_shown(self) -> tuple[TrackShown, ...]:
        try:
            return tracks_shown(self._engine.state, self._engine.views(self._service.clock.now()))
        except Exception as error:  # noqa: BLE001 - a position must never hide an SOS.
            # No traceback: it may quote where somebody is.
            log.error("tracks_not_shown", error=type(error).__name__)  # noqa: TRY400
            return ()

    def _open(self) -> Iterable[str]:
        incidents = self._engine.state.response.incidents
        return [f"incident:{name}" for name, each in incidents.items() if each.is_open]

    def _incidents(self, fact: Any, stream: str, name: str) -> tuple[str, ...]:
        """The incidents a fact belongs to; pages and messages are remembered by name."""
        if stream == "message" and not isinstance(fact, MessageQueued):
            return self._links.get(name, ())
        one: str = getattr(fact, "incident", "")
        found: tuple[str, ...] = getattr(fact, "incidents", (one,) if one else ())
        if stream in ("page", "message") and found:
            self._link(name, found)
        return found or self._links.get(name, ())

    def _link(self, name: str, incidents: tuple[str, ...]) -> None:
        if len(self._links) >= _LINKS_MAX:
            del self._links[next(iter(self._links))]
        self._links[name] = incidents

    # From keys to events.

    def since(self, audience: Audience, after: int | None) -> bytes:
        """Everything that changed after this position; all of it when that is unknown."""
        known = after is not None and self.began < after <= self._engine.position
        if not known or after is None or self.changed.get("all", 0) > after:
            return self.whole(audience)
        keys = [key for key, position in self.changed.items() if position > after]
        # Positions are no facts and have none in the ledger: they are always told again.
        return self.system(audience.wall) + self.events(audience, ["tracks", *keys])

    def whole(self, audience: Audience) -> bytes:
        """One `reset` event with everything; encoded once for all who come at one position."""
        position = self._engine.position
        kept = self._whole.get(audience)
        if kept is None or kept[0] != position:
            self._whole = {a: k for a, k in self._whole.items() if k[0] == position}
            kept = position, _event("reset", ENCODE(self.board(audience)), position)
            self._whole[audience] = kept
        return kept[1]

    def board(self, audience: Audience) -> BoardShown:
        """Everything this audience may see."""
        state, now, wall = self._engine.state, self._service.clock.now(), audience.wall
        every = state.response.incidents.values() if audience.incidents else ()
        incidents = boards.in_order(each for each in every if not wall.hides_sender(each.sender))
        units = [self._unit(wall, unit) for unit in state.response.units] if audience.watch else ()
        shown = BoardShown(
            position=self._engine.position,
            now=now,
            agency=boards.agency_shown(state),
            incidents=tuple(self._incident(wall, each, now) for each in incidents),
            own=own_shown(state, audience.own) if audience.own else (),
            units=tuple(unit for unit in units if unit is not None),
            alarms=self.alarms(wall) if audience.watch else (),
            places=boards.places_shown(state) if audience.incidents else (),
            dispositions=tuple(Disposition) if audience.incidents else (),
            system=self._system_shown(wall),
            roads=self._roads_shown() if audience.incidents else (),
            tracks=self._tracks_left(wall) if audience.incidents else (),
            handovers=self._handovers_left(wall) if audience.incidents else (),
        )
        return board_in(tongue_of(audience.language), shown)

    def _unit(self, wall: Wall, unit: str) -> UnitShown | None:
        state = self._engine.state
        return None if hides_unit(wall, state, unit) else unit_shown(state, unit)

    def _tracks_left(self, wall: Wall) -> tuple[TrackShown, ...]:
        state, tracks = self._engine.state, self._tracks_shown()
        return tuple(one for one in tracks if not hides_unit(wall, state, one.unit))

    def alarms(self, wall: Wall) -> tuple[AlarmShown, ...]:
        """Every alarm that this wall does not hide."""
        return alarms_left(wall, self._service, boards.alarms_shown(self._engine.state))

    def _roads_shown(self) -> tuple[RoadShown, ...]:
        return space.roads_shown(self._engine.state, self._engine.views(self._service.clock.now()))

    def _handovers_left(self, wall: Wall) -> tuple[HandoverShown, ...]:
        state = self._engine.state
        return handovers_shown(state, self._engine.views(self._service.clock.now()), wall)

    def events(self, audience: Audience, keys: Iterable[str]) -> bytes:
        """These things as they are now. The last event carries the position of all.

        Were an earlier one to carry it, a client cut off between two events
        would come back with a position whose other half it never saw.
        """
        chosen = set(keys)
        if "all" in chosen:
            return self.whole(audience)
        position = self._engine.position
        events = [event for key in chosen if (event := self._shown(audience, key))]
        if audience.own and any(key.startswith("incident:") for key in chosen):
            own = own_shown(self._engine.state, audience.own)
            events.append(_event("own", ENCODE(own)))
        return b"".join([*events, _event("position", b"%d" % position, position)])

    def _shown(self, audience: Audience, key: str) -> bytes:
        state, now = self._engine.state, self._service.clock.now()
        tongue = tongue_of(audience.language)
        kind, _, name = key.partition(":")
        if kind == "incident" and audience.incidents:
            if audience.wall.is_up and hides_incident(audience.wall, self._service, name):
                # Not even that it is gone: it never was.
                return b""
            incident = state.response.incidents.get(name)
            if incident is None:
                return _event("gone", ENCODE({"incident": name}))
            shown = incident_in(tongue, self._incident(audience.wall, incident, now))
            return _event("incident", ENCODE(shown))
        if kind == "unit" and audience.watch:
            unit = self._unit(audience.wall, name)
            if unit is None:
                return _event("gone", ENCODE({"unit": name}))
            return _event("unit", ENCODE(unit_in(tongue, unit)))
        if kind == "alarms" and audience.watch:
            return _event("alarms", ENCODE(alarms_in(tongue, self.alarms(audience.wall))))
        # Only that something changed: the desk asks again, and each reading is recorded.
        if kind == "desk" and audience.incidents:
            return _event("desk", ENCODE({"changed": name}))
        if kind == "handovers" and audience.incidents:
            return _event("handovers", ENCODE(self._handovers_left(audience.wall)))
        if kind == "roads" and audience.incidents:
            return _event("roads", ENCODE(self._roads_shown()))
        # Where a unit stands tells where somebody is: for whoever may see incidents.
        if kind == "tracks" and audience.incidents:
            return _event("tracks", ENCODE(self._tracks_left(audience.wall)))
        return b""

    def _incident(self, wall: Wall, incident: Incident, now: datetime) -> IncidentShown:
        state = self._engine.state
        return incident_left(wall, state, self._whole_incident(incident, now))

    def _whole_incident(self, incident: Incident, now: datetime) -> IncidentShown:
        view = self._engine.views(now)
        try:
            return boards.incident_shown(self._engine.state, view, now, incident)
        except Exception as error:  # noqa: BLE001 - a bug in a view must never hide an SOS.
            # No traceback: it may quote what somebody wrote.
            log.error("incident_not_shown", error=type(error).__name__)  # noqa: TRY400
            return boards.bare_incident(incident)

    def system(self, wall: Wall) -> bytes:
        """The `system` event: how Tocsin itself is."""
        return _event("system", ENCODE(self._system_shown(wall)))

    def _system_shown(self, wall: Wall) -> SystemShown:
        shown = boards.system_shown(
            self._engine.state,
            self._service.clock.now(),
            self._service.tick_at,
            self._engine.unavailable_since,
            self._service.node,
        )
        return system_left(wall, self._service, shown)


def _of_colleagues(walls: Mapping[str, Wall]) -> dict[str, Wall]:
    return {who: wall for who, wall in walls.items() if wall.is_of_respondent}


def _event(name: str, data: bytes, position: int | None = None) -> bytes:
    """One server-sent event. JSON has no line break, so one data line holds it."""
    mark = b"" if position is None else b"id: %d\n" % position
    return b"%bevent: %b\ndata: %b\n\n" % (mark, name.encode(), data)
