// What there is to show around an incident, or of a whole town: each thing once, with its place,
// its words and how it is drawn. Nothing is decided here, and nothing is known that was not sent.

import type {
  EvidenceShown, IncidentShown, PlaceShown, ReachShown, RoadShown, RouteShown, SegmentShown, TrackShown, UnitShown,
} from "../api/types";
import { age, local } from "../board/clock.svelte";
import type { Words } from "../words/map/en";
import { apart, wind, type Place } from "./metres";

export const STALE_MS = 600_000; // The same ten minutes after which the service says `stale_fix`.
const FRESH_MS = 60_000;
const HEARSAY = new Set(["sighting", "third_party", "neighbour"]);
const EVIDENCE_M_MAX = 20_000; // A wider ring says nothing, and hides everything.

export type Kind = "peak" | "evidence" | "hearsay" | "segment" | "wait" | "unit" | "home" | "road" | "place" | "area";
export type Sign = Exclude<Kind, "road" | "segment" | "area"> | "old" | "closed" | "slow" | "none";

export interface Area { readonly name: string; readonly at: Place; readonly radius: number }

export interface Given {
  readonly incident: IncidentShown | undefined;
  readonly tracks: readonly TrackShown[];
  readonly units: ReadonlyMap<string, UnitShown>;
  readonly places: readonly PlaceShown[];
  readonly roads: readonly RoadShown[];
  readonly routes: ReadonlyMap<string, RouteShown>;
  readonly reach: readonly ReachShown[];
  readonly areas: readonly Area[];
  /** Points that somebody is marking just now. */
  readonly marked: readonly Place[];
  /** False at a node that hears no units: what it has of them is not of now. */
  readonly knowsPositions: boolean;
  readonly now: number;
}

/** One thing. `strength` is 1 for what is fresh and sure, less for what fades. */
export interface Thing {
  readonly id: string;
  readonly kind: Kind;
  readonly sign: Sign;
  readonly name: string;
  readonly label: string;
  readonly words: string;
  readonly at: Place;
  readonly radius: number;
  readonly strength: number;
  readonly mine: boolean;
  readonly line: readonly Place[];
  readonly status: string;
}

const PLAIN = { label: "", words: "", radius: 0, strength: 1, mine: false, line: [], status: "" } as const;

/** Everything there is, what matters most first. */
export function things(given: Given, w: Words): Thing[] {
  const i = given.incident;
  return [
    ...(i?.located?.peaks ?? []).map((each, n): Thing => ({
      ...PLAIN, id: `peak:${n}`, kind: "peak", sign: "peak", name: each.label || w.here, at: [each.latitude, each.longitude],
      label: `${Math.round(each.share * 100)} % ${each.label}`.trim().slice(0, 40), radius: each.radius_90_m,
      words: w.share(Math.round(each.share * 100), metres(each.radius_90_m, w)), mine: true, strength: each.share,
    })),
    ...(i?.evidence ?? []).flatMap((each, n) => evidence(each, n, given.now, w)),
    ...waits(given),
    ...given.tracks.map((each) => unit(each, given, w)),
    ...(i?.search?.segments ?? []).filter((each) => each.outline.length).map((each, n) => segment(each, n, w)),
    ...given.roads.map((each) => road(each, w)),
    ...given.areas.map((each, n): Thing => ({
      ...PLAIN, id: `area:${n}`, kind: "area", sign: "none", name: each.name, at: each.at, label: each.name, radius: each.radius,
      words: w.radius(metres(each.radius, w)),
    })),
    ...given.places.map((each): Thing => ({
      ...PLAIN, id: `place:${each.place}`, kind: "place", sign: "place", name: each.name, label: each.name, at: [each.latitude, each.longitude],
    })),
  ];
}

function evidence(each: EvidenceShown, n: number, now: number, w: Words): Thing[] {
  if (each.latitude === null || each.longitude === null) return [];
  const kind = HEARSAY.has(each.source) ? "hearsay" : "evidence";
  const source = w.source[each.source] ?? each.source;
  const words = w.heard(source, age(now - Date.parse(each.at)), metres(each.accuracy_m, w));
  return [{
    ...PLAIN, id: `evidence:${n}`, kind, sign: kind, name: each.where || source, label: source, at: [each.latitude, each.longitude],
    words: each.doubt ? `${w.doubted}: ${words}` : words, radius: each.accuracy_m > EVIDENCE_M_MAX ? 0 : each.accuracy_m,
    strength: each.doubt ? 0.4 : 1, mine: !each.doubt,
  }];
}

