"""What an import made, and what it left out, for programs and for people."""

from typing import Final, NamedTuple

import numpy as np

from tocsin.roads.network import Footways, Network, StretchFlag

LEFT_OUT: Final = {
    "restrictions_exempt": "restrictions that do not hold for emergency vehicles",
    "restrictions_conditional": "restrictions that hold only at times, left out",
    "restrictions_for_others": "restrictions for other vehicles, left out",
    "restrictions_outside": "restrictions on ways that are not roads of this map, left out",
    "restrictions_needless": "restrictions that the one-ways make needless",
    "restrictions_broken": "broken restrictions, left out",
    "missing_road_segments": "pieces of road lost because the map lacks a node",
    "zero_length_stretches": "pieces of road without length, left out",
    "duplicate_ways": "ways that stand in the file twice, taken once",
    "barriers_on_junctions": "barriers drawn on a junction, left out",
    "stretches_cut_off": "stretches that cannot be reached from everywhere, or not be left",
}
"""What a summary tells besides, in this order."""


class Summary(NamedTuple):
    """What an import made, and what it left out."""

    counts: dict[str, int]
    box: tuple[float, float, float, float]
    """South, west, north, east in degrees WGS 84."""
    data_until: str
    """Until when the source knows the world, as it says itself; empty where it does not."""
    drives_on_left: bool
    file_bytes: int

    def lines(self) -> list[str]:
        """The summary for people, what was left out at the end."""
        south, west, north, east = self.box
        side = "left" if self.drives_on_left else "right"
        until = f", the map as of {self.data_until}" if self.data_until else ""
        rows = [
            _say(
                self.counts,
                "{junctions} junctions, {stretches} stretches, {arcs} directions to drive, "
                "{road_km} km of road",
            ),
            _say(self.counts, "{footways} footways, {kerbs} kerbs"),
            _say(
                self.counts, "{street_names} street names, {places} places, {addresses} addresses"
            ),
            _say(self.counts, "{restrictions_kept} of {restrictions} turn restrictions"),
            _say(self.counts, "{scenery} pieces of water, land, buildings and paths to draw"),
            f"from {south:.4f}, {west:.4f} to {north:.4f}, {east:.4f}, driving on the {side}",
            f"{self.file_bytes / 2**20:,.1f} MiB{until}",
        ]
        if not self.counts.get("relations"):
            rows.append("the source has no relations, so no turn restrictions are known")
        left = {text: self.counts.get(key, 0) for key, text in LEFT_OUT.items()}
        return rows + [f"{text}: {count:,}" for text, count in left.items() if count]


def _say(counts: dict[str, int], text: str) -> str:
    keys = (part.partition("}")[0] for part in text.split("{")[1:])
    return text.format(**{key: f"{counts.get(key, 0):,}" for key in keys})


def sizes(network: Network, footways: Footways) -> dict[str, int]:
    """How much there is of everything."""
    cut_off = (network.stretch_flags & StretchFlag.CUT_OFF) > 0
    nowhere = (network.stretch_flags & StretchFlag.LINK_TO_NOWHERE) > 0
    return {
        "junctions": len(network.latitude),
        "stretches": len(network.way),
        "arcs": len(network.tail),
        "road_km": round(float(network.length_m.sum(dtype=np.float64)) / 1000),
        "stretches_cut_off": int(cut_off.sum()),
        "links_to_nowhere": int(nowhere.sum()),
        "corners": len(footways.latitude),
        "footways": len(footways.one),
        "kerbs": len(footways.kerb),
    }
