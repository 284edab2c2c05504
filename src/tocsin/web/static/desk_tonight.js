// Tonight: per protected person and coming shift, how grave it is and why, and what is missing,
// each with the request that closes it. Which request that is comes from the API.

import { confirmed } from "./confirm.js";
import { ask } from "./ask.js";
import { form } from "./desk_form.js";
import { planForm, respondentForm } from "./desk_entries.js";
import { escortForm } from "./desk_walks.js";
import { condition, conflict, levelOf, missing, orderStatus, riskReason } from "./desk_words.js";
import { el, plain } from "./dom.js";
import { day, local } from "./time.js";

export const gapsOf = (found) => found.reduce((sum, one) => sum + one.missing.length + one.shifts.reduce((all, shift) => all + shift.missing.length, 0), 0);

export function tonight(desk, found, head) {
  const grave = ["acute", "high", "raised"].map((level) => [level, found.filter((one) => one.level === level).length]).filter(([, count]) => count);
  const count = gapsOf(found);
  const summary = found.length
    ? [grave.length ? grave.map(([level, many]) => `${many} ${levelOf(level)}`).join(" · ") : "Everybody steady", count ? ` · ${count} missing` : " · nothing missing"]
    : ["Nobody has an order, a plan or a concern on record."];
  return [el("h2", {}, head), el("p", { class: "summary" }, summary), el("ul", { class: "cards" }, found.map((one) => card(desk, one)))];
}

function card(desk, one) {
  return el("li", { class: `risk ${one.level}` },
    el("div", { class: "row" }, el("h3", {}, one.name), el("span", { class: `level ${one.level}` }, levelOf(one.level))),
    one.reasons.length > 0 && el("ul", { class: "because", "aria-label": `Why, for ${one.name}` }, one.reasons.map((name) => el("li", {}, riskReason(name)))),
    gaps(desk, one, one.missing, null),
    one.shifts.length ? el("ul", { class: "shifts" }, one.shifts.map((shift) => shiftOf(desk, one, shift))) : el("p", { class: "muted" }, "No shift within the next day."));
}

function shiftOf(desk, one, shift) {
  const own = shift.reasons.filter((name) => !one.reasons.includes(name));
  const door = [shift.walk_from && desk.placeName(shift.walk_from), shift.door].filter(Boolean).join(", ");
  const way = shift.walk_to ? `${door} → ${desk.placeName(shift.walk_to)}` : "";
  return el("li", { class: `shift ${shift.level}` },
    el("div", { class: "row" }, el("strong", {}, `${day(shift.starts_at)} – ${local(shift.ends_at, false)}`), shift.level !== one.level && el("span", { class: `level ${shift.level}` }, levelOf(shift.level))),
    el("p", {}, shift.place ? desk.placeName(shift.place) : "Place not in the agency file", way && el("span", { class: "way" }, ` · leaves by ${way}`)),
    own.length > 0 && el("ul", { class: "because" }, own.map((name) => el("li", {}, riskReason(name)))),
    gaps(desk, one, shift.missing, shift));
}

function gaps(desk, one, found, shift) {
  if (!found.length) return shift && el("p", { class: "ok" }, "✓ Nothing missing for this shift.");
  return el("ul", { class: "gaps", "aria-label": shift ? `Missing for the shift of ${one.name}` : `Missing for ${one.name}` }, found.map((gap) => gapRow(desk, one, gap, shift)));
}

const RIGHT = { order_not_verified: "verify", orders_conflict: "threats", custody_not_checked: "threats", police_not_told: "threats", photo_not_posted: "threats", escort_not_confirmed: "act", walk_not_arranged: "threats" };

function gapRow(desk, one, gap, shift) {
  const act = ACTS[gap.missing];
  const may = desk.may.has(RIGHT[gap.missing] ?? "cases");
  const key = `gap-${gap.missing}-${gap.about}-${one.person}-${shift?.starts_at ?? ""}`;
  const about = gap.about && !["tracker_silent"].includes(gap.missing) ? ` (${gap.about})` : "";
  return el("li", {}, el("span", { class: "what" }, `${missing(gap.missing)}${about}`),
    act && may ? desk.button(act.label, key, () => act.run(desk, one, gap, shift), "", { "aria-label": `${act.label}: ${one.name}` }) : el("small", { class: "muted" }, gap.missing === "order_not_verified" ? "for a supervisor or safety coordinator other than who entered it" : "for a safety coordinator"));
}

const refresh = (desk, said, words) => { if (desk.done(said, words)) desk.want(["tonight", "near"]); };

async function askEscort(desk, one, gap) {
  const shape = (targets) => ({ ...gap.body, targets });
  if (desk.done(await escortForm(one.name, gap.path, shape), "Asked. It stands once one of them says yes.")) desk.want(["walks", "tonight"]);
}

// What cannot be taken back and makes a level fall is asked once more.
const stands = (label, title, words) => ({
  label,
  run: async (desk, one, gap, shift) => {
    const when = shift ? ` Shift ${day(shift.starts_at)} – ${local(shift.ends_at, false)}.` : "";
    if (!(await confirmed({ title, words: [words(one.name) + when, "It goes on record under your name."], yes: "Yes, it stands", danger: false }))) return;
    if (await desk.do(gap.path, gap.body)) desk.want(["tonight"]);
  },
});

