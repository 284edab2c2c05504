// Units: what is recommended and why, what is under way, and one click to send.

import { el, plain } from "./dom.js";
import { confirmed } from "./confirm.js";
import { ARRIVAL_SAID_MAX_S, minutes, percent, reason, shortfall, WARNS } from "./words.js";

// Said already, by the words beside the time or by where it stands.
const SAID = new Set(["no_location", "no_fix", "no_map", "staged_until_safe", "right_kind", "mutual_aid", "already_assigned", "rolling_elsewhere", "nearest_by_road", "nearest_by_line"]);

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
  const wait = unit.status !== "on_scene" && chosen?.incident === unit.incident && chosen?.waits?.find((each) => each.unit === unit.unit);
  const where = unit.incident ? (board.incidents.get(unit.incident)?.who ?? unit.incident) : unit.home;
  return el("li", { class: `unit ${unit.status}` },
    el("div", { class: "row" }, el("strong", {}, unit.unit), el("span", { class: "kind" }, unit.agency ? `${plain(unit.kind)}, ${unit.agency}` : plain(unit.kind)),
      el("span", { class: "status" }, plain(unit.status).toUpperCase(), unit.status === "dispatched" && !unit.acknowledged ? " (crew silent)" : "", " ", el("b", { "data-since": unit.since }))),
    wait && el("span", { class: "waits" }, `waits at ${wait.label}`),
    el("div", { class: "buttons" }, el("span", { class: "muted grow" }, unit.incident && chosen?.incident === unit.incident ? unit.home : unit.incident ? `for ${where}` : where),
      chosen?.is_open && unit.status === "available" && el("button", { type: "button", class: "primary", "data-key": `send-${unit.unit}`, on: { click: () => send(board, chosen, unit.unit) } }, `Send ${unit.unit}`),
      may.map((each) => el("button", { type: "button", class: each.action === "clear" || isService(each.action) ? "quiet" : "", "data-key": `${unit.unit}-${each.action}`, on: { click: act(each.action) } }, plain(each.action)))),
    unit.incident && cannot.length > 0 && el("small", { class: "why" }, `Not now: ${cannot.map((each) => plain(each.action)).join(", ")} (${unit.unit} is ${plain(unit.status)}).`));
}

export function send(board, i, unit, staged) {
  const body = staged === undefined ? { unit } : { unit, staged };
  return board.do(`incidents/${encodeURIComponent(i.incident)}/dispatch`, body, `${unit} is sent.`);
}

// A unit that is rolling elsewhere is turned round only after its other incident was named.
export async function turnRound(board, i, pick) {
  const unit = board.units.get(pick.unit);
  const other = board.incidents.get(unit?.incident);
  const left = (other?.units ?? []).filter((name) => name !== pick.unit && board.units.get(name)?.incident === other.incident);
  const words = [
    `${pick.unit} is ${plain(pick.status)} to ${other ? `${other.who} (${other.incident}${other.duress ? ", DURESS" : ""})` : unit?.incident || "another incident"}.`,
    left.length ? `There stay: ${left.join(", ")}.` : "▲ Nobody else is on the way there.",
    pick.arrival ? `It would be with ${i.who} in ${minutes(pick.arrival.travel_s)} min.` : "",
  ].filter(Boolean);
  const yes = await confirmed({ title: `Turn ${pick.unit} round, to ${i.who}?`, words, yes: `Turn ${pick.unit} round` });
  if (yes) await board.do(`incidents/${encodeURIComponent(i.incident)}/dispatch`, { unit: pick.unit, redirect: true }, `${pick.unit} is turned round. Its crew is paged.`);
}

// A unit on which somebody may be who must stay away from her goes only when that was asked.
async function sendChecked(board, i, pick) {
  const words = [`Somebody of the crew of ${pick.unit} must stay away from ${i.who}.`, "Ask who is on it now. It goes on record that you did."];
  const yes = await confirmed({ title: `Send ${pick.unit} to ${i.who}?`, words, yes: "Somebody else is on it: send" });
  if (yes) await board.do(`incidents/${encodeURIComponent(i.incident)}/dispatch`, { unit: pick.unit, crew_checked: true }, `${pick.unit} is sent.`);
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
    open.length > 0 && i.advice.method === "straight_line" && el("p", { class: "muted small" }, "No road map here: times are guesses along straight lines."),
    i.advice.shortfalls.map((each) => el("p", { class: "short" }, `▲ ${shortfall(each)}.`)),
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
    line.shortfalls.map((each) => el("p", { class: "short" }, `▲ ${shortfall(each)}.`)),
    el("ul", { class: "picks" }, line.picks.map((pick) => candidate(board, i, pick, count(), true))),
    line.line_unit && el("p", { class: "muted small" }, `Nearest by straight line: ${line.line_unit}${slower(line.line_slower_s)}`),
    line.rolling.length > 0 && el("div", { class: "rolling" }, el("p", {}, "Sooner, but rolling to another incident:"), el("ul", { class: "picks" }, line.rolling.map((pick) => candidate(board, i, pick, 99, false)))));
}

