// Walks and checks under way: who, until when there must be word, how far it is, and who goes along.

import { ask } from "./ask.js";
import { confirmed } from "./confirm.js";
import { form } from "./desk_form.js";
import { el, plain } from "./dom.js";
import { local, now } from "./time.js";

const PHASES = {
  planned: "leaves at that time", leaving: "was asked to say that she leaves", reminded: "was asked twice to say that she leaves", not_left: "▲ HAS NOT SAID THAT SHE LEAVES",
  under_way: "under way", asked: "▲ NO WORD: was asked; without an answer it is an SOS",
};
const PRESSING = new Set(["asked", "reminded", "not_left"]);
const ESCORTS = { asking: "△ asked, no answer yet", accepted: "✓ goes along", missing: "▲ NOBODY LEFT TO ASK", done: "✓ has brought her there" };

export const isOverdue = (each) => PRESSING.has(each.phase) || (each.until !== null && Date.parse(each.until) < now());

export function walks(desk, found, head) {
  const late = found.filter(isOverdue).length;
  return [
    el("div", { class: "row" }, el("h2", {}, `${head} (${found.length})`), el("div", { class: "buttons" }, desk.may.has("act") && desk.button("Plan a walk", "plan-walk", () => planWalk(desk)))),
    late > 0 && el("p", { class: "problem" }, `▲ ${late} without word`),
    found.length ? el("ul", { class: "cards" }, found.map((each) => card(desk, each))) : el("p", { class: "calm" }, "Nobody is on a walk or a check."),
  ];
}

function card(desk, each) {
  const way = each.is_guarded ? "" : [each.start, each.place].filter(Boolean).join(" → ");
  const what = each.kind === "check" ? `check every ${Math.round(each.every_s / 60)} min` : "walk";
  return el("li", { class: `walk ${isOverdue(each) ? "overdue" : ""}` },
    el("div", { class: "row" }, el("h3", {}, each.name, el("small", {}, ` ${what}`)),
      each.until !== null && el("span", { class: "left" }, each.phase === "planned" ? "leaves in " : "word within ", el("b", { "data-until": each.until }))),
    el("p", {}, el("strong", { class: PRESSING.has(each.phase) ? "problem" : "" }, PHASES[each.phase] ?? plain(each.phase)), ` · since ${local(each.since, false)} · last word `, el("span", { "data-old": each.seen_at }), " ago"),
    way && el("p", {}, way),
    each.kind === "walk" && el("p", { class: "escort" }, each.escort ? `Escort: ${each.escort.name ? `${each.escort.name} ` : ""}${ESCORTS[each.escort.status] ?? plain(each.escort.status)}` : "No escort asked"),
    el("div", { class: "buttons" }, buttons(desk, each)));
}

function buttons(desk, each) {
  const path = `/api/v1/walks/${encodeURIComponent(each.walk)}`;
  const key = (name) => `walk-${name}-${each.walk}`;
  const redo = (said) => { if (said !== null) desk.want(["walks", "tonight"]); };
  const may = desk.may.has("act");
  const answer = (word, label, title) => desk.button(label, key(word), async () => {
    if (await confirmed({ title, words: [`${each.escort.name} said so by voice.`], yes: "Yes", danger: false })) redo(await desk.do(`${path}/escort/report`, { answer: word }));
  });
  return [
    each.is_guarded && desk.may.has("guarded") && desk.button("Show where", key("where"), () => where(desk, path), "quiet"),
    may && each.kind === "walk" && each.escort?.status !== "accepted" && desk.button("Ask for an escort", key("escort"), async () => redo(desk.done(await escortForm(each.name, `${path}/escort`, (targets) => ({ targets }))))),
    may && each.escort?.status === "asking" && each.escort.name && [answer("received", "Escort says yes", "The escort goes along?"), answer("declined", "Escort says no", "The escort does not go along?")],
    may && each.escort?.status === "accepted" && answer("done", "Brought there", "The escort has brought her there?"),
    may && each.phase !== "planned" && desk.button("10 minutes more", key("more"), async () => redo(await desk.do(`${path}/extend`, { minutes: 10 }))),
    may && desk.button("End it...", key("end"), async () => redo(desk.done(await form({ title: `End the ${each.kind} of ${each.name}`, path: `${path}/end`, yes: "End it", danger: true, words: ["Only once you have spoken to her yourself."], fields: [{ name: "reason", label: "Why", required: true, kind: "area" }] }))), "quiet"),
  ];
}

async function where(desk, path) {
  try {
    const each = await ask("GET", path);
    await confirmed({ title: each.name, words: [`From ${each.start || "where she works"} to ${each.place || "where nobody said"}.`, "That you looked is on record."], yes: "Close", no: "Back", danger: false });
  } catch (refusal) {
    desk.toast(`Not read: ${refusal.message}`, "bad");
  }
}

// `shape` makes of the targets what the request takes.
export const escortForm = (name, path, shape) => form({
  title: `Who goes with ${name}?`, path, yes: "Ask them", words: ["They are asked one after the other until one says yes. Nobody is taken for an escort who has not said so."],
  shape: (given) => shape(given.targets ?? []),
  fields: [{ name: "targets", label: "Whom to ask, in this order", kind: "list", required: true, value: ["role:supervisor"], hint: "person:ID, role:ROLE or oncall:ID" }],
});

async function planWalk(desk) {
  const said = await form({
    title: "Plan a walk", path: "/api/v1/walks", yes: "Put on record",
    words: ["At that time she is asked to say that she leaves. Without a time she leaves now."],
    fields: [
      { name: "person", label: "Who: person id", required: true },
      { name: "leaves_at", label: "Leaves", kind: "moment" },
      { name: "minutes", label: "Minutes on the way", kind: "number", min: 1 },
      { name: "to", label: "Where to: a known place, or words" },
      { name: "escort", label: "Escort: whom to ask, in this order", kind: "list", hint: "person:ID, role:ROLE or oncall:ID" },
    ],
  });
  if (desk.done(said)) desk.want(["walks", "tonight"]);
}
