"""What the watch needs to know of the other stages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

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


class WalkDue(msgspec.Struct, frozen=True):
    """When a protected person's shift ends, from where she walks then, and for how many minutes.

    `minutes` is 0 where her plan says nothing of it.
    """

    ends_at: datetime
    place: str = ""
    minutes: int = 0


class Scene(msgspec.Struct, frozen=True):
    """Where an incident is: a place, or `latitude,longitude` in WGS 84 degrees."""

    place: str
    point: str
    accuracy_m: float


class Known(Protocol):
    """A read-only look at the agency and at the incidents."""

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

    def is_helping(self, recipient: str, sender: str) -> bool:
        """Whether they are paged for, in command of, or looking for this sender now."""
        ...

    def units_with(self, colleague: str, sender: str) -> Sequence[str]:
        """The units on their way to this sender, or there, whose crew lists this colleague."""
        ...

    def has_place(self, place: str) -> bool:
        """Whether the agency file has this place."""
        ...

    def may_share(self, person: str) -> bool:
        """Whether this person works here and may let outsiders see a case."""
        ...

    def sender_of(self, incident: str) -> str:
        """Whose incident this is, as a recipient; empty when it is not in memory."""
        ...

    def who_has_device(self, device: str) -> str | None:
        """Whose phone or tracker has this id: a recipient, or `respondent:ID`."""
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

    def walk_due(self, person: str, after: datetime) -> WalkDue | None:
        """The next end of a shift of theirs after that moment at which a walk is asked for."""
        ...

    def may_ask(self, recipient: str) -> bool:
        """Whether Tocsin may write to them now of its own accord: mode, hours, contact."""
        ...

    def safe_contact(self, person: str) -> str:
        """The recipient `contact:ID` who is written to in her place now; empty for nobody."""
        ...

    def is_reply_word(self, person: str, words: str) -> bool:
        """Whether these words are an answer, a word of a walk, or stand in a code of hers."""
        ...

    def way_from(self, recipient: str, start: str) -> str:
        """From where a walk of theirs leads, in words, with the door that the plan names."""
        ...

    def is_silent(self, recipient: str) -> bool:
        """Whether their plan says that nothing is ever sent to their phone."""
        ...

    def has_code(self, recipient: str) -> bool:
        """Whether they have a safe code, which alone is then word that all is well."""
        ...

    def is_known_sos(self, recipient: str) -> bool:
        """Whether an incident of theirs is open that their own phone knows of."""
        ...

    def can_be_followed(self, recipient: str) -> bool:
        """Whether this is somebody who works here or a unit of the agency."""
        ...

    def place_named(self, words: str, *, partly: bool = False) -> str:
        """The one place that these words are a name of, or `partly` a part of; or empty."""
        ...

    def place_now(self, recipient: str) -> str:
        """The place where the roster has them now, or had until just now; or empty."""
        ...

    def scene(self, incident: str) -> Scene | None:
        """Where an incident is, as far as is known."""
        ...

    def name(self, recipient: str) -> str:
        """A person's name, or what else there is to call somebody by."""
        ...

    def clock_words(self, at: datetime) -> str:
        """A moment on the agency's wall clock, `HH:MM`."""
        ...

    def agency_language(self) -> str:
        """The language in which the agency writes."""
        ...
