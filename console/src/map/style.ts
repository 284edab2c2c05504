// The style of the map: the ground out of our own tiles, and on it what is known now. It names no
// other host, no sprite and no glyphs: letters are drawn by the browser, signs by `signs.ts`.

import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";

import type { MapShown } from "../api/types";
import { LAYERS, type Drawn } from "./features";
import { TONES, type Theme, type Tones } from "./tones";

export const TOWN = "town"; // The source of the tiles.
const PLAIN = ["system-ui", "DejaVu Sans", "sans-serif"];
const BOLD = ["DejaVu Sans Bold", "system-ui", "DejaVu Sans", "sans-serif"]; // The first one says how heavy.

const is = (key: string, ...values: string[]): ExpressionSpecification => ["match", ["get", key], values, true, false];
const by = (key: string, pairs: Record<string, string>, other: string): ExpressionSpecification =>
  ["match", ["get", key], ...Object.entries(pairs).flat(), other] as unknown as ExpressionSpecification;
const wide = (...stops: number[]): ExpressionSpecification => ["interpolate", ["exponential", 1.5], ["zoom"], ...stops] as unknown as ExpressionSpecification;

/** Class, name of its colour, and its width at zoom 6, 12, 15 and 19. What comes later lies on top. */
const ROADS: readonly (readonly [name: string, tone: keyof Tones, classes: readonly string[], ...widths: [number, number, number, number]])[] = [
  ["service", "service", ["service", "track", "pedestrian"], 0, 0.3, 2.2, 14],
  ["minor", "minor", ["residential", "unclassified", "living_street"], 0, 0.6, 4.5, 26],
  ["link", "secondary", ["motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"], 0, 1, 4, 22],
  ["secondary", "secondary", ["secondary", "tertiary"], 0.4, 1.6, 7, 36],
  ["primary", "primary", ["primary", "trunk"], 0.8, 2.4, 9, 42],
  ["motorway", "motorway", ["motorway"], 1.2, 3, 10, 44],
];
const width = (widths: readonly number[], more = 0): ExpressionSpecification => wide(6, widths[0]! + more / 2, 12, widths[1]! + more, 15, widths[2]! + more, 19, widths[3]! + 2 * more);

function ground(t: Tones): LayerSpecification[] {
  const from = { source: TOWN } as const;
  const land = by("class", {
    residential: t.residential, commercial: t.commercial, industrial: t.industrial, public: t.public, wood: t.wood, grass: t.grass,
    farmland: t.farmland, bare: t.bare, wetland: t.wetland, parking: t.parking, square: t.square,
  }, t.ground);
  return [
    { id: "land", type: "fill", ...from, "source-layer": "land", paint: { "fill-color": land } },
    { id: "water", type: "fill", ...from, "source-layer": "water", paint: { "fill-color": t.water } },
    { id: "waterway", type: "line", ...from, "source-layer": "waterway", paint: { "line-color": t.water, "line-width": wide(9, 1, 15, 3, 19, 10) } },
    { id: "building", type: "fill", ...from, "source-layer": "building", paint: { "fill-color": t.building, "fill-outline-color": t.wall } },
    { id: "path", type: "line", ...from, "source-layer": "path", minzoom: 14, paint: { "line-color": t.path, "line-width": wide(14, 0.8, 19, 4), "line-dasharray": [3, 1.5] } },
    ...ROADS.map(([name, , classes, ...widths]): LayerSpecification => ({
      id: `casing-${name}`, type: "line", ...from, "source-layer": "road", filter: is("class", ...classes),
      layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": t.casing, "line-width": width(widths, 1.5) },
    })),
    ...ROADS.map(([name, tone, classes, ...widths]): LayerSpecification => ({
      id: `road-${name}`, type: "line", ...from, "source-layer": "road", filter: is("class", ...classes),
      layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": t[tone], "line-width": width(widths) },
    })),
    { id: "railway", type: "line", ...from, "source-layer": "railway", paint: { "line-color": t.railway, "line-width": wide(10, 0.8, 19, 5), "line-dasharray": [6, 2] } },
    {
      id: "oneway", type: "symbol", ...from, "source-layer": "road", minzoom: 16, filter: ["has", "oneway"],
      layout: { "symbol-placement": "line", "symbol-spacing": 120, "text-field": "→", "text-font": BOLD, "text-size": 15, "text-keep-upright": false, "text-rotate": ["match", ["get", "oneway"], "backward", 180, 0] },
      paint: { "text-color": t.quiet, "text-halo-color": t.halo, "text-halo-width": 1 },
    },
  ];
}