export const custodyForm = (path, words) => form({
  title: "Where is the respondent?", words, path, yes: "Put on record",
  fields: [
    { name: "status", label: "Custody status", kind: "choice", required: true, options: [["in_custody", "in custody"], ["at_large", "at large"], ["unknown", "unknown: counts as at large"]] },
    { name: "source", label: "On whose word", required: true, hint: "An office rather than a name: county jail, by telephone" },
    { name: "at", label: "It was so at", kind: "moment", isNow: true, required: true },
    { name: "certainty", label: "How sure", kind: "select", options: [["confirmed", "confirmed"], ["reported", "reported"], ["alleged", "alleged: does not count as custody"]], value: "reported" },
  ],
});

const ACTS = {
  escort_not_confirmed: { label: "Ask for an escort", run: askEscort },
  walk_not_arranged: stands("Walk arranged", "Walk arranged?", (name) => `${name} knows her way, her time, and who waits for word.`),
  photo_not_posted: stands("Photo is posted", "Photo posted?", () => "Reception has the respondent's picture, and who sits there has seen it."),
  police_not_told: stands("Police told", "Police told?", (name) => `The police know of ${name}'s case.`),
  custody_not_checked: { label: "Say custody", run: async (desk, one, gap) => refresh(desk, await custodyForm(gap.path, [`Of ${gap.about}, for ${one.name}.`])) },
  order_not_served: { label: "It was served", run: async (desk, one, gap) => refresh(desk, await happened("The order was served", gap)) },
  order_not_verified: { label: "Compare and verify", run: verify },
  orders_conflict: { label: "Read the orders", run: readOrders },
  tracker_silent: { label: "Say why it is over", run: async (desk, one, gap) => refresh(desk, await form({ title: "The tracker can be used again", path: gap.path, yes: "End this concern", fields: [{ name: "why", label: "Why it counts no longer", required: true, kind: "area" }] })) },
  review_overdue: { label: "Looked through", run: async (desk, one, gap) => refresh(desk, await form({ title: `Plan of ${one.name} looked through`, path: gap.path, yes: "Put on record", fields: [{ name: "review_at", label: "Look through it again at", kind: "moment", required: true, hint: "Usually within a month" }] })) },
  plan_missing: { label: "Enter a plan", run: async (desk, one, gap) => refresh(desk, await planForm(desk, one.person, one.name, gap.path)) },
  respondent_unnamed: { label: "Enter the respondent", run: async (desk) => refresh(desk, await respondentForm(desk), "On record. Name them in her order or plan too.") },
};

export const happened = (title, gap) => form({
  title, path: gap.path, yes: "Put on record",
  fields: [{ name: "at", label: "When", kind: "moment", isNow: true, required: true }, { name: "source", label: "On whose word", required: true, hint: "Sheriff's office, by telephone" }],
});

async function orderOf(desk, path) {
  try {
    return await ask("GET", path);
  } catch (refusal) {
    desk.toast(`Not read: ${refusal.message}`, "bad");
    return null;
  }
}

async function verify(desk, one, gap) {
  const order = await orderOf(desk, gap.path.replace(/\/verify$/, ""));
  if (!order) return;
  if (order.entered_by === desk.me.person) { desk.toast("Not yours to verify: somebody other than who entered it compares it with the paper.", "bad"); return; }
  const yes = await confirmed({ title: "Compare with the court's paper", words: orderLines(order, desk), yes: "The paper says the same", danger: false });
  if (yes && await desk.do(gap.path, gap.body, "Verified, and on record.")) desk.want(["tonight"]);
}

export function orderLines(order, desk) {
  const when = (at) => (at ? day(at) : "not known");
  return [
    `${order.court}, ${plain(order.kind)}${order.number ? `, number ${order.number}` : ""}: ${orderStatus(order.status)}`,
    `Issued ${when(order.issued_at)}; served ${when(order.served_at)}; ends ${order.expires_at ? `${day(order.expires_at)} here` : "at no known time"}`,
    `Protects ${order.protected.map((each) => desk.personName(each)).join(", ")} from ${order.respondents.join(", ")}`,
    order.distance_m ? `Distance ${order.distance_m} m` : "No distance named",
    ...order.conditions.map(condition),
    ...order.areas.map((area) => `Stay-away area: ${area.place ? desk.placeName(area.place) : area.label || "a point"} and ${area.radius_m} m around`),
    order.workplaces.length && `Workplaces: ${order.workplaces.map((each) => desk.placeName(each)).join(", ")}`,
    order.text && `Text: ${order.text}`,
  ].filter(Boolean);
}

async function readOrders(desk, one, gap) {
  const order = await orderOf(desk, gap.path);
  if (!order) return;
  const words = order.together.flatMap((each) => [`${desk.personName(each.person)} and ${each.respondent}: ${each.orders.join(", ")} hold`, ...each.conflicts.map((name) => `▲ ${conflict(name)}`), `Taken together: ${each.distance_m} m, contact ${plain(each.contact)}`]);
  await confirmed({ title: "Orders that do not fit together", words: [...words, "What is not forbidden here is not thereby allowed: read the papers, ask the court."], yes: "Read", no: "Close", danger: false });
}

