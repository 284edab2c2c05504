// The words of the map. A value with holes is a function; the other languages have the same shape.

export const en = {
  name: "Map", canvas: "Map, north is up. Arrow keys move it, plus and minus change the scale.",
  title: "Town map - Tocsin", chosen: "Incident", noIncident: "No incident: the whole town",
  locate: {
    ask: "Say where they are", sure: (who: string, where: string) => `Put on record that ${who} is ${where}?`, at: (degrees: string) => `at ${degrees}`, onRoad: (road: string, degrees: string) => `on or near ${road} (${degrees})`,
    yes: "Put on record", no: "No", done: "On record, beside what they wrote.", not: (why: string) => `Not done: ${why}`,
  },
  loading: "The map is on its way. Until then everything on it stands in the list.",
  noMap: "No map is loaded here: things are drawn on empty ground.",
  noDrawing: "This browser cannot draw the map. Everything on it stands in the list.",
  noAnswer: "The map could not be fetched. Everything on it stands in the list.",
  nothing: "Nothing is known to show.",
  scene: "Scene", town: "Whole town", closer: "Closer", farther: "Farther off",
  ways: "Ways of units", reach: (minutes: number) => `Reach in ${minutes} min`,
  areas: "Stay-away areas", areasWhy: "That you look at them is put on record.",
  noAreas: "No order names an area for this person.", mayNot: (why: string) => `Not shown: ${why}`,
  list: "Everything on the map, in words", legend: "What the signs mean", what: "What", which: "Which", where: "Where", more: "What is known",
  from: (place: string) => `Distances along straight lines from ${place}`,
  pick: {
    hint: "Click the place. Or move the map until the cross lies on it, and press Enter.",
    take: "Take what is under the cross", leave: "Cancel", near: (road: string) => `Under the cross: ${road}`,
    nowhere: "Under the cross: no road with a name",
  },
  here: "here", metres: (m: number) => `${m} m`, kilometres: (km: string) => `${km} km`, far: (how: string, wind: string) => `${how} ${wind}`,
  winds: ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"],
  kind: {
    peak: "may be here", evidence: "evidence", hearsay: "said of or by somebody else", segment: "ground to search",
    wait: "units wait here", unit: "unit", home: "unit, no position", road: "road", place: "place", area: "stay-away area",
  },
  sign: {
    peak: "may be here; nine tenths of it within the ring", evidence: "evidence; the ring is its accuracy",
    hearsay: "said of or by somebody else", wait: "units wait here", unit: "unit; the ring is the accuracy of its position",
    old: "unit whose position is old", home: "unit without a position, drawn at its home", closed: "road closed", slow: "road slow",
    place: "place of the agency", open: "to be searched", under_way: "being searched", clear: "searched, nobody found",
    area: "he may not be in here", way: "the way of a unit", ifSent: "the way of a unit that could be sent", reach: "reached by road in so many minutes",
  },
  source: {
    words: "own words", phone: "phone", walk: "last walk", roster: "duty roster", dispatcher: "dispatcher", searcher: "searcher",
    sighting: "own words, of somebody else", third_party: "somebody else's word", neighbour: "neighbouring agency",
  } as Record<string, string>,
  status: { open: "to be searched", under_way: "being searched", clear: "searched, nobody found" } as Record<string, string>,
  share: (percent: number, within: string) => `${percent} %, nine tenths of it within ${within}`,
  heard: (source: string, age: string, within: string) => `${source}, ${age} ago, within ${within}`,
  doubted: "doubted",
  fix: (age: string) => `position ${age} old`, within: (how: string) => `, within ${how}`, unsaid: ", accuracy not told",
  stale: (age: string) => `OLD: position ${age} old`, atHome: "tells no position: drawn at its home", notHere: "its position is not known at this node", mine: "sent to this incident",
  oldLabel: (unit: string, age: string) => `${unit}\n${age} old`, homeLabel: (unit: string) => `${unit}\nno position`,
  closed: "closed", slow: (factor: number) => `slow, ${factor} times as long`, until: (at: string) => `, until ${at}`,
  drive: (minutes: string, far: string) => `by road ${minutes} min, ${far}`, ifSent: (minutes: string, far: string) => `not sent; by road ${minutes} min, ${far}`,
  radius: (how: string) => `within ${how} of the point`,
};

export type Words = typeof en;