function groundNames(t: Tones): LayerSpecification[] {
  const from = { source: TOWN } as const;
  const halo = { "text-color": t.quiet, "text-halo-color": t.halo, "text-halo-width": 1.6 };
  return [
    { id: "address", type: "symbol", ...from, "source-layer": "address", minzoom: 17, layout: { "text-field": ["get", "name"], "text-font": PLAIN, "text-size": 12 }, paint: halo },
    {
      id: "street", type: "symbol", ...from, "source-layer": "road", minzoom: 12.5, filter: ["has", "name"],
      layout: { "symbol-placement": "line", "symbol-spacing": 320, "text-field": ["get", "name"], "text-font": PLAIN, "text-size": wide(12, 12, 18, 17), "text-max-angle": 35 },
      paint: { ...halo, "text-color": t.text },
    },
    { id: "river", type: "symbol", ...from, "source-layer": "waterway", minzoom: 11, filter: ["has", "name"], layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": PLAIN, "text-size": 13 }, paint: { ...halo, "text-color": t.waterText } },
    {
      id: "spot", type: "symbol", ...from, "source-layer": "place", minzoom: 13, filter: ["!", is("class", "place=city", "place=town", "place=village", "place=suburb")],
      layout: { "text-field": ["get", "name"], "text-font": PLAIN, "text-size": 13, "text-max-width": 8, "text-padding": 6 }, paint: halo,
    },
    {
      id: "town", type: "symbol", ...from, "source-layer": "place", filter: is("class", "place=city", "place=town", "place=village", "place=suburb"),
      layout: { "text-field": ["get", "name"], "text-font": BOLD, "text-size": wide(8, 14, 14, 20), "text-letter-spacing": 0.06 },
      paint: { ...halo, "text-color": t.text, "text-opacity": ["interpolate", ["linear"], ["zoom"], 15, 1, 16, 0] },
    },
  ];
}

function known(t: Tones, theme: Theme): LayerSpecification[] {
  const status = by("status", { under_way: t.under_way, clear: t.clear }, t.open);
  const round = { "line-cap": "round", "line-join": "round" } as const;
  const isArea: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  const lined = (name: string, colour: string | ExpressionSpecification, filter: ExpressionSpecification, width: number, dash?: number[]): LayerSpecification => ({
    id: name, type: "line", source: "segments", filter,
    layout: { "line-cap": dash ? "butt" : "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": ["case", isArea, width, width + (dash && width < 3 ? 1.5 : 4)], "line-opacity": dash && width < 3 ? 0.8 : 1, ...(dash ? { "line-dasharray": dash } : {}) },
  });
  return [
    { id: "reach", type: "fill", source: "reach", paint: { "fill-color": t.reach, "fill-opacity": 0.16 } },
    { id: "reach-edge", type: "line", source: "reach", paint: { "line-color": t.reach, "line-width": 2, "line-dasharray": [1, 1.5] } },
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": t.area, "fill-opacity": 0.18 } },
    { id: "areas-edge", type: "line", source: "areas", paint: { "line-color": t.area, "line-width": 4, "line-dasharray": [4, 1] } },
    { id: "searching", type: "fill", source: "segments", filter: ["all", isArea, is("status", "under_way")], paint: { "fill-pattern": `hatch/${theme}`, "fill-opacity": 0.8 } },
    { id: "searched", type: "fill", source: "segments", filter: ["all", isArea, is("status", "clear")], paint: { "fill-pattern": `dots/${theme}`, "fill-opacity": 0.9 } },
    lined("segment-open", status, is("status", "open"), 2, [2, 2]),
    lined("segment-clear", status, is("status", "clear"), 2),
    lined("segment-under-way", status, is("status", "under_way"), 3, [6, 2]),
    { id: "rings", type: "fill", source: "rings", paint: { "fill-color": ringTone(t), "fill-opacity": 0.1 } },
    { id: "rings-edge", type: "line", source: "rings", paint: { "line-color": ringTone(t), "line-width": 2, "line-dasharray": [4, 3], "line-opacity": ["get", "strength"] } },
    { id: "closures-casing", type: "line", source: "closures", layout: { "line-cap": "round" }, paint: { "line-color": by("status", { closed: t.onClosed }, t.onSlow), "line-width": 11 } },
    { id: "closures", type: "line", source: "closures", layout: { "line-cap": "round" }, paint: { "line-color": by("status", { closed: t.closed }, t.slow), "line-width": 7, "line-opacity": 0.85 } },
    { id: "ways-casing", type: "line", source: "ways", filter: ["!", is("how", "foot")], layout: round, paint: { "line-color": t.paper, "line-width": 8 } },
    { id: "ways-could", type: "line", source: "ways", filter: is("how", "could"), paint: { "line-color": t.unit, "line-width": 3.5, "line-dasharray": [3, 1.5] } },
    { id: "ways", type: "line", source: "ways", filter: is("how", "sent"), layout: round, paint: { "line-color": t.unit, "line-width": 5 } },
    { id: "ways-foot", type: "line", source: "ways", filter: is("how", "foot"), layout: round, paint: { "line-color": t.unit, "line-width": 4, "line-dasharray": [0.2, 1.8] } },
  ];
}

const ringTone = (t: Tones): ExpressionSpecification => by("kind", { unit: t.unit, evidence: t.evidence, hearsay: t.hearsay }, t.peak);

function marks(t: Tones, theme: Theme): LayerSpecification[] {
  const rank: ExpressionSpecification = ["get", "rank"];
  const label = { "text-color": t.text, "text-halo-color": t.halo, "text-halo-width": 2 } as const;
  const text = { "text-size": 16, "text-max-width": 14, "text-variable-anchor": ["left", "right", "top", "bottom"] as const, "text-radial-offset": 0.95, "text-justify": "auto" as const };
  const named = { ...text, "text-variable-anchor": [...text["text-variable-anchor"]] };
  return [
    { id: "segment-names", type: "symbol", source: "segments", minzoom: 14, layout: { "text-field": ["get", "label"], "text-font": BOLD, "text-size": 14 }, paint: label },
    { id: "areas-names", type: "symbol", source: "areas", layout: { "text-field": ["get", "label"], "text-font": BOLD, "text-size": 14 }, paint: { ...label, "text-color": t.area } },
    {
      id: "marks-more", type: "symbol", source: "marks", filter: is("sign", "place"), minzoom: 11,
      layout: { "icon-image": `place/${theme}`, "icon-allow-overlap": true, "text-field": ["get", "label"], "text-font": PLAIN, "text-optional": true, ...named },
      paint: { ...label, "text-color": t.quiet },
    },
    {
      id: "marks", type: "symbol", source: "marks", filter: ["!", is("sign", "place")],
      layout: {
        "icon-image": ["concat", ["get", "sign"], `/${theme}`], "icon-allow-overlap": true, "icon-ignore-placement": false, "symbol-sort-key": rank,
        "text-field": ["get", "label"], "text-font": BOLD, "text-optional": true, ...named,
      },
      paint: { ...label, "icon-opacity": ["get", "strength"] },
    },
  ];
}

/** The whole style; `town` is null where there is no map: then things lie on empty ground. */
export function style(theme: Theme, town: MapShown | null, drawn: Drawn): StyleSpecification {
  const t = TONES[theme];
  const sources: Record<string, SourceSpecification> = {};
  for (const name of LAYERS) sources[name] = { type: "geojson", data: drawn[name] };
  if (town) {
    const [south, west, north, east] = town.box as [number, number, number, number];
    sources[TOWN] = {
      type: "vector", tiles: [location.origin + town.tiles], minzoom: town.zoom_min, maxzoom: town.zoom_max,
      bounds: [west, south, east, north], attribution: town.attribution,
    };
  }
  return {
    version: 8,
    sources,
    layers: [
      { id: "ground", type: "background", paint: { "background-color": t.ground } },
      ...(town ? ground(t) : []), ...known(t, theme), ...(town ? groundNames(t) : []), ...marks(t, theme),
    ],
  };
}
