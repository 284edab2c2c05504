// What there is to draw of an incident, in degrees, and what of it one can look at.

import type { EvidenceShown, IncidentShown, PlaceShown, RoadShown, SegmentShown, StagingShown, TrackShown, PeakShown } from "../api/types";
import type { Board } from "../board/board.svelte";
import { percent } from "../console/measures";
import { w } from "../words/incident";
import { apart, plane, type Point } from "./plane";

const PEAKS_MAX = 3;
const SPREAD_M = 700; // Places farther apart than this cannot be seen well in one picture.

interface Where { latitude: number; longitude: number }
export type Track = TrackShown & { mine: boolean; waits: boolean };
export type Segment = SegmentShown & { number: number };
export interface Scene {
  peaks: readonly PeakShown[];
  evidence: readonly (EvidenceShown & Where)[];
  segments: readonly Segment[];
  staging: readonly Pick<StagingShown, "label" | "latitude" | "longitude">[];
  units: readonly Track[];
  places: readonly PlaceShown[];
  roads: readonly RoadShown[];
}

export const at = (each: Where): Point => [each.latitude, each.longitude];
const isDrawn = (each: EvidenceShown): each is EvidenceShown & Where => each.latitude !== null && each.longitude !== null;

export function sceneOf(board: Board, i: IncidentShown): Scene {
  const waits = i.waits ?? [];
  const isOurs = (name: string): boolean => i.units.includes(name) && board.units.get(name)?.incident === i.incident;
  const points = waits.filter((each, n) => waits.findIndex((other) => other.label === each.label) === n);
  return {
    peaks: i.located?.peaks ?? [],
    evidence: i.evidence.filter(isDrawn),
    segments: (i.search?.segments ?? []).map((each, n) => ({ ...each, number: n + 1 })).filter((each) => each.outline.length),
    staging: points.length ? points : i.advice?.staging ? [i.advice.staging] : [],
    units: board.tracks.map((each) => ({ ...each, mine: isOurs(each.unit), waits: (board.units.get(each.unit)?.status ?? "available") === "available" })),
    places: board.places,
    roads: board.roads,
  };
}

/** The point everything is measured from; null where nothing is known. */
export function anchor(found: Scene): Point | null {
  const one = found.peaks[0] ?? found.evidence.find((each) => !each.doubt) ?? found.staging[0] ?? found.places[0] ?? found.units[0];
  return one ? at(one) : null;
}

/** What one can look at: all of the scene, each place of it where they are far apart, the whole town. */
export function views(found: Scene): [string, string][] {
  const origin = anchor(found);
  const some = found.peaks.slice(0, PEAKS_MAX);
  const [first] = some;
  const flat = origin ? plane(origin) : null;
  const isSpread = flat !== null && first !== undefined && some.some((peak) => apart(flat.metres(at(first)), flat.metres(at(peak))) > SPREAD_M);
  const each = isSpread ? some.map((peak, n): [string, string] => [String(n), `${percent(peak.share)} ${peak.label}`.slice(0, 30)]) : [];
  return [["scene", isSpread ? w().ground.all : w().ground.scene], ...each, ["town", w().ground.town]];
}
