// The signs on the map, drawn here so that no picture is fetched. Each is known by its shape;
// the same shapes stand in the legend.

import type { Sign } from "./model";
import { TONES, type Theme, type Tones } from "./tones";

export const SHARPNESS = 2;
const SIDE = 26;

type Pen = CanvasRenderingContext2D;
type Draw = (pen: Pen, t: Tones) => void;

function path(pen: Pen, points: readonly (readonly [number, number])[], closes = true): void {
  pen.beginPath();
  points.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  if (closes) pen.closePath();
}

function filled(pen: Pen, fill: string, edge: string, wide = 1.5): void {
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = wide;
  pen.stroke();
}

function stroked(pen: Pen, colour: string, halo: string, wide: number): void {
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = halo;
  pen.lineWidth = wide + 3;
  pen.stroke();
  pen.strokeStyle = colour;
  pen.lineWidth = wide;
  pen.stroke();
}

const TRIANGLE = [[0, -10], [9, 7], [-9, 7]] as const;

const DRAW: Record<Exclude<Sign, "none"> | "mark", Draw> = {
  mark: (pen, t) => { pen.beginPath(); pen.arc(0, 0, 6, 0, 7); pen.moveTo(-11, 0); pen.lineTo(11, 0); pen.moveTo(0, -11); pen.lineTo(0, 11); stroked(pen, t.hearsay, t.paper, 2.5); },
  // Wider than every other sign: what is known of her lies on it, and both are seen.
  peak: (pen, t) => { pen.beginPath(); pen.arc(0, 0, 12, 0, 7); filled(pen, t.peak, t.paper, 2); },
  evidence: (pen, t) => { pen.beginPath(); pen.moveTo(-6, -6); pen.lineTo(6, 6); pen.moveTo(-6, 6); pen.lineTo(6, -6); stroked(pen, t.evidence, t.paper, 3); },
  hearsay: (pen, t) => { path(pen, [[0, -9], [9, 0], [0, 9], [-9, 0]]); pen.setLineDash([3, 2]); filled(pen, t.paper, t.hearsay, 2.5); },
  wait: (pen, t) => { path(pen, [[-5, 10], [-5, -10], [9, -5], [-5, 0]], false); stroked(pen, t.wait, t.paper, 3); pen.fillStyle = t.wait; path(pen, [[-5, -10], [9, -5], [-5, 0]]); pen.fill(); },
  unit: (pen, t) => { path(pen, TRIANGLE); filled(pen, t.unit, t.paper, 2); },
  old: (pen, t) => { path(pen, TRIANGLE); filled(pen, t.paper, t.paper, 5); path(pen, TRIANGLE); pen.setLineDash([4, 3]); filled(pen, t.paper, t.unit, 2.5); },
  home: (pen, t) => { path(pen, [[0, -9], [9, -1], [9, 8], [-9, 8], [-9, -1]]); filled(pen, t.paper, t.unit, 2.5); },
  closed: (pen, t) => { pen.beginPath(); pen.arc(0, 0, 10, 0, 7); filled(pen, t.closed, t.onClosed, 2); path(pen, [[-5.5, 0], [5.5, 0]], false); pen.lineWidth = 4; pen.stroke(); },
  slow: (pen, t) => { path(pen, TRIANGLE); filled(pen, t.slow, t.onSlow, 2); path(pen, [[0, -3], [0, 2]], false); pen.lineWidth = 2.5; pen.stroke(); pen.fillStyle = t.onSlow; pen.fillRect(-1.3, 3.4, 2.6, 2.2); },
  place: (pen, t) => { pen.beginPath(); pen.rect(-4, -4, 8, 8); filled(pen, t.quiet, t.paper, 2); },
};

function canvas(side: number): Pen {
  const made = document.createElement("canvas");
  made.width = made.height = side * SHARPNESS;
  const pen = made.getContext("2d")!;
  pen.scale(SHARPNESS, SHARPNESS);
  return pen;
}

/** A sign as pixels, `SHARPNESS` of them to one of the screen; none where a browser draws nothing at all. */
export function picture(sign: string, theme: Theme): ImageData | undefined {
  if (!document.createElement("canvas").getContext("2d")) return undefined;
  const draw = DRAW[sign as Exclude<Sign, "none">] as Draw | undefined;
  const pattern = PATTERNS[sign];
  if (pattern) return pattern(TONES[theme]);
  if (!draw) return undefined;
  const pen = canvas(SIDE);
  pen.translate(SIDE / 2, SIDE / 2);
  draw(pen, TONES[theme]);
  return pen.getImageData(0, 0, SIDE * SHARPNESS, SIDE * SHARPNESS);
}

const PATTERN = 8;

/** Hatched: it is being searched. Dotted: it was. Both are seen without any colour. */
const PATTERNS: Record<string, (t: Tones) => ImageData> = {
  hatch: (t) => {
    const pen = canvas(PATTERN);
    pen.strokeStyle = t.under_way;
    pen.lineWidth = 2;
    for (const by of [-PATTERN, 0, PATTERN]) { path(pen, [[by - 1, PATTERN + 1], [by + PATTERN + 1, -1]], false); pen.stroke(); }
    return pen.getImageData(0, 0, PATTERN * SHARPNESS, PATTERN * SHARPNESS);
  },
  dots: (t) => {
    const pen = canvas(PATTERN);
    pen.fillStyle = t.clear;
    pen.beginPath();
    pen.arc(PATTERN / 2, PATTERN / 2, 1.5, 0, 7);
    pen.fill();
    return pen.getImageData(0, 0, PATTERN * SHARPNESS, PATTERN * SHARPNESS);
  },
};

/** The same sign on a page: put on a canvas of the legend. */
export function sample(sign: string, theme: Theme) {
  return (node: HTMLCanvasElement): void => {
    const made = picture(sign, theme);
    if (!made) return;
    node.width = made.width;
    node.height = made.height;
    node.getContext("2d")!.putImageData(made, 0, 0);
  };
}
