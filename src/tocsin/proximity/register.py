"""Who and what is watched: names to rows, and the chains that join rows."""

from typing import Final

import numpy as np

from tocsin.proximity import cells, room
from tocsin.proximity.dropping import forget_the_gone, free_list
from tocsin.proximity.room import Indices
from tocsin.proximity.shapes import Drawn
from tocsin.proximity.tables import Rows, Tables

NOBODY: Final = -1


class Register:
    """The tables, and what of them has a name."""

    def __init__(self) -> None:
        self.tables: Tables = room.empty()
        self.parties, self.pairs, self.areas = Indices(), Indices(), Indices()
        self.most_at_once = 0
        """How many pairs and own areas the party with most of them ever had."""
        self._count: dict[int, int] = {}
        self._fresh_pairs: set[int] = set()
        self._fresh_owners: set[int] = set()
        self._gone_areas: list[int] = []

    # --- parties -------------------------------------------------------------

    def set_party(
        self, party: str, now: float, allowed_s: float, everywhere: bool, speed_mps_max: float
    ) -> int:
        index = self.parties.of.get(party)
        if index is None:
            index = self.parties.take(party)
            self.tables = room.for_party(self.tables, index)
            self._begin(index, now)
        row, since = self.tables.parties[index], now
        row["allowed"], row["speed_max"], row["everywhere"] = allowed_s, speed_mps_max, everywhere
        if row["fixes"] > 0:
            since = row["t"]
        if not everywhere and row["inside"] >= 0:
            free_list(self.tables, index)
        self.tables.deadlines[index] = since + allowed_s
        return index

    def _begin(self, index: int, now: float) -> None:
        row = self.tables.parties[index]
        self.tables.parties[index] = np.zeros((), row.dtype)
        row["first_pair"] = row["first_area"] = row["inside"] = -1
        row["battery"], row["doubt_until"], row["live"] = np.nan, -np.inf, 1
        row["heard"] = row["heard0"] = now

    def remove_party(self, party: str) -> None:
        index = self.parties.of[party]
        for pair in [name for name, _ in self._pairs_of(index)]:
            self.remove_pair(pair)
        for area in self.areas_of(index):
            self.remove_area(area)
        free_list(self.tables, index)
        self.tables.parties[index]["live"] = 0
        self.tables.deadlines[index] = np.inf
        self.parties.drop(party)
        self._count.pop(index, None)
        self._fresh_owners.discard(index)

    def _pairs_of(self, party: int) -> list[tuple[str, int]]:
        found, at = [], int(self.tables.parties[party]["first_pair"])
        while at >= 0:
            pair = self.tables.pairs[at]
            found.append((self.pairs.names[at], at))
            at = int(pair["next_a"] if pair["a"] == party else pair["next_b"])
        return found

    def areas_of(self, party: int) -> list[str]:
        """The areas of a party's own order."""
        found, at = [], int(self.tables.parties[party]["first_area"])
        while at >= 0:
            found.append(self.areas.names[at])
            at = int(self.tables.areas[at]["next"])
        return found

    def _counted(self, party: int, more: int) -> None:
        self._count[party] = self._count.get(party, 0) + more
        self.most_at_once = max(self.most_at_once, self._count[party])

    # --- pairs ---------------------------------------------------------------

    def set_pair(
        self, pair: str, protected: str, respondent: str, distance_m: float, margin_m: float
    ) -> None:
        a, b = self.parties.of[protected], self.parties.of[respondent]
        if a == b:
            raise ValueError("nobody is kept away from themselves")
        index = self.pairs.of.get(pair)
        if index is not None:
            row = self.tables.pairs[index]
            if (row["a"], row["b"]) != (a, b):
                self.remove_pair(pair)
                index = None
        if index is None:
            index = self._begin_pair(pair, a, b)
        row = self.tables.pairs[index]
        row["distance"], row["margin"] = distance_m, margin_m
        self._fresh_pairs.add(index)

    def _begin_pair(self, pair: str, a: int, b: int) -> int:
        index = self.pairs.take(pair)
        self.tables = room.for_pair(self.tables, index)
        row, parties = self.tables.pairs[index], self.tables.parties
        self.tables.pairs[index] = np.zeros((), row.dtype)
        row["a"], row["b"], row["live"], row["passed"] = a, b, 1, -np.inf
        row["next_a"], row["next_b"] = parties[a]["first_pair"], parties[b]["first_pair"]
        parties[a]["first_pair"] = parties[b]["first_pair"] = index
        self._counted(a, 1)
        self._counted(b, 1)
        return index

    def remove_pair(self, pair: str) -> None:
        index = self.pairs.drop(pair)
        row = self.tables.pairs[index]
        for party, after in ((row["a"], row["next_a"]), (row["b"], row["next_b"])):
            self._unlink_pair(int(party), index, int(after))
            self._counted(int(party), -1)
        row["live"] = 0
        self._fresh_pairs.discard(index)

    def _unlink_pair(self, party: int, index: int, after: int) -> None:
        before = self.tables.parties[party]
        field, at = "first_pair", int(before["first_pair"])
        while at != index:
            before = self.tables.pairs[at]
            field = "next_a" if before["a"] == party else "next_b"
            at = int(before[field])
        before[field] = after

    # --- areas ---------------------------------------------------------------

    def set_area(
        self, area: str, shape: Drawn, owner: str | None, margin_m: float, now: float
    ) -> None:
        whose = NOBODY if owner is None else self.parties.of[owner]
        index = self.areas.of.get(area)
        if index is not None and self.tables.areas[index]["owner"] != whose:
            self.remove_area(area)
            index = None
        if index is None:
            index = self._begin_area(area, whose)
        elif whose == NOBODY:
            cells.place(self.tables, index, False)
        self._draw(index, shape)
        row = self.tables.areas[index]
        row["margin"], row["set_at"] = margin_m, now
        if whose == NOBODY:
            self._place(index)
        else:
            self._fresh_owners.add(whose)

    def _begin_area(self, area: str, owner: int) -> int:
        if len(self._gone_areas) > max(room.SMALLEST, len(self.areas.of)):
            self._sweep()
        index = self.areas.take(area)
        self.tables = room.for_area(self.tables, index)
        row = self.tables.areas[index]
        self.tables.areas[index] = np.zeros((), row.dtype)
        row["owner"], row["live"], row["next"] = owner, 1, -1
        if owner != NOBODY:
            row["next"] = self.tables.parties[owner]["first_area"]
            self.tables.parties[owner]["first_area"] = index
            self._counted(owner, 1)
        return index

    def _draw(self, index: int, shape: Drawn) -> None:
        row, count = self.tables.areas[index], len(shape.corners)
        if count > row["corners"]:
            first = self._corners_end
            self.tables = room.for_corners(self.tables, first + count)
            self._corners_end = first + count
            row = self.tables.areas[index]
            row["first"] = first
        row["corners"] = count
        self.tables.corners[row["first"] : row["first"] + count] = shape.corners
        row["lat"], row["lon"] = shape.latitude, shape.longitude
        row["cos"], row["radius"] = shape.cosine, shape.radius_m
        around = (shape.latitude, shape.longitude, shape.cosine, shape.radius_m)
        self.tables.around[index] = around

    _corners_end = 0

    def _place(self, index: int) -> None:
        count = cells.size(self.tables.areas[index], self.tables.cells_in_row)
        self.tables.areas[index]["wide"] = cells.is_wide(count)
        more = 1 if cells.is_wide(count) else count
        self._cells_more += more
        if 2 * self._cells_more > len(self.tables.keys):
            self.tables = room.for_cells(self.tables, more)
            self._cells_more = int((self.tables.keys != -1).sum()) + more
        self.tables = room.for_blocks(self.tables, more)
        cells.place(self.tables, index, True)

    _cells_more = 0
    """No fewer cells than are in use."""

    def remove_area(self, area: str) -> None:
        index = self.areas.of[area]
        row = self.tables.areas[index]
        owner = int(row["owner"])
        row["live"] = 0
        if owner == NOBODY:
            cells.place(self.tables, index, False)
            self.areas.drop(area, is_spare=False)
            self._gone_areas.append(index)
            return
        self.areas.drop(area)
        self._unlink_area(owner, index, int(row["next"]))
        self._counted(owner, -1)

    def _unlink_area(self, owner: int, index: int, after: int) -> None:
        before, field = self.tables.parties[owner], "first_area"
        at = int(before[field])
        while at != index:
            before, field = self.tables.areas[at], "next"
            at = int(before[field])
        before[field] = after

    def _sweep(self) -> None:
        """Take areas that are gone out of all lists, so that their rows can be used again."""
        forget_the_gone(self.tables)
        self.areas.spare(self._gone_areas)
        self._gone_areas = []

    # --- what the next tick looks at -----------------------------------------

    def fresh_pairs(self) -> Rows:
        """Pairs that are new or were changed."""
        found, self._fresh_pairs = _in_order(self._fresh_pairs), set()
        return found

    def fresh_owners(self) -> Rows:
        """Whose own areas are new or were changed."""
        found, self._fresh_owners = _in_order(self._fresh_owners), set()
        return found


def _in_order(rows: set[int]) -> Rows:
    found = np.fromiter(rows, np.int64, len(rows))
    found.sort()
    return found
