// The search: who looks where, what is cleared, and what somebody says by voice.

import { el, plain } from "./dom.js";
import { confirmed } from "./confirm.js";
import { percent } from "./words.js";
import { local } from "./time.js";

const SIGNS = { open: "○ open", under_way: "… under way", clear: "✓ clear" };
const ENDS = { called_off: "called off", closed: "ended with the incident", found: "FOUND" };

const NEXT_MAX = 6;

const pathOf = (i) => `incidents/${encodeURIComponent(i.incident)}/search`;

export function search(board, i) {
  const s = i.search;
  const may = board.may.has("act") && i.is_open;
  if (!s && !may) return [];
  const isRunning = Boolean(s) && !s.ended;
  return [
    el("h2", {}, "Search ", isRunning && el("small", {}, `by ${s.by}, plan ${s.plan}, ${s.cleared} cleared`)),
    s?.found_by && el("p", { class: "found" }, `● FOUND, says ${s.found_by}`),
    s?.ended && !s.found_by && el("p", { class: "muted" }, `The search is over: ${ENDS[s.ended] ?? plain(s.ended)}. ${s.cleared} pieces of ground were cleared.`),
    isRunning && tasks(board, i, may),
    may && el("div", { class: "buttons" },
      el("button", { type: "button", class: i.located?.is_wide && !s ? "primary" : "", "data-key": "search-start", "data-shortcut": "f", on: { click: () => choose(board, i) } }, isRunning ? "Change who searches... " : s ? "Search again... " : "Start a search... ", el("kbd", {}, "F")),
      isRunning && el("button", { type: "button", class: "quiet", "data-key": "search-end", on: { click: () => end(board, i) } }, "End the search...")),
    s?.segments.length > 0 && segments(board, s),
  ];
}

function tasks(board, i, may) {
  const s = i.search;
  const idle = s.searchers.filter((each) => !each.task);
  return [
    !s.segments.length && el("p", { class: "short" }, "▲ There is no ground to divide yet. Set where above: then it is divided by itself."),
    s.tasks.length > 0 && el("ul", { class: "tasks" }, s.tasks.map((task) => row(board, i, task, may))),
    idle.length > 0 && s.segments.length > 0 && el("p", { class: "muted" }, `Without a task now: ${idle.map((each) => each.name).join(", ")}.`),
  ];
}

function row(board, i, task, may) {
  const report = (found) => board.do(`${pathOf(i)}/report`, { task: task.task, found }, found ? "FOUND is on record. Everybody is told." : `${task.label}: clear. ${task.name} gets the next piece.`);
  const found = async () => {
    const words = [`${task.name} looks in: ${task.label}.`, "Everybody paged is told that the search is over, and all other tasks end."];
    if (await confirmed({ title: `Has ${task.name} found ${i.who}?`, words, yes: "Yes, FOUND" })) report(true);
  };
  return el("li", { class: task.is_overdue ? "overdue" : "" },
    el("span", { class: "grow" }, task.is_overdue && el("strong", { class: "late" }, "▲ OVERDUE, NO ANSWER: CALL THEM "),
      el("strong", {}, task.name), ` looks in `, el("b", {}, numbered(i.search, task.segment, task.label)),
      el("small", { class: "why" }, "for ", el("span", { "data-since": task.given_at }), `, should answer by ${local(task.ask_at)} (`, el("span", { "data-until": task.ask_at }), ")")),
    may && el("span", { class: "buttons" },
      el("button", { type: "button", "data-key": `clear-${task.task}`, "aria-label": `${task.name} says: clear`, on: { click: () => report(false) } }, "Clear"),
      el("button", { type: "button", class: "found-button", "data-key": `found-${task.task}`, "aria-label": `${task.name} says: FOUND`, on: { click: found } }, "FOUND...")));
}

function numbered(s, name, label) {
  const at = s.segments.findIndex((each) => each.segment === name);
  return at < 0 ? label : `${at + 1}. ${label}`;
}

