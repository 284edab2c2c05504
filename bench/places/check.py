"""Derives every truth of texts.jsonl anew from the maps, and counts what the set holds.

    python bench/places/check.py [folder of the maps]

An item says in `source` where its truth comes from, in words of the map: two
streets, a house number, a name, digits. Nothing here reads the text itself
except to see that a coordinate's digits or a plus code stand in it.
"""

import fnmatch
import itertools
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import osmium

HERE: Final = Path(__file__).parent
MAPS: Final = Path("/work/shared/data")

STEP_M: Final = 50.0
"""How far apart the points lie that stand for a street."""

OUTLINE_M: Final = 150.0
"""A place larger than this is met at its outline too, not only at its middle."""

APART_M: Final = 10.0
"""Truths nearer than this to one another are one."""

AGREE_M: Final = 1.0
"""How far a stored truth may lie from the derived one: five decimals of a degree."""

METRES_PER_DEGREE: Final = 111_195.0
PLUS_DIGITS: Final = "23456789CFGHJMPQRVWX"

CATEGORIES_AT_LEAST: Final = {
    "crossing": 40,
    "address": 40,
    "place_name": 40,
    "street_only": 30,
    "agency_place": 40,
    "relative": 30,
    "none": 50,
}
NOTATIONS: Final = ("coordinate_decimal", "coordinate_dms", "geo_uri", "map_link", "plus_code")
NOTATIONS_AT_LEAST: Final = 50
ITEMS_AT_LEAST: Final = 360
SPANISH_AT_LEAST: Final = 90
NOISY_SHARE_AT_LEAST: Final = 0.6

NOISES: Final = frozenset(
    [
        "none",
        "typo",
        "slang",
        "abbreviation",
        "caps",
        "punctuation",
        "transposed",
        "swapped_lat_lon",
        "missing_suffix",
        "spoken_numbers",
        "missing_sign",
        "no_spaces",
        "code_switching",
        "emoji",
        "third_party",
        "filler",
    ]
)

Point = tuple[float, float]
Source = dict[str, Any]


