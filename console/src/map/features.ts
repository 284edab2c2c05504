// Things as GeoJSON, one collection for each way of drawing.

import type { Feature, FeatureCollection, Geometry } from "geojson";

import { circle, position, type Place, type Position } from "./metres";
import type { Given, Thing } from "./model";

export const LAYERS = ["reach", "areas", "segments", "rings", "ways", "closures", "marks"] as const;
export type Drawn = Record<(typeof LAYERS)[number], FeatureCollection>;

const feature = (geometry: Geometry, properties: Record<string, unknown>): Feature => ({ type: "Feature", geometry, properties });
const all = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });
const line = (places: readonly Place[]): Geometry => ({ type: "LineString", coordinates: places.map(position) });

export function drawn(things: readonly Thing[], given: Given): Drawn {
  return {
    reach: all(given.reach.flatMap((ring) => ring.polygons.map((polygon) => feature(
      { type: "Polygon", coordinates: polygon.map((each) => each.map((point): Position => [point[1] as number, point[0] as number])) }, { minutes: ring.minutes },
    )))),
    areas: all(things.filter((each) => each.kind === "area").map((each) => feature(
      { type: "Polygon", coordinates: [circle(each.at, each.radius)] }, { label: each.label },
    ))),
    segments: all(things.filter((each) => each.kind === "segment").map((each) => feature(outline(each.line), { status: each.status, label: each.label, id: each.id }))),
    rings: all(things.filter((each) => each.kind !== "area" && each.radius > 0).map((each) => feature(
      { type: "Polygon", coordinates: [circle(each.at, each.radius)] }, { kind: each.kind, strength: each.strength },
    ))),
    ways: all([...given.routes].flatMap(([unit, route]) => {
      const isSent = given.units.get(unit)?.incident === given.incident?.incident;
      return [
        feature(line(route.points), { unit, how: isSent ? "sent" : "could" }),
        ...(route.foot_points.length > 1 ? [feature(line(route.foot_points), { unit, how: "foot" })] : []),
      ];
    })),
    closures: all(things.filter((each) => each.kind === "road" && each.line.length > 1).map((each) => feature(line(each.line), { status: each.status }))),
    marks: all([...given.marked.map((at, n) => feature({ type: "Point", coordinates: position(at) }, { id: "", sign: "mark", label: String(n + 1), strength: 1, mine: true, rank: n })), ...together(things.filter((each) => each.sign !== "none")).map((each, n) => feature(
      { type: "Point", coordinates: position(each.at) },
      { id: each.id, sign: each.sign, label: each.label, strength: each.strength, mine: each.mine, rank: n },
    ))]),
  };
}

/** Units that wait at the same home share one sign: of two that lie on each other one would be lost. */
function together(things: readonly Thing[]): Thing[] {
  const homes = new Map<string, Thing>();
  for (const each of things) {
    if (each.sign !== "home") continue;
    const at = String(each.at);
    const other = homes.get(at);
    homes.set(at, other ? { ...other, label: `${other.label.split("\n")[0]}, ${each.label}`, mine: other.mine || each.mine } : each);
  }
  return [...things.filter((each) => each.sign !== "home"), ...homes.values()];
}

function outline(places: readonly Place[]): Geometry {
  const isRing = places.length > 3 && String(places[0]) === String(places.at(-1));
  return isRing ? { type: "Polygon", coordinates: [places.map(position)] } : line(places);
}