// What is under way and what comes next stands open; the long tail is folded away.
function segments(board, s) {
  const all = s.segments.map((each, at) => ({ ...each, number: at + 1 }));
  const left = all.filter((each) => each.status === "open");
  const first = [...all.filter((each) => each.status === "under_way"), ...left.slice(0, NEXT_MAX)];
  const clear = all.filter((each) => each.status === "clear");
  if (board.isNarrow) return [folded(board, "left", `${left.length} open pieces of ground`, left), folded(board, "clear", `✓ ${clear.length} cleared`, clear)];
  return [
    el("ol", { class: "segments" }, first.map(piece)),
    folded(board, "left", `${left.length - NEXT_MAX} more that are open`, left.slice(NEXT_MAX)),
    folded(board, "clear", `✓ ${clear.length} cleared`, clear),
  ];
}

function folded(board, key, summary, some) {
  const toggle = (event) => { board.unfolded[key] = event.target.open; };
  return some.length > 0 && el("details", { open: board.unfolded[key], on: { toggle } }, el("summary", {}, summary), el("ol", { class: "segments" }, some.map(piece)));
}

function piece(each) {
  return el("li", { class: each.status }, el("span", { class: "sign-word" }, SIGNS[each.status]), el("b", {}, percent(each.poa)), el("span", { class: "grow" }, `${each.number}. ${each.label}`));
}

async function end(board, i) {
  const words = ["Whoever searches is told to stop. What was cleared stays on record."];
  if (await confirmed({ title: `End the search for ${i.who}?`, words, yes: "End the search" })) board.do(`${pathOf(i)}/end`, {}, "The search is over.");
}

// Whom one could ask: who is there or answered, then everybody else whom this board knows.
function choices(board, i) {
  const found = new Map();
  const add = (recipient, name, mode, near) => { if (recipient !== i.sender && !found.has(recipient)) found.set(recipient, { recipient, name, mode, near }); };
  for (const each of i.search?.ended ? [] : i.search?.searchers ?? []) add(each.recipient, each.name, each.mode, true);
  for (const each of i.could_search) add(each.recipient, each.name, each.mode, true);
  for (const page of i.pages) if (page.recipient.startsWith("person:")) add(page.recipient, page.name, "foot", false);
  for (const unit of board.units.values()) if (unit.status !== "out_of_service") add(`unit:${unit.unit}`, unit.unit, "vehicle", false);
  return [...found.values()];
}

function choose(board, i) {
  const searches = new Set(i.search?.ended ? [] : i.search?.searchers.map((each) => each.recipient) ?? []);
  const all = choices(board, i);
  const row = (each) => el("li", { class: "searcher", "data-recipient": each.recipient },
    el("label", { class: "choice grow" }, el("input", { type: "checkbox", checked: searches.size ? searches.has(each.recipient) : each.near }), each.name, each.recipient.startsWith("unit:") && el("small", { class: "muted" }, plain(board.units.get(each.name)?.status ?? "unit"))),
    el("select", { "aria-label": `How ${each.name} moves` }, ["foot", "vehicle"].map((mode) => el("option", { value: mode, selected: mode === each.mode }, mode === "foot" ? "on foot" : "by vehicle"))));
  const near = all.filter((each) => each.near);
  const rest = all.filter((each) => !each.near);
  const problem = el("p", { class: "problem", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    const chosen = [...form.querySelectorAll(".searcher")].filter((each) => each.querySelector("input").checked);
    const searchers = chosen.map((each) => ({ recipient: each.dataset.recipient, mode: each.querySelector("select").value }));
    problem.textContent = searchers.length ? "" : "Choose at least one person or unit.";
    if (searchers.length && (await board.do(pathOf(i), { searchers }, `${searchers.length} ${searchers.length > 1 ? "search" : "searches"} now; each gets a page with where to look.`))) dialog.close();
  };
  const form = el("form", { on: { submit } },
    el("h2", {}, `Who searches for ${i.who}?`),
    near.length > 0 && el("fieldset", {}, el("legend", {}, searches.size ? "They search, are there or answered" : "They are there, on the way, or answered"), el("ul", {}, near.map(row))),
    rest.length > 0 && el("details", { open: !near.length }, el("summary", {}, `Others (${rest.length})`), el("ul", {}, rest.map(row))), problem,
    el("div", { class: "buttons" }, el("button", { type: "submit", class: "primary" }, "Send them to search"), el("button", { type: "button", on: { click: () => dialog.close() } }, "Back")));
  const dialog = el("dialog", { "aria-label": `Who searches for ${i.who}` }, form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
