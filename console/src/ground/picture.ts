// The picture itself: metres around the likeliest place, north up, no map behind it.

import { age, clock } from "../board/clock.svelte";
import { isHearsay, metres, percent, source } from "../console/measures";
import { w } from "../words/incident";
import { apart, bar, frame, plane, type Point } from "./plane";
import { at, type Scene, type Segment, type Track } from "./scene";
import { fillOf, Labels, patterns, shape, SIGNS, type Meaning } from "./symbols";

const NUMBERED_MAX = 12; // The likeliest pieces of ground bear their number, the others only their pattern.
const NEAR_M = 350; // So much around a place is looked at with it.
const FAR_M = 30_000; // What is farther off than this cannot be meant, and would make the rest a dot.
const REACH_M = 2000;

interface View { width: number; height: number; seen: Set<Meaning>; labels: Labels; put(point: Point): Point; scale: number }
type Drawn = (SVGElement | null)[];
export interface Picture { parts: SVGElement[]; seen: Set<Meaning>; degrees(pixels: Point): Point }
export interface Asked { width: number; height: number; chosen: string; marks: readonly Point[] }

const isIn = ({ width, height }: View, [x, y]: Point): boolean => x > -20 && y > -20 && x < width + 20 && y < height + 20;
const isLabel = (node: SVGElement): boolean => node.classList.contains("label");

/** Build the picture: what is in it, by kind, and how to get from a click back to degrees. */
export function picture(found: Scene, origin: Point, { width, height, chosen, marks }: Asked): Picture {
  const flat = plane(origin);
  const window_ = frame(fitted(found, origin, chosen), width, height);
  const view: View = { width, height, seen: new Set(), labels: new Labels(width, height), put: (point) => window_.pixels(flat.metres(point)), scale: window_.scale };
  view.labels.block(70, height - 20, 62);
  view.labels.block(width - 18, 22, 24);
  const marked = marks.map((point) => SIGNS.mark(...view.put(point)));
  // The order is that of who gets room for words first, and not that of what lies on top.
  const first = peaks(found, view);
  const ground = segments(found, view);
  const above = [...staging(found, view), ...roads(found, view), ...units(found, view)];
  const signs = evidence(found, view);
  const below = places(found, view);
  const layers = [ground, below, signs, first, above].map((layer) => layer.filter((each) => each !== null));
  const bodies = layers.flatMap((layer) => layer.filter((each) => !isLabel(each)));
  const labels = layers.flatMap((layer) => layer.filter(isLabel));
  return { parts: [patterns(), ...bodies, ...labels, ...marked, ...edges(view)], seen: view.seen, degrees: (pixels) => flat.degrees(window_.metres(pixels)) };
}

function fitted(found: Scene, origin: Point, chosen: string): Point[] {
  const flat = plane(origin);
  const one = found.peaks[Number(chosen)];
  const rings = (one ? [one] : found.peaks).flatMap((peak): Point[] => {
    const [x, y] = flat.metres(at(peak));
    const far = Math.min(peak.radius_90_m, REACH_M);
    return [[x - far, y - far], [x + far, y + far]];
  });
  const some = [...found.evidence.filter((each) => !each.doubt).map(at), ...found.segments.flatMap((each) => each.outline as Point[]), ...found.staging.map(at)].map(flat.metres);
  if (one) {
    const middle_ = flat.metres(at(one));
    return [...rings, ...some.filter((point) => apart(middle_, point) < Math.min(one.radius_90_m, REACH_M) + NEAR_M)];
  }
  const isWhole = chosen === "town" || !(rings.length + some.length);
  const more = isWhole ? [...found.units.map(at), ...found.places.map(at), ...found.roads.flatMap((road) => road.points as Point[])] : [];
  const points = [...rings, ...some, ...more.map(flat.metres)].filter(([x, y]) => Math.hypot(x, y) < FAR_M);
  return points.length ? points : [[0, 0]];
}

function peaks(found: Scene, view: View): Drawn {
  return found.peaks.flatMap((peak, n) => {
    const [x, y] = view.put(at(peak));
    view.seen.add("peak");
    const far = 5 + 11 * Math.sqrt(peak.share);
    view.labels.block(x, y, far);
    const reach = shape("circle", { class: "reach", cx: x.toFixed(1), cy: y.toFixed(1), r: Math.max(3, peak.radius_90_m * view.scale).toFixed(1) });
    return [reach, SIGNS.peak(x, y, peak.share), view.labels.put(x, y, far + 4, "strong", `${percent(peak.share)} ${peak.label}`.slice(0, 34), n < 2)];
  });
}

function staging(found: Scene, view: View): Drawn {
  return found.staging.flatMap((each) => {
    const [x, y] = view.put(at(each));
    view.seen.add("staging");
    view.labels.block(x, y, 9);
    return [SIGNS.staging(x, y), view.labels.put(x, y, 12, "strong", w().ground.waitHere(each.label).slice(0, 40))];
  });
}

function roads(found: Scene, view: View): Drawn {
  return found.roads.flatMap((road) => {
    const all = (road.points as Point[]).map(view.put);
    const points = all.filter((point) => isIn(view, point));
    const middle_ = points[Math.floor((points.length - 1) / 2)];
    if (!middle_) return [];
    const [x, y] = middle_;
    view.seen.add(road.condition);
    view.labels.block(x, y, 9);
    const words = road.condition === "closed" ? w().ground.closedRoad(road.road) : w().ground.slowRoad(road.road, road.factor);
    const way = points.length > 1 ? shape("polyline", { class: `way ${road.condition}`, points: list(all) }) : null;
    return [way, SIGNS[road.condition](x, y), view.labels.put(x, y, 12, "", words)];
  });
}

