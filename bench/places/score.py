"""How often the right place is read out of a text. Prints totals only: the set stays unseen."""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from math import sqrt
from pathlib import Path
from tempfile import gettempdir
from typing import Any, NamedTuple

from tocsin.facts.agency import Place
from tocsin.geo.line import distance_m
from tocsin.maps.file import open_map
from tocsin.maps.importing import import_map
from tocsin.maps.mistakes import MapUnreadable
from tocsin.places.answer import Alternative, Reading
from tocsin.places.gazetteer import Gazetteer, gazetteer_from
from tocsin.places.words import read_places

TEXTS = Path(__file__).parent / "texts.jsonl"
DATA = Path("/work/shared/data")
KEPT = Path(gettempdir()) / "tocsin-bench-places"


class Verdict(NamedTuple):
    """What came of one text. `held` asks the best reading, `among` all of them.

    A text may have several kinds of noise. `is_wrong`: something was read, and it was not right.
    """

    category: str
    language: str
    noise: tuple[str, ...]
    first: bool
    held: bool
    among: bool
    is_silent: bool
    ms: float

    @property
    def is_wrong(self) -> bool:
        return not self.first and not self.is_silent


def gazetteer_for(name: str) -> Gazetteer:
    """The gazetteer of a map of the shared data, imported once and kept."""
    stem = Path(name).name.removesuffix(".pbf").removesuffix(".osm")
    kept = KEPT / f"{stem}.map"
    try:
        return gazetteer_from(open_map(kept).arrays)
    except (MapUnreadable, KeyError, ValueError):
        source = min(DATA.rglob(f"{stem}*.osm.pbf"), key=lambda path: len(path.name))
        KEPT.mkdir(exist_ok=True)
        import_map(source, kept, lambda *_: None)
    return gazetteer_from(open_map(kept).arrays)


def judge(item: dict[str, Any], gazetteer: Gazetteer) -> Verdict:
    """Read one text and hold it against the truth."""
    places = [_place(row) for row in item.get("agency_places", ())]
    begun = time.perf_counter()
    readings = read_places(item["text"], gazetteer, places)
    ms = 1_000 * (time.perf_counter() - begun)
    noise = item["noise"]
    kinds = tuple(noise) if isinstance(noise, list) else (noise,)
    kind = (item["category"], item["language"], kinds or ("none",))
    if item["category"] == "none":
        return Verdict(*kind, *[not readings] * 3, not readings, ms)
    first = readings[0].alternatives[:1] if readings else ()
    held = readings[0].alternatives if readings else ()
    return Verdict(
        *kind,
        _is_right(first, item),
        _is_right(held, item),
        _is_right(_all(readings), item),
        not readings,
        ms,
    )


def _all(readings: Iterable[Reading]) -> list[Alternative]:
    return [each for reading in readings for each in reading.alternatives]


def _is_right(found: Iterable[Alternative], item: dict[str, Any]) -> bool:
    reach_m = item["tolerance_m"]
    return any(
        distance_m((each.latitude, each.longitude), (point[0], point[1])) <= reach_m
        for each in found
        for point in item["truth"]
    )


def _place(row: dict[str, Any]) -> Place:
    point = row["latitude"], row["longitude"]
    aliases = tuple(row.get("aliases", ()))
    return Place(row["id"], row["name"], row.get("kind", "other"), *point, aliases)


def wilson(right: int, count: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    z, p = 1.96, right / count
    middle = p + z * z / (2 * count)
    half = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count))
    return (middle - half) / (1 + z * z / count), (middle + half) / (1 + z * z / count)


def table(title: str, verdicts: list[Verdict], of: Callable[[Verdict], Iterable[str]]) -> None:
    """One line for each group, and one for all. A text stands in every group it belongs to."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        for group in of(verdict):
            groups[group].append(verdict)
    head = "first answer right      best reading  any answer  silent   wrong"
    print(f"\n{title:24}{'n':>5}  {head}")
    for name, rows in [*sorted(groups.items()), ("all", verdicts)]:
        right = sum(row.first for row in rows)
        low, high = wilson(right, len(rows))
        held, among, silent, wrong = (
            sum(getattr(row, field) for row in rows) / len(rows)
            for field in ("held", "among", "is_silent", "is_wrong")
        )
        share = f"{right / len(rows):6.1%} ({low:.1%}-{high:.1%})"
        print(
            f"{name:24}{len(rows):5}  {share:22}{held:13.1%}{among:12.1%}{silent:8.1%}{wrong:8.1%}"
        )


def main(texts: Path = TEXTS) -> None:
    """Score every text of the set and print the totals."""
    items = [json.loads(line) for line in texts.read_text().splitlines() if line.strip()]
    gazetteers = {name: gazetteer_for(name) for name in sorted({item["map"] for item in items})}
    for name, gazetteer in gazetteers.items():
        read_places("a first text opens what opens once", gazetteer)
        print(f"{name}: {len(gazetteer.streets)} streets, {len(gazetteer.places)} places")
    verdicts = [judge(item, gazetteers[item["map"]]) for item in items]
    table("category", verdicts, lambda verdict: (verdict.category,))
    table("language", verdicts, lambda verdict: (verdict.language,))
    table("noise", verdicts, lambda verdict: verdict.noise)
    ms = sorted(verdict.ms for verdict in verdicts)
    late = ms[min(len(ms) - 1, int(0.99 * len(ms)))]
    print(f"\nms a text: p50 {statistics.median(ms):.1f}, p99 {late:.1f}, most {ms[-1]:.1f}")