def metres(one: Point, other: Point) -> float:
    """The distance on the ground, by the flat approximation that holds within a town."""
    across = (one[1] - other[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return METRES_PER_DEGREE * math.hypot(one[0] - other[0], across)


def apart(points: Iterable[Point]) -> list[Point]:
    """The points without those that another stands for already, in five decimals."""
    kept: list[Point] = []
    for point in points:
        if all(metres(point, other) > APART_M for other in kept):
            kept.append((round(point[0], 5), round(point[1], 5)))
    return kept


def along(line: list[Point]) -> list[Point]:
    """The line's own points, and enough between them that no gap is wider than STEP_M."""
    points = line[:1]
    for start, end in itertools.pairwise(line):
        parts = max(1, math.ceil(metres(start, end) / STEP_M))
        points += [
            (
                start[0] + (end[0] - start[0]) * part / parts,
                start[1] + (end[1] - start[1]) * part / parts,
            )
            for part in range(1, parts + 1)
        ]
    return points


def thinned(points: list[Point], step_m: float = STEP_M * 0.6) -> list[Point]:
    """Fewer points for the same line: none nearer to another than the step."""
    kept: list[Point] = []
    for point in points:
        if all(metres(point, other) > step_m for other in kept):
            kept.append((round(point[0], 5), round(point[1], 5)))
    return kept


class Town(osmium.SimpleHandler):
    """What a map names: streets as lines of (node, point), addresses and places as points."""

    def __init__(self) -> None:
        super().__init__()
        self.streets: dict[str, list[list[tuple[int, Point]]]] = defaultdict(list)
        self.addresses: dict[tuple[str, str], list[Point]] = defaultdict(list)
        self.places: dict[str, list[list[Point]]] = defaultdict(list)

    def node(self, node: Any) -> None:
        if node.tags:
            self.keep(dict(node.tags), [(node.location.lat, node.location.lon)])

    def way(self, way: Any) -> None:
        tags = dict(way.tags)
        line = [(n.ref, (n.lat, n.lon)) for n in way.nodes if n.location.valid()]
        if not tags or not line:
            return
        if "highway" in tags and "name" in tags:
            self.streets[tags["name"]].append(line)
        else:
            self.keep(tags, [point for _, point in line])

    def keep(self, tags: dict[str, str], outline: list[Point]) -> None:
        if "addr:housenumber" in tags and "addr:street" in tags:
            key = (tags["addr:street"], tags["addr:housenumber"])
            self.addresses[key].append(middle(outline))
        for name in {tags.get("name"), tags.get("alt_name"), tags.get("name:es")} - {None}:
            self.places[name].append(outline)

    def lines(self, patterns: list[str]) -> list[list[tuple[int, Point]]]:
        """The lines of all streets whose name fits a pattern (`*Alder Street`)."""
        return [
            line
            for name, lines in sorted(self.streets.items())
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
            for line in lines
        ]


def middle(outline: list[Point]) -> Point:
    """The mean of the points; a closed outline's last one is its first and does not count."""
    points = outline[:-1] if len(outline) > 1 and outline[0] == outline[-1] else outline
    return (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))


def meeting(town: Town, first: list[str], second: list[str]) -> list[Point]:
    """Where a street of the one pattern shares a node with a street of the other."""
    known = {node: point for line in town.lines(first) for node, point in line}
    other = {node for line in town.lines(second) for node, _ in line}
    return apart(known[node] for node in sorted(known.keys() & other))


def between(town: Town, source: Source) -> list[Point]:
    """The street's points between its crossings with two others."""
    sides = [meeting(town, source["on"], [side]) for side in source["sides"]]
    pairs = [(a, b) for a in sides[0] for b in sides[1]]
    nearest = min(metres(a, b) for a, b in pairs)
    ends = [(a, b) for a, b in pairs if metres(a, b) < 2 * nearest]
    points = [p for line in town.lines(source["on"]) for p in along([q for _, q in line])]
    inside = (
        p for p in points if any(metres(p, a) + metres(p, b) <= 1.1 * metres(a, b) for a, b in ends)
    )
    return thinned(list(inside), APART_M)


def placed(town: Town, names: list[str]) -> list[Point]:
    """The middle of everything so named, the outline of the large, and streets so named."""
    found: list[Point] = []
    for name in names:
        for outline in town.places.get(name, ()):
            centre = middle(outline)
            found.append(centre)
            if max(metres(centre, p) for p in outline) > OUTLINE_M:
                found += thinned(along(outline))
        for line in town.streets.get(name, ()):
            found += thinned(along([point for _, point in line]))
    return apart(found)


def street(town: Town, names: list[str]) -> list[Point]:
    return thinned([p for line in town.lines(names) for p in along([q for _, q in line])])


def sexagesimal(written: str) -> float:
    """Degrees from `45 31 1.9 N`; minutes and seconds may be left out."""
    *numbers, side = written.split()
    degrees = sum(float(number) / 60**power for power, number in enumerate(numbers))
    return -degrees if side in "SWO" and side != "N" else degrees


def plus_code(code: str) -> Point:
    """The middle of a full plus code of ten or eleven digits (Open Location Code 1.0)."""
    digits = code.replace("+", "")
    latitude, longitude, size = -90.0, -180.0, 20.0
    for first, second in zip(digits[:10:2], digits[1:10:2], strict=True):
        latitude += PLUS_DIGITS.index(first) * size
        longitude += PLUS_DIGITS.index(second) * size
        size /= 20
    high, wide = size * 20, size * 20
    for digit in digits[10:]:
        high, wide = high / 5, wide / 4
        row, column = divmod(PLUS_DIGITS.index(digit), 4)
        latitude, longitude = latitude + row * high, longitude + column * wide
    return (latitude + high / 2, longitude + wide / 2)


def numbered(town: Town, source: Source) -> list[Point]:
    keys = [(source["street"], number) for number in source["numbers"]]
    return apart(point for key in keys for point in town.addresses[key])


DERIVE: Final[dict[str, Callable[[Town, Source], list[Point]]]] = {
    "decimal": lambda _, s: apart([(s["latitude"], s["longitude"])]),
    "dms": lambda _, s: apart([(sexagesimal(s["latitude"]), sexagesimal(s["longitude"]))]),
    "plus": lambda _, s: apart([plus_code(s["code"])]),
    "crossing": lambda town, s: meeting(town, s["first"], s["second"]),
    "address": numbered,
    "street": lambda town, s: street(town, s["names"]),
    "place": lambda town, s: placed(town, s["names"]),
    "between": between,
    "nothing": lambda _, __: [],
}


def truth_of(item: dict[str, Any], source: Source, town: Town) -> list[Point]:
    """All points the source stands for; an agency's place is among those given with the item."""
    if source["kind"] == "agency":
        places = item.get("agency_places", ())
        return apart((p["latitude"], p["longitude"]) for p in places if p["id"] in source["ids"])
    return DERIVE[source["kind"]](town, source)


def town_of(stem: str, maps: Path) -> Town:
    (file,) = maps.rglob(f"{stem}.osm.pbf")
    town = Town()
    town.apply_file(str(file), locations=True)
    return town


def same(one: list[Any], other: list[Point]) -> bool:
    return len(one) == len(other) and all(
        metres(tuple(a), b) <= AGREE_M for a, b in zip(one, other, strict=True)
    )


def written(item: dict[str, Any]) -> bool:
    """Whether a coordinate's digits, or the end of a plus code, are in the text."""
    source, digits = item["source"], re.sub(r"[^0-9]", "", item["text"])
    if source["kind"] == "decimal":
        pair = (source["latitude"], source["longitude"])
        return all(re.sub(r"[^0-9]", "", str(value)) in digits for value in pair)
    if source["kind"] == "dms":
        numbers = re.findall(r"[0-9.]+", f"{source['latitude']} {source['longitude']}")
        return all(number.removesuffix(".0").replace(".", "") in digits for number in numbers)
    if source["kind"] == "plus":
        return source["code"][-6:].replace("+", "") in re.sub(r"[\s+-]", "", item["text"].upper())
    return True


def complaints_of(item: dict[str, Any], town: Town) -> list[str]:
    said = []
    if not same(item["truth"], truth_of(item, item["source"], town)):
        said.append("the truth differs from what the map gives")
    if item.get("wrong", []) and not same(
        item["wrong"], truth_of(item, item["wrong_source"], town)
    ):
        said.append("the wrong point differs from what the map gives")
    near = item["tolerance_m"]
    if any(
        metres(tuple(a), tuple(b)) <= near for a in item.get("wrong", []) for b in item["truth"]
    ):
        said.append("a wrong point would pass for a true one")
    if (not item["truth"]) != (item["source"]["kind"] == "nothing"):
        said.append("the source finds nothing on the map")
    if (not item["truth"]) != (item["category"] == "none"):
        said.append("only the category none has no truth")
    if not set(item["noise"]) <= NOISES or not item["noise"]:
        said.append("a noise is unknown or missing")
    if not written(item):
        said.append("the coordinate is not in the text")
    return said


def shortfalls(items: list[dict[str, Any]]) -> list[str]:
    categories = Counter(item["category"] for item in items)
    needs = [(name, categories[name], least) for name, least in CATEGORIES_AT_LEAST.items()]
    needs += [
        ("items", len(items), ITEMS_AT_LEAST),
        ("coordinates", sum(categories[name] for name in NOTATIONS), NOTATIONS_AT_LEAST),
        ("Spanish", sum(item["language"] == "es" for item in items), SPANISH_AT_LEAST),
        (
            "noisy",
            sum(item["noise"] != ["none"] for item in items),
            math.ceil(NOISY_SHARE_AT_LEAST * len(items)),
        ),
        ("different texts", len({item["text"] for item in items}), len(items)),
        ("different ids", len({item["id"] for item in items}), len(items)),
    ]
    return [f"{name}: {has}, wanted {least}" for name, has, least in needs if has < least]


def counts(items: list[dict[str, Any]]) -> str:
    """The table of categories by language, then maps and noises."""
    pairs = Counter((item["category"], item["language"]) for item in items)
    lines = [f"{'category':<20}{'en':>5}{'es':>5}{'all':>5}"]
    for name in sorted({category for category, _ in pairs}):
        en, es = pairs[name, "en"], pairs[name, "es"]
        lines.append(f"{name:<20}{en:>5}{es:>5}{en + es:>5}")
    en, es = (sum(item["language"] == one for item in items) for one in ("en", "es"))
    lines.append(f"{'all':<20}{en:>5}{es:>5}{len(items):>5}")
    for what, values in (
        ("maps", Counter(item["map"] for item in items)),
        ("noise", Counter(noise for item in items for noise in item["noise"])),
    ):
        lines.append(f"{what}: " + ", ".join(f"{k} {v}" for k, v in values.most_common()))
    return "\n".join(lines)


def main(maps: Path) -> int:
    items = [json.loads(line) for line in (HERE / "texts.jsonl").read_text().splitlines()]
    towns = {stem: town_of(stem, maps) for stem in sorted({item["map"] for item in items})}
    said = [
        f"{item['id']}: {complaint}"
        for item in items
        for complaint in complaints_of(item, towns[item["map"]])
    ]
    said += shortfalls(items)
    sys.stdout.write(counts(items) + "\n")
    sys.stdout.write("\n".join(said) + "\n" if said else "every truth agrees with its map\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else MAPS))