// Units that stand together share one sign.
function units(found: Scene, view: View): Drawn {
  const groups = new Map<string, (Track & { point: Point })[]>();
  for (const unit of found.units) {
    const point = view.put(at(unit));
    if (!isIn(view, point)) continue;
    const key = `${point.map((each) => Math.round(each / 16))} ${unit.at ? unit.unit : unit.waits}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...unit, point }]);
  }
  return [...groups.values()].sort((a, b) => Number(b[0]?.mine) - Number(a[0]?.mine)).flatMap((group) => {
    const [one] = group;
    if (!one) return [];
    const [x, y] = one.point;
    view.seen.add(one.at ? "unit" : "home");
    view.labels.block(x, y, 8);
    const names = group.map((each) => each.unit).join(", ");
    const words = one.at ? `${names}, ${w().ground.old(age(clock.now - Date.parse(one.at)))}` : group.every((each) => each.waits) ? w().ground.atHome(names) : w().ground.without(names);
    return [SIGNS[one.at ? "unit" : "home"](x, y), view.labels.put(x, y, 11, group.some((each) => each.mine) ? "strong" : "", words)];
  });
}

function evidence(found: Scene, view: View): Drawn {
  return found.evidence.flatMap((each) => {
    const [x, y] = view.put(at(each));
    const name = isHearsay(each.source) ? "hearsay" : "evidence";
    if (!isIn(view, [x, y])) return [];
    view.seen.add(name);
    return [SIGNS[name](x, y), view.labels.put(x, y, 10, "quiet", name === "hearsay" ? w().ground.somebody : source(each.source))];
  });
}

function places(found: Scene, view: View): Drawn {
  return found.places.flatMap((each) => {
    const [x, y] = view.put(at(each));
    if (!isIn(view, [x, y])) return [];
    view.seen.add("place");
    return [SIGNS.place(x, y), view.labels.put(x, y, 8, "quiet", each.name)];
  });
}

// What is under way lies on top and is numbered first; then the likeliest of the others.
function segments(found: Scene, view: View): Drawn {
  const drawn: Record<string, number> = { open: 0, clear: 1, under_way: 2 };
  const pieces = found.segments.map((each) => ({ each, points: (each.outline as Point[]).map(view.put) }));
  const isFirst = (each: Segment): number => Number(each.status !== "under_way");
  const words = [...pieces].sort((a, b) => isFirst(a.each) - isFirst(b.each) || a.each.number - b.each.number).map(({ each, points }) => numbered(each, points, view));
  const bodies = pieces.sort((a, b) => (drawn[a.each.status] ?? 0) - (drawn[b.each.status] ?? 0)).map(({ each, points }) => {
    view.seen.add(each.status as Meaning);
    return isArea(points) ? shape("polygon", { class: `ground ${each.status}`, fill: fillOf(each.status), points: list(points) }) : shape("polyline", { class: `ground line ${each.status}`, points: list(points) });
  });
  return [...bodies, ...words];
}

const isArea = (points: readonly Point[]): boolean => points.length > 3 && String(points[0]) === String(points.at(-1));

function numbered(each: Segment, points: readonly Point[], view: View): SVGElement | null {
  const isTold = each.status === "under_way" || each.number <= NUMBERED_MAX;
  const sign: Record<string, string> = { open: "", under_way: " …", clear: " ✓" };
  const word = `${isTold ? each.number : ""}${sign[each.status] ?? ""}`.trim();
  const spots = isArea(points) ? [middle(points)] : [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => along(points, share));
  return word ? view.labels.on(spots, word) : null;
}

const list = (points: readonly Point[]): string => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

function middle(points: readonly Point[]): Point {
  const some = points.slice(0, -1);
  const sum = some.reduce<Point>(([x, y], [x1, y1]) => [x + x1, y + y1], [0, 0]);
  return [sum[0] / some.length, sum[1] / some.length];
}

/** The point after so much of a line's length. */
function along(points: readonly Point[], share: number): Point {
  const parts = points.slice(1).map((end, n) => ({ start: points[n] ?? end, end, long: apart(points[n] ?? end, end) }));
  let left = share * parts.reduce((sum, part) => sum + part.long, 0);
  for (const { start, end, long } of parts) {
    if (left <= long) {
      const part = long ? left / long : 0;
      return [start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])];
    }
    left -= long;
  }
  return points.at(-1) ?? [0, 0];
}

function edges({ width, height, scale }: View): SVGElement[] {
  const far = bar(scale, 110);
  const long = far * scale;
  const low = height - 12;
  return [
    shape("path", { class: "edge", d: `M12 ${low - 6}V${low}H${(12 + long).toFixed(1)}V${low - 6}` }),
    shape("text", { class: "label strong", x: 14, y: low - 8 }, [far < 1000 ? `${far} m` : metres(far)]),
    shape("path", { class: "edge north", d: `M${width - 18} 34V10M${width - 24} 17L${width - 18} 9L${width - 12} 17` }),
    shape("text", { class: "label strong", x: width - 18, y: 48, "text-anchor": "middle" }, ["N"]),
  ];
}
