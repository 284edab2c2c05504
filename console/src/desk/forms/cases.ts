// Respondents, orders and plans: the fields of the API, and nothing it does not ask for.

import { clock } from "../../board/clock.svelte";
import { w } from "../../words/deskforms";
import type { components } from "../../api/schema";
import type { Desk, Order } from "../desk.svelte";
import { fieldOf } from "../moments";
import type { Field, Options, Sent, Spec } from "./spec";

export type Plan = components["schemas"]["PlanShown"];

const DAY_MS = 86_400_000;
const placesOf = (desk: Desk): Options => [["", w().none], ...desk.places.map((each) => [each.place, each.name] as const)];

/** Whoever it can only be; nobody where there are several. */
function only(desk: Desk): string {
  const people = desk.lists.tonight?.found ?? desk.lists.plans?.found ?? [];
  return people.length === 1 ? (people[0]?.person ?? "") : "";
}

export const personField = (desk: Desk): Field => ({ name: "person", label: w().person, kind: "person", required: true, hint: w().personHint, value: only(desk) });

export function respondentForm(done = ""): Spec {
  const words = w().respondent;
  return {
    title: words.title, path: "/api/v1/watch/respondents", yes: w().put, ...(done ? { done } : {}),
    shape: ({ plate, vehicle, ...given }) => ({ ...given, ...(plate || vehicle ? { vehicles: [{ plate: plate ?? "", description: vehicle ?? "" }] } : {}) }),
    fields: [
      { name: "name", label: words.name, required: true },
      { name: "respondent", label: words.id, hint: words.idHint },
      { name: "aliases", label: words.aliases, kind: "list" },
      { name: "description", label: words.description, kind: "area" },
      { name: "plate", label: words.plate },
      { name: "vehicle", label: words.vehicle, hint: words.vehicleHint },
      { name: "photo", label: words.photo },
      { name: "staff", label: words.staff },
      { name: "devices", label: words.devices, kind: "list" },
    ],
  };
}

/** `old` is an order that is entered anew: what it says now stands in the fields. */
export function orderForm(desk: Desk, old?: Order): Spec {
  const words = w().order;
  const own = only(desk);
  const moment = (at: string | null | undefined): string => (at ? fieldOf(Date.parse(at)) : "");
  return {
    title: old ? words.again(old.order) : words.title, path: "/api/v1/watch/orders", yes: w().put,
    words: old ? [words.replaces, words.lead] : [words.lead],
    shape: ({ area, radius_m, expires_on, ...given }) => ({ ...kept(old), ...given, ...ending(old, expires_on), ...areas(old, area, radius_m) }),
    fields: [
      { name: "court", label: words.court, required: true, value: old?.court },
      { name: "number", label: words.number, value: old?.number },
      { name: "order", label: words.id, hint: words.idHint, value: old?.order },
      { name: "kind", label: words.kind, kind: "select", options: Object.entries(words.kinds), value: old?.kind ?? "final" },
      { name: "zone", label: words.zone, required: true, value: old?.zone ?? clock.zone },
      { name: "protected", label: words.protected, kind: "list", required: true, value: old?.protected ?? (own ? [own] : []) },
      { name: "respondents", label: words.respondents, kind: "list", required: true, value: old?.respondents },
      { name: "issued_at", label: words.issued, kind: "moment", required: true, value: moment(old?.issued_at) },
      { name: "served_at", label: words.served, kind: "moment", value: moment(old?.served_at) },
      { name: "expires_on", label: words.expires, kind: "date", value: lastDay(old) },
      { name: "distance_m", label: words.distance, kind: "number", min: 0, value: old?.distance_m || "" },
      { name: "conditions", label: words.conditions, kind: "checks", options: Object.entries(words.codes).sort(), value: old?.conditions },
      { name: "area", label: words.area, kind: "select", options: placesOf(desk), value: "" },
      { name: "radius_m", label: words.radius, kind: "number", min: 1 },
      { name: "workplaces", label: words.workplaces, kind: "list", hint: desk.places.map((each) => each.place).join(", "), value: old?.workplaces },
      { name: "text", label: words.text, kind: "area", value: old?.text },
    ],
  };
}