function slower(seconds) {
  if (seconds === null) return "";
  if (Math.abs(seconds) < 45) return ", about as soon";
  return `, ${Math.round(Math.abs(seconds) / 60)} min ${seconds > 0 ? "slower" : "sooner"}`;
}

function candidate(board, i, pick, number, first) {
  const turns = !pick.allowed && pick.can_redirect;
  const isKept = pick.status === "available" && pick.reasons.includes("crew_kept_away");
  const click = () => (pick.allowed ? send(board, i, pick.unit) : isKept ? sendChecked(board, i, pick) : turnRound(board, i, pick));
  const why = pick.reasons.filter((each) => !SAID.has(each));
  return el("li", {},
    el("button", { type: "button", class: first ? "primary" : "", disabled: !pick.allowed && !turns && !isKept, "data-key": `${turns ? "turn" : "pick"}-${pick.unit}`, "data-shortcut": first && number < 10 ? number : null, on: { click } }, turns ? `Turn round ${pick.unit}...` : isKept ? `Who is on ${pick.unit}?...` : `Send ${pick.unit}`, first && number < 10 ? [" ", el("kbd", {}, number)] : ""),
    el("span", { class: "time" }, ...minutesOf(pick.arrival)),
    el("div", { class: "rests" }, restsOn(pick),
      pick.staged && waiting(i),
      why.length > 0 && el("span", { class: "reasons" }, why.map((each, at) => [at ? ", " : "", el("span", { class: WARNS.has(each) ? "warns" : "" }, reason(each))])),
      first && pick.coverage_left !== null && pick.coverage_left < 0.995 && el("span", { class: "covers" }, pick.coverage_left > 0 ? `leaves ${percent(pick.coverage_left)} of the ${plain(pick.kind)} cover` : `▲ leaves no ${plain(pick.kind)} cover`),
      !pick.allowed && el("span", { class: "why" }, turns ? `now: ${pick.why_not}` : `Cannot be sent: ${pick.why_not}`)));
}

function minutesOf(arrival) {
  if (!arrival) return [el("b", {}, "time unknown")];
  const [low, high] = [Math.round(arrival.low_s / 60), Math.round(arrival.high_s / 60)];
  return [el("b", { class: "minutes" }, `${minutes(arrival.travel_s)} min`), low === high || arrival.travel_s > ARRIVAL_SAID_MAX_S ? "" : `, ${low}–${high}`];
}

// What the minutes rest on: road or line, how old its position is, whose unit it is.
function restsOn({ arrival, reasons, agency, status }) {
  if (!arrival) return [agency];
  const best = reasons.find((each) => each === "nearest_by_road" || each === "nearest_by_line");
  const way = best ? reason(best) : arrival.method === "straight_line" ? "straight line" : `by ${plain(arrival.method)}`;
  const fix = arrival.fix_at ? ["position ", el("span", { "data-old": arrival.fix_at }), " old"] : [status === "available" || status === "out_of_service" ? "at its home, no position" : "no position: reckoned from its home"];
  return [way, " · ", ...fix, agency && ` · ${agency}`];
}

function waiting(i) {
  const staging = i.advice.staging;
  const words = staging ? `waits at ${staging.label}, ${staging.to_scene_s < 100 ? `${staging.to_scene_s} s` : `${minutes(staging.to_scene_s)} min`} from the scene` : "waits out of sight until the scene is safe";
  return el("span", { class: "waits" }, words);
}

function others(board, i) {
  const some = i.advice.others.filter((each) => !i.advice.lines.some((line) => line.assigned.includes(each.unit) || line.rolling.some((other) => other.unit === each.unit)));
  if (!some.length) return null;
  const toggle = (event) => { board.othersOpen = event.target.open; };
  return el("details", { open: board.othersOpen, on: { toggle } }, el("summary", {}, `Other units (${some.length + i.advice.left_out})`),
    el("ul", { class: "picks" }, some.map((each) => candidate(board, i, each, 99, false))),
    i.advice.left_out > 0 && el("p", { class: "muted" }, `${i.advice.left_out} more are in the list of units.`));
}
