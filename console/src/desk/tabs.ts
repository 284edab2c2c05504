// The parts of the desk that somebody may open, and what needs a hand in each.

import type { Desk } from "./desk.svelte";

export type Tab = "tonight" | "sightings" | "walks" | "near" | "plans" | "people" | "own";

export function tabsOf(desk: Desk): Tab[] {
  const looks: Tab[] = desk.mayLook ? ["tonight", "sightings", "walks", "near", "plans"] : ["own"];
  return desk.may("dismiss") ? [...looks, "people"] : looks;
}

export function marksOf(desk: Desk): Partial<Record<Tab, string>> {
  const stands = desk.stands;
  if (!stands) return {};
  const many = (n: number, sign = ""): string => (n ? `${sign}${n}` : "");
  return {
    tonight: many(stands.tonight.waiting, "▲ "),
    sightings: many(stands.sightings.waiting, "▲ "),
    walks: stands.walks.grave ? `▲ ${stands.walks.grave}` : many(stands.walks.all),
    near: stands.near.grave ? `■ ${stands.near.grave}` : many(stands.near.waiting, "▲ "),
    plans: many(stands.orders.waiting + (stands.plans?.waiting ?? 0), "▲ "),
  };
}