// An order that ends on a day ends with it where the court is: the day before its last midnight.
function lastDay(old: Order | undefined): string {
  if (!old?.expires_at) return "";
  const before = new Date(Date.parse(old.expires_at) - 1000);
  return new Intl.DateTimeFormat("en-CA", { timeZone: old.zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(before);
}

// Whoever leaves the day as it is leaves the moment too: not every order ends at midnight.
function ending(old: Order | undefined, day: Sent[string] | undefined): object {
  if (!day) return {};
  return old && day === lastDay(old) ? { expires_at: old.expires_at } : { expires_on: day };
}

// What the form does not show must not be lost by it.
const kept = (old: Order | undefined): object => (old ? { petitioners: old.petitioners, vehicles: old.vehicles, effective_at: old.effective_at } : {});

function areas(old: Order | undefined, place: Sent[string] | undefined, radius: Sent[string] | undefined): object {
  const before = (old?.areas ?? []).map(({ radius_m, place: at, point, label }) => {
    const [latitude, longitude] = point.split(",").map(Number);
    return { radius_m, place: at, label, ...(point ? { latitude, longitude } : {}) };
  });
  const all = place ? [...before, { place, radius_m: radius ?? 0 }] : before;
  return all.length ? { areas: all } : {};
}

/** `old` is a plan that is changed: it is replaced as a whole. */
export function planForm(desk: Desk, who: string, name: string, path: string, old?: Plan): Spec {
  const words = w().plan;
  return {
    title: name ? words.of(name) : words.title, yes: w().put, words: old ? [words.replaces] : [],
    path: path || ((given) => `/api/v1/watch/plans/${encodeURIComponent(String(given["person"]))}`),
    shape: ({ person: _person, start, end, minutes, door, ...given }) => ({
      ...(old?.safe_hours.length ? { safe_hours: old.safe_hours } : {}), ...given,
      ...(start && end ? { walk: { start, end, minutes: minutes ?? 5, door: door ?? "" } } : {}),
    }),
    fields: [
      ...(who ? [] : [personField(desk)]),
      { name: "review_at", label: words.review, kind: "moment", required: true, value: fieldOf(clock.exactly() + 30 * DAY_MS) },
      { name: "respondents", label: words.against, kind: "list", value: old?.respondents },
      { name: "escort", label: words.escort, kind: "check", value: old?.escort },
      { name: "photo", label: words.photo, kind: "check", value: old?.photo },
      { name: "screening", label: words.screening, kind: "check", value: old?.screening },
      { name: "start", label: words.from, kind: "select", options: placesOf(desk), value: old?.walk?.start },
      { name: "door", label: words.door, value: old?.walk?.door },
      { name: "end", label: words.to, kind: "select", options: placesOf(desk), value: old?.walk?.end },
      { name: "minutes", label: words.minutes, kind: "number", min: 1, value: old?.walk?.minutes ?? 5 },
      { name: "no_walk", label: words.noWalk, kind: "check", value: old?.no_walk },
      { name: "parking", label: words.parking, value: old?.parking },
      { name: "safe_contact", label: words.contact, hint: words.contactHint, value: old?.safe_contact },
      { name: "by_contact", label: words.byContact, kind: "check", value: old?.by_contact },
      { name: "code_words", label: words.codes, hint: words.codesHint, value: old?.code_words },
      { name: "shift_changes", label: words.shifts, value: old?.shift_changes },
      { name: "notes", label: words.notes, kind: "area", value: old?.notes },
      { name: "may_know", label: words.mayKnow, kind: "list", value: old?.may_know },
    ],
  };
}
