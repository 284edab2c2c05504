// Roads that are closed or slow: what is in force, and saying so of another one.

import { el } from "./dom.js";
import { fold } from "./fold.js";
import { apart, plane, wind } from "./plane.js";
import { degrees, metres, pointOf } from "./words.js";
import { local, now } from "./time.js";

const LASTS = [["", "until somebody opens it"], ["30", "30 minutes"], ["60", "1 hour"], ["120", "2 hours"], ["240", "4 hours"], ["720", "12 hours"]];

export function roads(board) {
  const list = board.world.roads ?? [];
  const may = board.may.has("act");
  if (!list.length && !may) return [];
  const isGuess = [...board.incidents.values()].some((each) => each.is_open && each.advice?.method === "straight_line");
  const heading = el("h2", {}, list.length ? `Roads (${list.length} closed or slow)` : "Roads");
  return [fold(board, "roads", heading, [
    list.length ? el("ul", { class: "roads" }, list.map((each) => row(board, each, may))) : el("p", { class: "muted small" }, "None is closed or slow."),
    list.length > 0 && isGuess && el("p", { class: "short small" }, "▲ Times are straight lines now: a closed road does not change them."),
    may && el("button", { type: "button", "data-key": "road-new", on: { click: () => setRoad(board, []) } }, "Close or slow a road..."),
  ], list.length > 0)];
}

function row(board, road, may) {
  const say = road.condition === "closed" ? "■ CLOSED" : `▲ SLOW, ${road.factor} times as long`;
  return el("li", { class: road.condition },
    el("span", { class: "grow" }, el("strong", {}, say), ` ${road.road}, ${near(board, road.points[0])}`, road.points.length > 1 && ` (${road.points.length} points)`,
      el("small", { class: "why" }, `${road.by}, since ${local(road.since, false)}; `, road.until ? `opens by itself at ${local(road.until, false)}` : "until somebody opens it")),
    may && el("button", { type: "button", "data-key": `open-${road.road}`, "aria-label": `Open ${road.road} again`, on: { click: () => board.do(`roads/${encodeURIComponent(road.road)}/open`, {}, `${road.road} is open again.`) } }, "Open again"));
}

// A point in words: how far from which place of the agency.
function near(board, point) {
  const flat = plane(point);
  const found = board.world.places.map((each) => [apart([0, 0], flat.metres([each.latitude, each.longitude])), each]).sort((a, b) => a[0] - b[0])[0];
  if (!found || found[0] > 20000) return `at ${degrees(...point)}`;
  const [far, place] = found;
  return far < 15 ? `at ${place.name}` : `${metres(far)} ${wind(flat.metres([place.latitude, place.longitude]), [0, 0])} of ${place.name}`;
}

export function setRoad(board, points) {
  const kind = (value, label) => el("label", { class: "choice" }, el("input", { type: "radio", name: "condition", value, checked: value === "closed" }), label);
  const factor = el("input", { id: "road-factor", type: "number", min: "1.1", max: "20", step: "0.1", value: "3" });
  const typed = el("textarea", { id: "road-points", rows: "3", placeholder: "35.20340, -92.40040", autocomplete: "off" });
  typed.value = points.map((each) => degrees(...each)).join("\n");
  const lasts = el("select", { id: "road-until" }, LASTS.map(([minutes, words]) => el("option", { value: minutes }, minutes ? `${words}, until ${local(new Date(now() + minutes * 60000), false)}` : words)));
  const slow = el("div", { hidden: true }, el("label", { for: "road-factor" }, "How many times as long does it take? "), factor);
  const problem = el("p", { class: "problem", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    const lines = typed.value.split("\n").filter((line) => line.trim());
    const given = lines.map(pointOf);
    problem.textContent = given.length && given.every(Boolean) ? "" : "Give at least one point, one on each line: latitude, longitude, such as 35.2034, -92.4004.";
    if (problem.textContent) return;
    const condition = form.querySelector("input[name=condition]:checked").value;
    const until = lasts.value ? new Date(now() + lasts.value * 60000).toISOString() : null;
    const body = { condition, points: given, until, ...(condition === "slow" ? { factor: Number(factor.value) } : {}) };
    if (await board.do("roads", body, condition === "closed" ? "The road is closed: times are reckoned without it." : "The road is slow: times are reckoned with it.")) dialog.close();
  };
  const change = () => { slow.hidden = form.querySelector("input[name=condition]:checked").value !== "slow"; };
  const form = el("form", { on: { submit, change } },
    el("h2", {}, "Close or slow a road"),
    el("fieldset", {}, el("legend", { class: "unseen" }, "What is the matter"), kind("closed", "Closed: nobody gets through"), kind("slow", "Slow: it takes longer")), slow,
    el("label", { for: "road-points" }, "Where (latitude, longitude; one point is the nearest road, several lines follow it)"), typed, problem,
    el("label", { for: "road-until" }, "How long"), lasts,
    el("div", { class: "buttons" }, el("button", { type: "submit", class: "primary" }, "Set it for everybody"), el("button", { type: "button", on: { click: () => dialog.close() } }, "Back")));
  const dialog = el("dialog", { "aria-label": "Close or slow a road" }, form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
