"""What may be wrong with a map, in words for whoever started the import."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a source cannot be imported, or a map file not be opened."""

    MISSING = "missing"
    EMPTY = "empty"
    NOT_A_MAP = "not_a_map"
    CUT_SHORT = "cut_short"
    DAMAGED = "damaged"
    HISTORY = "history"
    NO_LOCATIONS = "no_locations"
    NO_ROADS = "no_roads"
    OTHER_VERSION = "other_version"


class MapUnreadable(Exception):  # noqa: N818, it says what is the matter
    """A map that cannot be used: `reason` for programs, `detail` a sentence for people."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail
