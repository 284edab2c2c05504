// The ground around somebody: a picture, its legend, and the same as a list.

import { el, shape, draw } from "./dom.js";
import { apart, plane, wind } from "./plane.js";
import { anchor, ground, picture, views } from "./picture.js";
import { MEANINGS, sample } from "./symbols.js";
import { fold } from "./fold.js";
import { setRoad } from "./roads.js";
import { degrees, metres } from "./words.js";

export class Drawing {
  constructor(place, board) {
    this.board = board;
    this.chosen = "scene";
    this.isListed = false;
    this.marks = null; // Points of a road that is being marked; null while none is.
    this.incident = null;
    this.parts = { tools: el("div", { class: "buttons" }), picture: el("div", { class: "picture" }), legend: el("ul", { class: "legend" }), list: el("div") };
    this.fold = fold(board, "ground", el("h2", {}, "The ground ", el("small", {}, "no map behind it, north is up")), Object.values(this.parts));
    place.replaceChildren(this.fold);
    new ResizeObserver(() => this.incident && this.show(this.incident)).observe(this.parts.picture);
  }

  show(i) {
    if (this.incident?.incident !== i.incident) Object.assign(this, { marks: null, chosen: "scene" });
    this.incident = i;
    const found = ground(this.board, i);
    const width = Math.max(260, Math.round(this.parts.picture.clientWidth || 600));
    const choices = views(found);
    if (!choices.some(([view]) => view === this.chosen)) this.chosen = "scene";
    const model = [i.incident, found, width, this.chosen, this.marks];
    draw(this.parts.tools, [choices, this.chosen, this.marks, this.board.may.has("act")], () => this.tools(choices));
    draw(this.parts.picture, model, () => this.picture(found, width));
    draw(this.parts.list, [i.incident, found, this.isListed], () => this.list(found));
  }

  again(change) {
    Object.assign(this, change);
    this.show(this.incident);
  }

  tools(choices) {
    const button = (key, label, click, more = {}) => el("button", { type: "button", "data-key": key, ...more, on: { click } }, label);
    if (this.marks) {
      const count = this.marks.length;
      return [
        el("p", { class: "hint-line", role: "status" }, count ? `${count} point${count > 1 ? "s" : ""}. More clicks follow the road.` : "Click the road on the drawing: once at a spot, or several times along it."),
        button("road-next", count ? `Go on with ${count} point${count > 1 ? "s" : ""}` : "Type degrees instead", () => { const points = this.marks; this.again({ marks: null }); setRoad(this.board, points); }, { class: count ? "primary" : "" }),
        button("road-drop", "Cancel", () => this.again({ marks: null })),
      ];
    }
    const zoom = ([view, label]) => button(`view-${view}`, label, () => this.again({ chosen: view }), { "aria-pressed": String(this.chosen === view) });
    return [choices.map(zoom), this.board.may.has("act") && button("road-mark", "Close or slow a road...", () => this.again({ marks: [] }), { class: "quiet" })];
  }

  picture(found, width) {
    if (!anchor(found)) {
      this.parts.legend.replaceChildren();
      return [el("p", { class: "muted" }, "Nothing to draw: no place is known.")];
    }
    const height = width < 500 ? Math.min(width, 380) : 400;
    const made = picture(found, { width, height, chosen: this.chosen, marks: this.marks ?? [] });
    const click = (event) => {
      if (!this.marks) return;
      const box = event.currentTarget.getBoundingClientRect();
      const point = made.degrees([(event.clientX - box.left) * (width / box.width), (event.clientY - box.top) * (height / box.height)]);
      this.again({ marks: [...this.marks, point.map((each) => Number(each.toFixed(6)))] });
    };
    this.parts.legend.replaceChildren(...Object.keys(MEANINGS).filter((name) => made.seen.has(name)).map((name) => el("li", {}, sample(name), MEANINGS[name])));
    return [shape("svg", { class: this.marks ? "marking" : "", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": "ground-title ground-words", on: { click } },
      shape("title", { id: "ground-title" }, "Drawing of the ground"),
      shape("desc", { id: "ground-words" }, told(found)),
      made.parts)];
  }

  // The same for whoever does not see the picture, and what is outside of it.
  list(found) {
    const origin = anchor(found);
    if (!origin) return [];
    const flat = plane(origin);
    const from = (point) => { const there = flat.metres(point); return { far: apart([0, 0], there), words: `${metres(apart([0, 0], there))} ${wind([0, 0], there)}` }; };
    const row = (what, name, point, more = "") => ({ what, name, more, ...from(point) });
    const rows = [
      ...found.staging.map((each) => row("waiting point", each.label, [each.latitude, each.longitude])),
      ...found.units.map((each) => row("unit", each.unit, [each.latitude, each.longitude], each.at ? ["position ", el("span", { "data-old": each.at }), " old"] : each.waits ? "at its home, no position" : "no position: shown at its home")),
      ...found.roads.map((each) => row(`road ${each.condition}`, each.road, each.points[0])),
      ...found.places.map((each) => row("place", each.name, [each.latitude, each.longitude])),
    ].sort((a, b) => a.far - b.far);
    const toggle = (event) => { this.isListed = event.target.open; };
    const measured = found.peaks[0]?.label || degrees(...origin);
    return [el("details", { open: this.isListed, on: { toggle } }, el("summary", {}, "The same as a list"),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The ground as a list" }, el("table", { class: "plainly" },
        el("caption", {}, `Distances along straight lines from ${measured}`),
        el("thead", {}, el("tr", {}, ["What", "Which", "How far", ""].map((each) => el("th", { scope: "col" }, each)))),
        el("tbody", {}, rows.map((each) => el("tr", {}, el("td", {}, each.what), el("th", { scope: "row" }, each.name), el("td", {}, each.words), el("td", {}, each.more)))))))];
  }
}

function told(found) {
  const parts = [
    found.peaks.length && `${found.peaks.length} place${found.peaks.length > 1 ? "s" : ""} where the person may be`,
    found.evidence.length && `${found.evidence.length} points of evidence`,
    found.segments.length && `${found.segments.length} pieces of ground to search`,
    found.staging.length && `the waiting point ${found.staging[0].label}`,
    found.units.length && `${found.units.length} units`,
    found.roads.length && `${found.roads.length} closed or slow roads`,
  ].filter(Boolean);
  return `${parts.join(", ")}. The lists on this page say the same in words.`;
}
