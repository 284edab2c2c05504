// The pages there are, and the right that opens each. The service refuses by itself: this only spares
// a dead end.

export const PLACES = {
  board: { href: "/", right: "own" },
  desk: { href: "/desk", right: "guarded" },
  map: { href: "/map", right: "incidents" },
  ready: { href: "/ready", right: "watch" },
  oversight: { href: "/oversight", right: "guarded" },
} as const;
export type Name = keyof typeof PLACES;

export const placesOf = (rights: readonly string[]): Name[] =>
  (Object.keys(PLACES) as Name[]).filter((each) => rights.includes(PLACES[each].right));
