"""What comes out of a torrent of fixes: the few things that somebody must know."""

from enum import IntEnum, StrEnum

import msgspec


class Kind(StrEnum):
    """What happened. Each is told once until it is over; an end tells of what was told."""

    MAYBE_NEAR = "maybe_near"
    """Two may be nearer than the order allows, as far as both fixes can say."""
    NEAR = "near"
    """Two are surely nearer, whatever ages and accuracies hide."""
    PASSED = "passed"
    """They were nearer between two fixes, going straight, and are not any more."""
    APART = "apart"
    """They are surely farther again than allowed, and by the margin."""
    MAYBE_INSIDE = "maybe_inside"
    INSIDE = "inside"
    CROSSED = "crossed"
    """The straight way between two fixes led through the area."""
    OUTSIDE = "outside"
    """Surely outside of the area again, by the margin."""
    TROUBLE = "trouble"
    """Something is wrong with a tracker; `trouble` says what."""
    TROUBLE_OVER = "trouble_over"


class Trouble(StrEnum):
    """What may be wrong with a tracker, in the order of their bits."""

    SILENT = "silent"
    """No new place for longer than its interval and grace; also when it never spoke."""
    FROZEN = "frozen"
    """The same place to the last digit again and again, where it used to jitter."""
    JUMPED = "jumped"
    """Farther from the last fix than anybody can travel."""
    REPLAYED = "replayed"
    """What it tells is from long ago: a feed that repeats last week."""
    AHEAD = "ahead"
    """Its fix is dated tomorrow."""
    NO_PLACE = "no_place"
    """Coordinates 0, 0, outside of the Earth, or no numbers."""
    ROUGH = "rough"
    """Too rough to say anything."""
    BATTERY_LOW = "battery_low"
    STRAP_OPEN = "strap_open"
    TAMPERED = "tampered"


class State(IntEnum):
    """How near two are, or somebody is to an area, in rising order of alarm."""

    UNKNOWN = 0
    FAR = 1
    MAYBE_NEAR = 2
    NEAR = 3

    @property
    def word(self) -> str:
        """As screens and documents name it."""
        return self.name.lower()


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. Times are seconds since 1970, lengths metres.

    Of a pair `party` is who was heard last and `other` the one beside them; of an
    area `distance_m` is to its border, below zero inside. `uncertainty_m` is what
    both accuracies and the older fix's age leave open. `closing_mps` is above
    zero when they come nearer, and `contact_s` is how long until they meet, going
    on straight; None when they do not.
    """

    kind: Kind
    at: float
    """When it was heard, or the `now` of the tick that found it."""
    party: str
    fix_at: float | None = None
    """The moment it is about: the newest fix behind it, or the closest moment of a passing."""
    trouble: Trouble | None = None
    pair: str = ""
    other: str = ""
    other_fix_at: float | None = None
    area: str = ""
    distance_m: float | None = None
    allowed_m: float | None = None
    uncertainty_m: float | None = None
    closing_mps: float | None = None
    contact_s: float | None = None
    at_start: bool = False
    """It was so when we looked for the first time; nobody saw it begin."""
    doubtful: bool = False
    """It rests on a fix that may be wrong: late, ahead, or an impossible jump."""


class PairNow(msgspec.Struct, frozen=True, kw_only=True):
    """A pair as a screen may show it at a moment. Ages in seconds, None before the first fix."""

    pair: str
    state: State
    ages_s: tuple[float | None, float | None]
    """Of the protected person's fix and of the respondent's."""
    distance_m: float | None = None
    uncertainty_m: float | None = None
    allowed_m: float
    told: State = State.UNKNOWN
    """The highest that was told since they were last surely apart."""
    doubts: frozenset[Trouble] = frozenset()
    """What is wrong with either tracker."""


class PartyNow(msgspec.Struct, frozen=True, kw_only=True):
    """A tracker as a screen may show it at a moment."""

    party: str
    age_s: float | None
    accuracy_m: float | None
    troubles: frozenset[Trouble]
    inside: tuple[tuple[str, State], ...]
    """The areas they are in, or may be."""
