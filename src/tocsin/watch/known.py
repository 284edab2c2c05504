"""What the watch needs to know of the other stages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from tocsin.facts.agency import Place


class ShiftAhead(NamedTuple):
    """One turn of a shift that is not over: its moments, its place, and where that is.

    Both degrees are WGS 84, and None where the place is not known.
    """

    starts_at: datetime
    ends_at: datetime
    place: str
    latitude: float | None
    longitude: float | None


class Known(Protocol):
    """A read-only look at the agency."""

    def resolve(self, target: str) -> Iterable[str]:
        """The recipients that a target means now: `role:…`, `oncall:…`, `everyone`, `person:…`."""
        ...

    def shifts_ahead(self, person: str, until: datetime) -> Sequence[ShiftAhead]:
        """The shifts of this person that end after now and start before `until`, in order."""
        ...

    def language(self, recipient: str) -> str:
        """The language of a recipient; the agency's for strangers."""
        ...

    def is_active(self, person: str) -> bool:
        """Whether this person works here now."""
        ...

    def has_place(self, place: str) -> bool:
        """Whether the agency file has this place."""
        ...

    def who_has_device(self, device: str) -> str | None:
        """The recipient of the agency whose phone or tracker has this id."""
        ...

    def places(self) -> Mapping[str, Place]:
        """Every known place by id."""
        ...

    def named_place(self, text: str, at: datetime) -> str:
        """The one agency place that a text names, or empty."""
        ...

    def place_name(self, place: str) -> str:
        """What people call an agency place; empty for none."""
        ...

    def judges(self) -> Iterable[str]:
        """Who is asked to judge a sighting now: control room, supervisors, coordinators."""
        ...

    def may_be_told(self, recipient: str) -> bool:
        """Whether her plan lets anything be sent to her phone now."""
        ...

    def whereabouts(self, person: str, at: datetime) -> Iterable[str]:
        """The agency places where somebody works at a moment, or worked until just now."""
        ...
