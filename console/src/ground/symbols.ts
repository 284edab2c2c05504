// The signs of the drawing. Each is known by its shape; the colour only repeats it.

import type { Point } from "./plane";

type Attributes = Record<string, string | number>;
type Child = Node | string;

/** An element of a drawing. Words come from strangers: they only ever become text. */
export function shape(tag: string, attributes: Attributes = {}, children: readonly Child[] = []): SVGElement {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

const at = (x: number, y: number, name: string, ...parts: SVGElement[]): SVGElement =>
  shape("g", { class: `sign ${name}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, parts);
const path = (d: string): SVGElement => shape("path", { d });

type Sign = (x: number, y: number, share?: number) => SVGElement;
export const SIGNS = {
  peak: (x, y, share = 0.5) => at(x, y, "peak", shape("circle", { r: (5 + 11 * Math.sqrt(share)).toFixed(1) })),
  evidence: (x, y) => at(x, y, "evidence", path("M-5 -5L5 5M-5 5L5 -5")),
  hearsay: (x, y) => at(x, y, "hearsay", path("M0 -7L7 0L0 7L-7 0Z")),
  place: (x, y) => at(x, y, "place", shape("rect", { x: -4, y: -4, width: 8, height: 8 })),
  unit: (x, y) => at(x, y, "unit", path("M0 -9L8 6L-8 6Z")),
  home: (x, y) => at(x, y, "unit at-home", path("M0 -9L8 6L-8 6Z")),
  staging: (x, y) => at(x, y, "staging", path("M-6 9L-6 -9L8 -5L-6 -1")),
  closed: (x, y) => at(x, y, "closed", shape("circle", { r: 8 }), path("M-4.5 0L4.5 0")),
  slow: (x, y) => at(x, y, "slow", path("M0 -9L9 7L-9 7Z"), path("M0 -3L0 2M0 4L0 5")),
  mark: (x, y) => at(x, y, "mark", shape("circle", { r: 6 }), path("M-12 0L12 0M0 -12L0 12")),
} satisfies Record<string, Sign>;

/** Everything that can be in a drawing, in the order of its legend. */
export const MEANINGS = ["peak", "evidence", "hearsay", "staging", "unit", "home", "place", "closed", "slow", "open", "under_way", "clear"] as const;
export type Meaning = (typeof MEANINGS)[number];

/** A sample for the legend, of a sign or of a piece of ground. */
export function sample(name: Meaning): SVGElement {
  const sign = name in SIGNS ? SIGNS[name as keyof typeof SIGNS](12, 12, 0.15)
    : shape("rect", { class: `ground ${name}`, x: 3, y: 4, width: 18, height: 16, fill: fillOf(name) });
  return shape("svg", { class: "sample", viewBox: "0 0 24 24", width: 24, height: 24, "aria-hidden": "true" }, [sign]);
}

export const fillOf = (status: string): string => (status === "under_way" ? "url(#hatch)" : status === "clear" ? "url(#dots)" : "none");

export function patterns(): SVGElement {
  const common = { patternUnits: "userSpaceOnUse" };
  return shape("defs", {}, [
    shape("pattern", { id: "hatch", width: 8, height: 8, patternTransform: "rotate(45)", ...common }, [shape("rect", { class: "hatch", width: 3, height: 8 })]),
    shape("pattern", { id: "dots", width: 7, height: 7, ...common }, [shape("rect", { class: "tint", width: 7, height: 7 }), shape("circle", { class: "dot", cx: 3.5, cy: 3.5, r: 1.3 })]),
  ]);
}

type Box = readonly [number, number, number, number];
const LETTER_PX = 7.4;

/** Words in the picture: where there is room, the most important first, never one over another. */
export class Labels {
  private readonly taken: Box[] = [];

  constructor(private readonly width: number, private readonly height: number) {}

  block(x: number, y: number, half: number): void {
    this.taken.push([x - half, y - half, x + half, y + half]);
  }

  /** A word on what it names, at the first spot with room, or none. */
  on(spots: readonly Point[], word: string): SVGElement | null {
    const half = word.length * 4.2;
    const box = ([x, y]: Point): Box => [x - half, y - 8, x + half, y + 8];
    const spot = spots.find((each) => this.isFree(box(each)));
    if (!spot) return null;
    this.taken.push(box(spot));
    return shape("text", { class: "label number", x: spot[0].toFixed(1), y: (spot[1] + 5).toFixed(1), "text-anchor": "middle" }, [word]);
  }

  put(x: number, y: number, gap: number, kind: string, words: string, must = false): SVGElement | null {
    const long = words.length * LETTER_PX;
    const spots: [string, number, number][] = [["start", x + gap, y + 5], ["end", x - gap, y + 5], ["middle", x, y + gap + 13], ["middle", x, y - gap - 4], ["start", x + gap, y - 11], ["start", x + gap, y + 21]];
    const boxes = spots.map(([anchor, px, py]): Box => {
      const left = anchor === "start" ? px : anchor === "end" ? px - long : px - long / 2;
      return [left, py - 13, left + long, py + 4];
    });
    const free = boxes.findIndex((box) => box[0] > 2 && box[1] > 2 && box[2] < this.width - 2 && box[3] < this.height - 2 && this.isFree(box));
    const chosen = free >= 0 ? free : must ? (x > this.width / 2 ? 1 : 0) : -1;
    const [spot, box] = [spots[chosen], boxes[chosen]];
    if (!spot || !box) return null;
    this.taken.push(box);
    return shape("text", { class: `label ${kind}`, x: spot[1].toFixed(1), y: spot[2].toFixed(1), "text-anchor": spot[0] }, [words]);
  }

  private isFree(box: Box): boolean {
    return !this.taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
  }
}
