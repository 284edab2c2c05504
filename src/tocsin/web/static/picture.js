// The picture itself: metres around the likeliest place, north up, no map behind it.

import { shape } from "./dom.js";
import { apart, bar, frame, plane } from "./plane.js";
import { fillOf, Labels, patterns, SIGNS } from "./symbols.js";
import { isHearsay, metres, percent, source } from "./words.js";

const NUMBERED_MAX = 12; // The likeliest pieces of ground bear their number, the others only their pattern.
const PEAKS_MAX = 3;
const SPREAD_M = 700; // Places farther apart than this cannot be seen well in one picture.
const NEAR_M = 350; // So much around a place is looked at with it.
const FAR_M = 30_000; // What is farther off than this cannot be meant, and would make the rest a dot.

export const pointsOf = (things) => things.filter((each) => each.latitude !== null && each.latitude !== undefined);
const at = (each) => [each.latitude, each.longitude];

// All that there is to draw of an incident, in degrees.
export function ground(board, i) {
  const assigned = new Set(i.units.filter((name) => board.units.get(name)?.incident === i.incident));
  const staging = i.waits.length ? i.waits.filter((each, n) => i.waits.findIndex((other) => other.label === each.label) === n) : i.advice?.staging ? [i.advice.staging] : [];
  return {
    peaks: i.located?.peaks ?? [],
    evidence: pointsOf(i.evidence),
    segments: (i.search?.segments ?? []).map((each, n) => ({ ...each, number: n + 1 })).filter((each) => each.outline.length),
    staging,
    units: (board.world.tracks ?? []).map((each) => ({ ...each, mine: assigned.has(each.unit), waits: (board.units.get(each.unit)?.status ?? "available") === "available" })),
    places: board.world.places,
    roads: board.world.roads ?? [],
  };
}

// The point everything is measured from; null where nothing is known.
export function anchor(found) {
  const one = found.peaks[0] ?? found.evidence.find((each) => !each.doubt) ?? found.staging[0] ?? found.places[0] ?? found.units[0];
  return one ? at(one) : null;
}

// What one can look at: all of the scene, each place of it where they are far apart, the whole town.
export function views(found) {
  const flat = anchor(found) && plane(anchor(found));
  const some = found.peaks.slice(0, PEAKS_MAX);
  const isSpread = some.some((peak) => apart(flat.metres(at(some[0])), flat.metres(at(peak))) > SPREAD_M);
  const each = isSpread ? some.map((peak, n) => [String(n), `${percent(peak.share)} ${peak.label}`.slice(0, 30)]) : [];
  return [["scene", isSpread ? "All places" : "The scene"], ...each, ["town", "Whole town"]];
}

// Build the picture: what is in it, by kind, and how to get from a click back to degrees.
export function picture(found, { width, height, chosen, marks }) {
  const origin = anchor(found);
  const flat = plane(origin);
  const window_ = frame(fitted(found, flat, chosen), width, height);
  const view = { width, height, seen: new Set(), labels: new Labels(width, height), put: (point) => window_.pixels(flat.metres(point)), scale: window_.scale };
  view.isIn = ([x, y]) => x > -20 && y > -20 && x < width + 20 && y < height + 20;
  view.labels.block(70, height - 20, 62);
  view.labels.block(width - 18, 22, 24);
  const marked = marks.map((point) => SIGNS.mark(...view.put(point)));
  // The order is that of who gets room for words first, and not that of what lies on top.
  const [first, ground_, above, signs, below] = [peaks(found, view), segments(found, view), [...staging(found, view), ...roads(found, view), ...units(found, view)], evidence(found, view), places(found, view)];
  const layers = [ground_, below, signs, first, above];
  const bodies = layers.map((layer) => layer.filter((each) => !isLabel(each)));
  const parts = [...bodies.flat(), ...layers.flat().filter(isLabel), ...marked, ...edges(view, window_.scale)];
  return { parts: [patterns(), ...parts], seen: view.seen, degrees: (pixels) => flat.degrees(window_.metres(pixels)) };
}

const isLabel = (node) => node?.classList?.contains("label");

function fitted(found, flat, chosen) {
  const one = found.peaks[Number(chosen)];
  const rings = (one ? [one] : found.peaks).flatMap((peak) => {
    const [x, y] = flat.metres(at(peak));
    const far = Math.min(peak.radius_90_m, 2000);
    return [[x - far, y - far], [x + far, y + far]];
  });
  const some = [...found.evidence.filter((each) => !each.doubt).map(at), ...found.segments.flatMap((each) => each.outline), ...found.staging.map(at)].map(flat.metres);
  if (one) {
    const middle_ = flat.metres(at(one));
    return [...rings, ...some.filter((point) => apart(middle_, point) < Math.min(one.radius_90_m, 2000) + NEAR_M)];
  }
  const isWhole = chosen === "town" || !(rings.length + some.length);
  const more = isWhole ? [...found.units.map(at), ...found.places.map(at), ...found.roads.flatMap((road) => road.points)] : [];
  const points = [...rings, ...some, ...more.map(flat.metres)].filter(([x, y]) => Math.hypot(x, y) < FAR_M);
  return points.length ? points : [[0, 0]];
}

function peaks(found, view) {
  return found.peaks.flatMap((peak, n) => {
    const [x, y] = view.put(at(peak));
    view.seen.add("peak");
    const far = 5 + 11 * Math.sqrt(peak.share);
    view.labels.block(x, y, far);
    return [shape("circle", { class: "reach", cx: x.toFixed(1), cy: y.toFixed(1), r: Math.max(3, peak.radius_90_m * view.scale).toFixed(1) }), SIGNS.peak(x, y, peak.share), view.labels.put(x, y, far + 4, "strong", [`${percent(peak.share)} ${peak.label}`.slice(0, 34)], n < 2)];
  });
}

