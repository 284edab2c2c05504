// Units: what is recommended and why, what is under way, and one click to send.

import { el, plain } from "./dom.js";

export function assigned(board, i) {
  const units = i.units.map((name) => board.units.get(name)).filter((unit) => unit && unit.incident === i.incident);
  if (!units.length) return [];
  return [el("h3", {}, "On this incident"), el("ul", { class: "units" }, units.map((unit) => unitRow(board, unit, i)))];
}

export function unitRow(board, unit, chosen) {
  const path = `units/${encodeURIComponent(unit.unit)}`;
  const isService = (name) => name === "in_service" || name === "out_of_service";
  const act = (name) => () => (isService(name) ? board.do(`${path}/service`, { in_service: name === "in_service" }, `${unit.unit}: ${plain(name)}.`) : board.do(`${path}/move`, { move: name }, `${unit.unit}: ${plain(name)}.`));
  const may = unit.moves.filter((each) => each.allowed);
  const cannot = unit.moves.filter((each) => !each.allowed && !isService(each.action));
  const where = unit.incident ? (board.incidents.get(unit.incident)?.who ?? unit.incident) : unit.home;
  return el("li", { class: `unit ${unit.status}` },
    el("div", { class: "row" }, el("strong", {}, unit.unit), el("span", { class: "kind" }, unit.agency ? `${plain(unit.kind)}, ${unit.agency}` : plain(unit.kind)),
      el("span", { class: "status" }, plain(unit.status).toUpperCase(), unit.status === "dispatched" && !unit.acknowledged ? " (crew silent)" : "", " ", el("b", { "data-since": unit.since }))),
    el("div", { class: "buttons" }, el("span", { class: "muted grow" }, unit.incident && chosen?.incident === unit.incident ? unit.home : unit.incident ? `for ${where}` : where),
      chosen?.is_open && unit.status === "available" && el("button", { type: "button", class: "primary", "data-key": `send-${unit.unit}`, on: { click: () => send(board, chosen, unit.unit) } }, `Send ${unit.unit}`),
      may.map((each) => el("button", { type: "button", class: each.action === "clear" || isService(each.action) ? "quiet" : "", "data-key": `${unit.unit}-${each.action}`, on: { click: act(each.action) } }, plain(each.action)))),
    unit.incident && cannot.length > 0 && el("small", { class: "why" }, `Not now: ${cannot.map((each) => plain(each.action)).join(", ")} (${unit.unit} is ${plain(unit.status)}).`));
}

export function send(board, i, unit, staged) {
  const body = staged === undefined ? { unit } : { unit, staged };
  return board.do(`incidents/${encodeURIComponent(i.incident)}/dispatch`, body, `${unit} is sent.`);
}

export function advice(board, i) {
  if (!i.advice || !i.is_open) return [];
  const picks = i.advice.lines.flatMap((line) => line.picks).filter((pick) => pick.allowed);
  const all = async () => { for (const pick of picks) await send(board, i, pick.unit); };
  const isFilled = (line) => line.assigned.length >= line.count;
  const filled = i.advice.lines.filter(isFilled);
  const open = i.advice.lines.filter((line) => !isFilled(line));
  let number = 0;
  const label = (pick) => `${pick.unit}${pick.staged ? " (stage)" : ""}`;
  return [
    open.length > 0 && el("p", { class: "muted small" }, i.advice.method === "straight_line" ? "Distances are straight lines, not roads." : plain(i.advice.method)),
    i.advice.shortfalls.includes("no_location") && el("p", { class: "short" }, "▲ No location: units are in the order of the agency file, not by distance."),
    picks.length > 1 && el("button", { type: "button", class: "primary wide", "data-key": "send-all", "data-shortcut": "s", on: { click: all } }, `Send all ${picks.length}: ${picks.map(label).join(", ")} `, el("kbd", {}, "S")),
    ...open.map((line) => planLine(board, i, line, () => (number += 1))),
    ...assigned(board, i),
    filled.length > 0 && el("p", { class: "muted small" }, `✓ Plan filled: ${filled.map((line) => `${line.count} ${plain(line.kind)}`).join(", ")}.`),
    others(board, i),
  ];
}

function planLine(board, i, line, count) {
  const wanted = `${line.count} ${plain(line.kind)}${line.staged ? ", staged until safe" : ""}`;
  const state = line.assigned.length ? `sent: ${line.assigned.join(", ")}` : "";
  return el("div", { class: "line" },
    el("h3", {}, wanted, " ", state && el("small", {}, state)),
    line.shortfalls.map((each) => el("p", { class: "short" }, `▲ ${plain(each).toUpperCase()}`)),
    el("ul", { class: "picks" }, line.picks.map((pick) => candidate(board, i, pick, count(), true))));
}

function candidate(board, i, pick, number, first) {
  const far = pick.distance_m === null ? "distance unknown" : `${(pick.distance_m / 1000).toFixed(1)} km`;
  const why = pick.reasons.filter((reason) => !(reason === "no_location" && pick.distance_m === null)).map(plain).join(", ");
  return el("li", {},
    el("button", { type: "button", class: first ? "primary" : "", disabled: !pick.allowed, "data-key": `pick-${pick.unit}`, "data-shortcut": first && number < 10 ? number : null, on: { click: () => send(board, i, pick.unit) } }, `Send ${pick.unit}`, first && number < 10 ? [" ", el("kbd", {}, number)] : ""),
    el("span", {}, el("b", {}, far), pick.agency ? ` · ${pick.agency}` : "", ` · ${why}`),
    !pick.allowed && el("small", { class: "why" }, `Cannot be sent: ${pick.why_not}`));
}

function others(board, i) {
  const some = i.advice.others.filter((each) => !i.advice.lines.some((line) => line.assigned.includes(each.unit)));
  if (!some.length) return null;
  const toggle = (event) => { board.othersOpen = event.target.open; };
  return el("details", { open: board.othersOpen, on: { toggle } }, el("summary", {}, `Other units (${some.length + i.advice.left_out})`),
    el("ul", { class: "picks" }, some.map((each) => candidate(board, i, each, 99, false))),
    i.advice.left_out > 0 && el("p", { class: "muted" }, `${i.advice.left_out} more are in the list of units.`));
}
