// What stands, in words: on whose word, how old, until when.

import { age, clock } from "../board/clock.svelte";
import type { Words } from "../words/desk/en";
import { term } from "../words/terms";
import type { Standing } from "./desk.svelte";
import { date } from "./moments";

export function headOf(one: Standing, { stands, custody }: Words): string {
  if (one.what === "custody") return stands.custody(custody[one.custody ?? "unknown"] ?? "", one.name || one.about);
  if (one.what === "order") return stands.order(one.about);
  if (one.what === "escort") return stands.escort(one.by);
  return stands[one.what];
}

export function howOf(one: Standing, words: Words): string {
  const { stands, list } = words;
  const said = one.source ? stands.said(one.source) : one.what === "escort" ? "" : list.by(one.by);
  const old = list.ago(age(clock.now - Date.parse(one.at)));
  return [said, one.certainty ? term(one.certainty) : "", Date.parse(one.at) <= clock.now ? old : "", untilOf(one, stands)].filter(Boolean).join(", ");
}

function untilOf(one: Standing, stands: Words["stands"]): string {
  if (!one.until) return "";
  if (one.what === "plan") return stands.again(date(one.until));
  return one.what === "order" ? stands.ends(date(one.until)) : "";
}