function staging(found, view) {
  return found.staging.flatMap((each) => {
    const [x, y] = view.put(at(each));
    view.seen.add("staging");
    view.labels.block(x, y, 9);
    return [SIGNS.staging(x, y), view.labels.put(x, y, 12, "strong", [`wait: ${each.label}`.slice(0, 40)])];
  });
}

function roads(found, view) {
  return found.roads.flatMap((road) => {
    const points = road.points.map(view.put).filter(view.isIn);
    if (!points.length) return [];
    view.seen.add(road.condition);
    const [x, y] = points[Math.floor((points.length - 1) / 2)];
    view.labels.block(x, y, 9);
    const words = road.condition === "closed" ? `${road.road} closed` : `${road.road} slow ×${road.factor}`;
    return [points.length > 1 && shape("polyline", { class: `way ${road.condition}`, points: list(road.points.map(view.put)) }), SIGNS[road.condition](x, y), view.labels.put(x, y, 12, "", [words])].filter(Boolean);
  });
}

// Units that stand together share one sign.
function units(found, view) {
  const groups = new Map();
  for (const unit of found.units) {
    const point = view.put(at(unit));
    if (!view.isIn(point)) continue;
    const key = `${point.map((each) => Math.round(each / 16))} ${unit.at ? unit.unit : unit.waits}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...unit, point }]);
  }
  return [...groups.values()].sort((a, b) => Number(b[0].mine) - Number(a[0].mine)).flatMap((group) => {
    const [{ point: [x, y], at: fixed }] = group;
    view.seen.add(fixed ? "unit" : "home");
    view.labels.block(x, y, 8);
    const names = group.map((each) => each.unit).join(", ");
    const words = fixed ? [`${names}, `, shape("tspan", { "data-old": fixed }), " old"] : [group.every((each) => each.waits) ? `${names} (home)` : `${names} (no position)`];
    return [SIGNS[fixed ? "unit" : "home"](x, y), view.labels.put(x, y, 11, group.some((each) => each.mine) ? "strong" : "", words)];
  });
}

function evidence(found, view) {
  return found.evidence.flatMap((each) => {
    const [x, y] = view.put(at(each));
    const name = isHearsay(each.source) ? "hearsay" : "evidence";
    if (!view.isIn([x, y])) return [];
    view.seen.add(name);
    return [SIGNS[name](x, y), view.labels.put(x, y, 10, "quiet", [name === "hearsay" ? "somebody else" : source(each.source)])];
  });
}

function places(found, view) {
  return found.places.flatMap((each) => {
    const [x, y] = view.put(at(each));
    if (!view.isIn([x, y])) return [];
    view.seen.add("place");
    return [SIGNS.place(x, y), view.labels.put(x, y, 8, "quiet", [each.name])];
  });
}

// What is under way lies on top and is numbered first; then the likeliest of the others.
function segments(found, view) {
  const drawn = { open: 0, clear: 1, under_way: 2 };
  const pieces = found.segments.map((each) => ({ ...each, ...outline(each.outline.map(view.put)) }));
  const isFirst = (each) => Number(each.status !== "under_way");
  const words = [...pieces].sort((a, b) => isFirst(a) - isFirst(b) || a.number - b.number).map((each) => numbered(each, view));
  const bodies = pieces.sort((a, b) => drawn[a.status] - drawn[b.status]).map((each) => {
    view.seen.add(each.status);
    return each.isArea ? shape("polygon", { class: `ground ${each.status}`, fill: fillOf(each.status), points: list(each.points) }) : shape("polyline", { class: `ground line ${each.status}`, points: list(each.points) });
  });
  return [...bodies, ...words.filter(Boolean)];
}

function outline(points) {
  const isArea = points.length > 3 && String(points[0]) === String(points.at(-1));
  return { points, isArea, spots: isArea ? [middle(points)] : [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => along(points, share)) };
}

function numbered(each, view) {
  const isTold = each.status === "under_way" || each.number <= NUMBERED_MAX;
  const word = `${isTold ? each.number : ""}${{ open: "", under_way: " …", clear: " ✓" }[each.status]}`.trim();
  return word && view.labels.on(each.spots, word);
}

const list = (points) => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

function middle(points) {
  const some = points.slice(0, -1);
  return [0, 1].map((axis) => some.reduce((sum, point) => sum + point[axis], 0) / some.length);
}

// The point after so much of a line's length.
function along(points, share) {
  const long = points.slice(1).map((point, n) => apart(points[n], point));
  let left = share * long.reduce((sum, each) => sum + each, 0);
  const n = Math.max(0, long.findIndex((each) => { if (left <= each) return true; left -= each; return false; }));
  const part = long[n] ? left / long[n] : 0;
  return [0, 1].map((axis) => points[n][axis] + part * ((points[n + 1] ?? points[n])[axis] - points[n][axis]));
}

function edges({ width, height }, scale) {
  const far = bar(scale, 110);
  const long = far * scale;
  const low = height - 12;
  return [
    shape("path", { class: "edge", d: `M12 ${low - 6}V${low}H${(12 + long).toFixed(1)}V${low - 6}` }),
    shape("text", { class: "label strong", x: 14, y: low - 8 }, far < 1000 ? `${far} m` : metres(far)),
    shape("path", { class: "edge north", d: `M${width - 18} 34V10M${width - 24} 17L${width - 18} 9L${width - 12} 17` }),
    shape("text", { class: "label strong", x: width - 18, y: 48, "text-anchor": "middle" }, "N"),
  ];
}
