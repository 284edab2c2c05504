// Respondents and custody, orders, plans and screens: read when they are opened, for each reading is on record.

import { ask } from "./ask.js";
import { concernForm, dangerForm, dismissForm, orderForm, planForm, respondentForm, screenForm } from "./desk_entries.js";
import { labelOf } from "./desk_sightings.js";
import { custodyForm, happened, orderLines } from "./desk_tonight.js";
import { confirmed } from "./confirm.js";
import { custody, orderStatus } from "./desk_words.js";
import { el, plain } from "./dom.js";
import { day } from "./time.js";

export function files(desk) {
  const may = (right) => desk.may.has(right);
  const people = (desk.data.tonight ?? []).map((one) => [one.person, one.name]);
  return [
    el("h2", {}, "Orders, respondents, plans"),
    opened(desk, "respondents", "Respondents and custody", "watch/respondents", (found) => found.map((one) => respondent(desk, one))),
    opened(desk, "orders", "Protection orders", "watch/orders", (found) => found.map((one) => order(desk, one))),
    may("cases") && people.map(([person, name]) => opened(desk, `plan-${person}`, `Plan of ${name}`, `watch/plans/${encodeURIComponent(person)}`, (found) => plan(desk, person, name, found))),
    el("div", { class: "buttons entries" },
      may("threats") && entry(desk, "Something new that worries us", "concern", () => concernForm(desk)),
      may("cases") && entry(desk, "Enter a respondent", "new-respondent", () => respondentForm(desk)),
      may("cases") && entry(desk, "Enter an order", "new-order", () => orderForm(desk)),
      may("cases") && entry(desk, "Enter a plan", "new-plan", () => planForm(desk)),
      may("cases") && entry(desk, "Take down a screen", "new-screen", () => screenForm(desk)),
      may("cases") && entry(desk, "Result of a Danger Assessment", "new-danger", () => dangerForm(desk)),
      may("dismiss") && entry(desk, "Dismiss a colleague...", "dismiss", () => dismissForm(desk), "danger")),
  ];
}

function entry(desk, label, key, run, kind = "") {
  return desk.button(label, key, async () => {
    const said = await run();
    if (said === null) return;
    desk.done(said, said.name ? `On record as ${said.name}.` : "Done, and on record.");
    again(desk);
    desk.want(["tonight", "near"]);
  }, kind);
}

// What was opened is read again only when something was done here, or when it is opened again.
const again = (desk) => { for (const [key, one] of Object.entries(desk.files)) if (desk.unfolded[key]) read(desk, key, one.path); };

async function read(desk, key, path) {
  try {
    desk.files[key] = { path, found: await ask("GET", `/api/v1/${path}`) };
  } catch (refusal) {
    desk.files[key] = { path, why: refusal.message };
  }
  desk.show();
}

function opened(desk, key, label, path, rows) {
  const one = desk.files[key];
  const body = !one ? el("p", { class: "calm" }, "Reading...") : one.why ? el("p", { class: "problem" }, one.why) : el("ul", { class: "lines" }, rows([one.found].flat()));
  const details = el("details", { open: Boolean(desk.unfolded[key]) }, el("summary", { "data-key": `fold-${key}` }, label), body);
  details.addEventListener("toggle", () => {
    if (details.open === Boolean(desk.unfolded[key])) return;
    desk.unfolded[key] = details.open;
    if (details.open) read(desk, key, path);
  });
  return details;
}

const act = (desk, label, key, run) => desk.button(label, key, async () => {
  if (!desk.done(await run())) return;
  again(desk);
  desk.want(["tonight"]);
});

