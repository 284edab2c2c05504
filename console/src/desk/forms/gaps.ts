// The one form that closes each gap of tonight. Which request that is came with the gap.

import type { Refusal } from "../../api/client";
import { local } from "../../board/clock.svelte";
import { w as deskWords } from "../../words/desk";
import { w } from "../../words/deskforms";
import { term } from "../../words/terms";
import type { Desk, Gap, Order, Shift, Tonight } from "../desk.svelte";
import { date, day } from "../moments";
import { fetched } from "../sending";
import { planForm, respondentForm } from "./cases";
import type { Making, Options, Spec } from "./spec";
import { escortForm } from "./walking";

type Opening = (desk: Desk, row: Tonight, gap: Gap, shift?: Shift) => Making | Promise<Making | Refusal>;

const OPENS: Readonly<Record<string, Opening>> = {
  escort_not_confirmed: (_desk, row, gap) => () => escortForm(row.name, gap.path, (targets) => ({ ...gap.body, targets })),
  walk_not_arranged: stands("walk_not_arranged"),
  photo_not_posted: stands("photo_not_posted"),
  police_not_told: stands("police_not_told"),
  custody_not_checked: (_desk, _row, gap) => () => custodyForm(gap.path, gap.name || gap.about),
  order_not_served: (_desk, _row, gap) => () => happened(w().served, gap.path),
  order_not_verified: (desk, _row, gap) => verifyForm(desk, gap.path),
  orders_conflict: (desk, _row, gap) => conflictForm(desk, gap.path),
  tracker_silent: (_desk, _row, gap) => () => ({
    title: w().tracker.title, path: gap.path, yes: w().tracker.yes, fields: [{ name: "why", label: w().tracker.why, required: true, kind: "area" }],
  }),
  review_overdue: (_desk, row, gap) => () => reviewForm(row.name, gap.path),
  plan_missing: (desk, row, gap) => () => planForm(desk, row.person, row.name, gap.path),
  respondent_unnamed: () => () => respondentForm(w().respondent.done),
};

export function closing(desk: Desk, row: Tonight, gap: Gap, shift?: Shift): Promise<Making | Refusal> {
  const opens = OPENS[gap.missing] ?? (() => () => ({ title: gap.missing }));
  return Promise.resolve(opens(desk, row, gap, shift));
}

// What cannot be taken back and makes a level fall is asked once more.
function stands(missing: "walk_not_arranged" | "photo_not_posted" | "police_not_told"): Opening {
  return (_desk, row, gap, shift) => () => {
    const { yes, record, shift: of, [missing]: asked } = w().stands;
    const words = [asked.words(row.name), ...(shift ? [of(day(shift.starts_at), local(shift.ends_at, false))] : []), record];
    return { title: asked.title, words, yes, path: gap.path, shape: () => gap.body };
  };
}

const sure = (): Options => Object.entries(w().sure);

export function custodyForm(path: string, who: string): Spec {
  const words = w().custody;
  return {
    title: words.title(who), path, yes: w().put,
    fields: [
      { name: "status", label: words.status, kind: "choice", required: true, options: Object.entries(words.options) },
      { name: "source", label: w().word, required: true, hint: words.hint },
      { name: "at", label: words.at, kind: "moment", isNow: true, required: true },
      { name: "certainty", label: w().certainty, kind: "select", value: "reported", options: sure().map(([name, said]) => [name, name === "alleged" ? w().allegedCustody : said]) },
    ],
  };
}

export const happened = (title: string, path: string): Spec => ({
  title, path, yes: w().put,
  fields: [{ name: "at", label: w().when, kind: "moment", isNow: true, required: true }, { name: "source", label: w().word, required: true, hint: w().wordHint }],
});

export const reviewForm = (name: string, path: string): Spec => ({
  title: w().reviewed.title(name), path, yes: w().put,
  fields: [{ name: "review_at", label: w().reviewed.at, kind: "moment", required: true, hint: w().reviewed.hint }],
});

/** The order as it was entered, to be compared with the paper; that it is read is on record. */
export async function verifyForm(desk: Desk, path: string): Promise<Making | Refusal> {
  const answer = await fetched<Order>(path.replace(/\/verify$/, ""));
  if (!answer.ok) return answer.refusal;
  return () => ({ title: w().verify.title, words: orderLines(desk, answer.said), yes: w().verify.yes, path, shape: () => ({}), done: w().verify.done });
}

async function conflictForm(desk: Desk, path: string): Promise<Making | Refusal> {
  const answer = await fetched<Order>(path);
  if (!answer.ok) return answer.refusal;
  const words = w().conflict;
  const found = answer.said.together.flatMap((each) => [
    words.hold(desk.personName(each.person), each.respondent, each.orders.join(", ")),
    ...each.conflicts.map((name) => `▲ ${words.kinds[name] ?? term(name)}`),
    words.together(each.distance_m, words.contact[each.contact] ?? term(each.contact)),
  ]);
  return () => ({ title: words.title, words: [...found, words.last] });
}

export function orderLines(desk: Desk, order: Order): string[] {
  const words = w().orderLines;
  const when = (at: string | null): string => (at ? day(at) : words.unknown);
  return [
    words.head(order.court, w().order.kinds[order.kind] ?? term(order.kind), order.number, deskWords().plans.status[order.status] ?? term(order.status)),
    words.dates(when(order.issued_at), when(order.served_at), order.expires_at ? date(order.expires_at) : words.noEnd),
    words.protects(order.protected.map((each) => desk.personName(each)).join(", "), order.respondents.join(", ")),
    order.distance_m ? words.distance(order.distance_m) : words.noDistance,
    ...order.conditions.map((code) => w().order.codes[code] ?? code),
    ...order.areas.map((area) => words.area(area.place ? desk.placeName(area.place) : area.label || words.aPoint, area.radius_m)),
    ...(order.workplaces.length ? [words.workplaces(order.workplaces.map((each) => desk.placeName(each)).join(", "))] : []),
    ...(order.text ? [words.text(order.text)] : []),
  ];
}
