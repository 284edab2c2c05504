"""Names of streets that could be anywhere: trees, birds, land; nobody's."""

from collections.abc import Iterator
from random import Random
from typing import Final

_WORDS: Final = """
Alder Apple Arbor Aspen Badger Barley Basswood Bayberry Beaver Beech Bluebird Bluestem Bobwhite
Boulder Bramble Briar Brook Buckeye Canyon Cardinal Catalpa Cattail Cherry Chestnut Cliff Clover
Cobblestone Coral Cottonwood Coyote Crabapple Creekside Crescent Cypress Daisy Deer Dogwood Dove
Eagle Elder Falcon Fern Fir Foxglove Garden Granite Grove Harvest Hawthorn Hazel Heather Hemlock
Heron Hilltop Hollow Holly Honeysuckle Iris Ivy Jasmine Kestrel Kingfisher Lakeview Larch Laurel
Lavender Lilac Limestone Linden Locust Lupine Mallard Marigold Meadowlark Mesa Mimosa Mistletoe
Mockingbird Mossy Mulberry Nightingale Oriole Osprey Overlook Partridge Pasture Pebble Pecan
Persimmon Pheasant Plum Poplar Prairie Primrose Quail Quartz Redbud Redwood Ridgeway Robin
Rosewood Sage Sandpiper Sandstone Sassafras Shale Sorrel Sparrow Spring Spruce Starling Sumac
Sunset Swallow Sweetgum Tamarack Thistle Thrush Timber Tulip Tupelo Valley Vine Violet Warbler
Wheatfield Wisteria Woodland Wren Yarrow Yucca
"""
WORDS: Final = tuple(_WORDS.split())

KINDS: Final = ("Street", "Drive", "Lane", "Road", "Way", "Trail", "Place", "Terrace")
DEAD_END_KINDS: Final = ("Court", "Place", "Circle", "Cove")


class Names:
    """Every name is given once. A word may come back, with another kind of street."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._words = self._shuffled()
        self._given: set[str] = {"Mill Lane", "Mill Road", "Creek Lane", "Cedar Street"}

    def _shuffled(self) -> Iterator[str]:
        while True:
            yield from self._chance.sample(WORDS, len(WORDS))

    def next(self, *, is_dead_end: bool) -> str:
        """A name for one more street."""
        kinds = DEAD_END_KINDS if is_dead_end else KINDS
        while True:
            name = f"{next(self._words)} {self._chance.choice(kinds)}"
            if name not in self._given:
                self._given.add(name)
                return name