function respondent(desk, one) {
  const said = one.custody;
  const path = `/api/v1/watch/respondents/${encodeURIComponent(one.respondent)}/custody`;
  return el("li", {},
    el("div", { class: "row" }, el("h3", {}, one.name, el("small", {}, ` ${one.respondent}`)), el("span", { class: `level ${said.status === "in_custody" ? "steady" : "high"}` }, `${said.status === "in_custody" ? "○" : "▲"} ${custody(said.status)}`)),
    el("p", {}, said.at ? [`Said last: ${custody(said.said)}, ${plain(said.certainty)}, by ${said.source}, `, el("span", { "data-old": said.at }), ` ago (${day(said.at)})`] : "Nobody has said yet where they are."),
    el("p", { class: "muted" }, [labelOf({ ...one, name: "" }), one.photo && `picture: ${one.photo}`, one.has_tracker && "wears a tracker", one.staff && `colleague ${one.staff}`].filter(Boolean).join(" · ") || "No description."),
    one.protected.length > 0 && el("p", {}, `Must stay away from ${one.protected.map((each) => desk.personName(each)).join(", ")}`),
    el("div", { class: "buttons" }, desk.may.has("threats") && act(desk, "Say custody", `custody-${one.respondent}`, () => custodyForm(path, [`Of ${one.name}.`]))));
}

function order(desk, one) {
  const path = `/api/v1/watch/orders/${encodeURIComponent(one.order)}`;
  const holds = one.status === "in_force" || one.status === "not_served";
  return el("li", {},
    el("div", { class: "row" }, el("h3", {}, one.order, el("small", {}, ` ${one.court}`)), el("span", { class: `level ${one.status === "in_force" ? "steady" : "high"}` }, `${one.status === "in_force" ? "○" : "▲"} ${orderStatus(one.status)}`)),
    el("p", {}, one.expires_at ? `Ends ${day(one.expires_at)}` : "No end is known", " · ", one.verified_by ? `✓ verified by ${one.verified_by}` : el("strong", { class: "warned" }, "▲ NOT VERIFIED"), ` · entered by ${one.entered_by}`),
    desk.fold(`order-${one.order}`, "What it says", el("ul", {}, orderLines(one, desk).map((words) => el("li", {}, words)))),
    el("div", { class: "buttons" },
      holds && !one.verified_by && one.entered_by !== desk.me.person && desk.may.has("verify") && act(desk, "Compare and verify", `verify-${one.order}`, async () => (await confirmed({ title: "Compare with the court's paper", words: orderLines(one, desk), yes: "The paper says the same", danger: false })) ? desk.do(`${path}/verify`) : null),
      one.status === "not_served" && desk.may.has("cases") && act(desk, "It was served", `served-${one.order}`, () => happened("The order was served", { path: `${path}/served` })),
      holds && desk.may.has("cases") && act(desk, "The court took it back", `vacated-${one.order}`, () => happened("The court took the order back", { path: `${path}/vacated` }))));
}

function plan(desk, person, name, [one]) {
  const lines = [
    `Look through again ${day(one.review_at)}${one.review_due ? ": ▲ DUE" : ""}`,
    [one.escort && "escort at the end of a shift", one.photo && "photo at reception", one.screening && "calls are screened", one.no_walk && "no walk wanted", one.by_contact && "written to by her safe contact only"].filter(Boolean).join(" · ") || "No escort, photo or call screening asked for",
    one.walk && `Walk: ${[desk.placeName(one.walk.start), one.walk.door].filter(Boolean).join(", ")} → ${desk.placeName(one.walk.end)}, ${one.walk.minutes} min`,
    one.parking && `Parking: ${one.parking}`, one.safe_contact && `Safe contact: ${one.safe_contact}`, one.safe_hours.length > 0 && `Safe hours: ${one.safe_hours.map((each) => `${each.days.join(" ")} ${each.start}-${each.end}`).join("; ")}`,
    one.code_words && "Code words are on record", one.shift_changes && `Shift changes: ${one.shift_changes}`, one.notes && `Notes: ${one.notes}`,
    one.may_know.length > 0 && `May know: ${one.may_know.join(", ")}`,
  ].filter(Boolean);
  return [...lines.map((words) => el("li", {}, words)), desk.may.has("cases") && el("li", { class: "buttons" }, act(desk, "Change the plan", `plan-edit-${person}`, () => planForm(desk, person, name, undefined, one)))];
}