function waits(given: Given): Thing[] {
  const i = given.incident;
  const some = i?.waits.length ? i.waits : i?.advice?.staging ? [i.advice.staging] : [];
  const each = new Map(some.map((one) => [one.label, one]));
  return [...each.values()].map((one): Thing => ({
    ...PLAIN, id: `wait:${one.label}`, kind: "wait", sign: "wait", name: one.label, label: one.label, at: [one.latitude, one.longitude], mine: true,
  }));
}

function unit(each: TrackShown, given: Given, w: Words): Thing {
  const mine = given.incident !== undefined && given.units.get(each.unit)?.incident === given.incident.incident;
  const route = given.routes.get(each.unit);
  const driving = route ? [(mine ? w.drive : w.ifSent)(String(Math.max(1, Math.round(route.seconds / 60))), metres(route.metres, w))] : [];
  const sent = mine ? [w.mine] : [];
  const base = { ...PLAIN, id: `unit:${each.unit}`, name: each.unit, at: [each.latitude, each.longitude] as const, mine };
  if (!each.at) {
    return { ...base, kind: "home", sign: "home", label: w.homeLabel(each.unit), words: [given.knowsPositions ? w.atHome : w.notHere, ...sent, ...driving].join("; "), strength: 0.7 };
  }
  const old = given.now - Date.parse(each.at);
  const isStale = old > STALE_MS || !given.knowsPositions;
  const accuracy = each.accuracy_m === null || each.accuracy_m === undefined ? w.unsaid : w.within(metres(each.accuracy_m, w));
  return {
    ...base, kind: "unit", sign: isStale ? "old" : "unit", radius: each.accuracy_m ?? 0,
    label: old > FRESH_MS ? w.oldLabel(each.unit, age(old)) : each.unit,
    words: [...(given.knowsPositions ? [] : [w.notHere]), (isStale ? w.stale(age(old)) : w.fix(age(old))) + accuracy, ...sent, ...driving].join("; "),
    strength: isStale ? 0.45 : old > FRESH_MS ? 0.75 : 1,
  };
}

function segment(each: SegmentShown, n: number, w: Words): Thing {
  const line = each.outline.map((point): Place => [point[0] as number, point[1] as number]);
  return {
    ...PLAIN, id: `segment:${each.segment}`, kind: "segment", sign: "none", name: `${n + 1} ${each.label}`, label: String(n + 1),
    words: w.status[each.status] ?? each.status, at: middle(line), line, status: each.status, mine: true,
  };
}

function road(each: RoadShown, w: Words): Thing {
  const line = each.points.map((point): Place => [point[0] as number, point[1] as number]);
  const said = (each.condition === "closed" ? w.closed : w.slow(each.factor)) + (each.until ? w.until(local(each.until, false)) : "");
  return {
    ...PLAIN, id: `road:${each.road}`, kind: "road", sign: each.condition === "closed" ? "closed" : "slow", name: each.road,
    label: `${each.road} ${each.condition === "closed" ? w.closed : ""}`.trim(), words: said,
    at: line[Math.floor((line.length - 1) / 2)] ?? [0, 0], line, status: each.condition,
  };
}

function middle(line: readonly Place[]): Place {
  const isRing = line.length > 3 && String(line[0]) === String(line.at(-1));
  const some = isRing ? line.slice(0, -1) : [line[Math.floor((line.length - 1) / 2)] ?? [0, 0]] as Place[];
  return [0, 1].map((axis) => some.reduce((sum, point) => sum + (point[axis] as number), 0) / some.length) as unknown as Place;
}

/** The point that distances are told from: where she most probably is, or the middle of the town. */
export function anchor(all: readonly Thing[]): Thing | undefined {
  return (["peak", "evidence", "wait", "place", "unit", "home"] as const).map((kind) => all.find((each) => each.kind === kind)).find(Boolean);
}

export function metres(far: number, w: Words): string {
  if (far < 1000) return w.metres(far < 100 ? Math.round(far) : Math.round(far / 10) * 10);
  return w.kilometres((far / 1000).toFixed(far < 10_000 ? 1 : 0));
}

/** "240 m north-east" of the anchor. */
export function whereIs(each: Thing, from: Thing, w: Words): string {
  const far = apart(from.at, each.at);
  return far < 5 ? w.here : w.far(metres(far, w), w.winds[wind(from.at, each.at)] ?? "");
}
