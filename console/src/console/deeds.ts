// Everything that can be done now, once: buttons, keys and the palette read the same list. What is
// allowed, and why not, is what the service sent.

import { tick } from "svelte";

import { acts } from "../api/acts";
import type { IncidentShown } from "../api/types";
import { w } from "../words/incident";
import type { Room } from "./room.svelte";
import { choosePick, keysOf, openLines, recommended, sendAll } from "./sending";

export interface Deed {
  id: string;
  key?: string;
  label: string;
  kind?: "primary" | "danger";
  allowed: boolean;
  why: string;
  /** It opens a dialog that says why not, so it can always be pressed. */
  opens?: boolean;
  run: () => unknown;
}

const may = (id: string, label: string, run: () => unknown, more: Partial<Deed> = {}): Deed =>
  ({ id, label, run, allowed: true, why: "", ...more });

/** Taking it, answering for it, ending it: the buttons under the thumb. */
export function actsOf(room: Room, i: IncidentShown): Deed[] {
  if (!i.is_open || !room.board.may("act")) return [];
  const { me } = room.board;
  const words = w().acts;
  const found: Deed[] = [];
  const of = (label: string): string => `${label}: ${i.who}`;
  const own = i.pages.find((page) => page.recipient === `person:${me.person}` && page.purpose === "sos" && page.answer === "silent");
  const asked = i.pages.find((page) => page.purpose === "check_back" && page.answer === "silent");
  if (i.commander !== me.person) found.push(takeCommand(room, i));
  if (own) found.push(may("received", words.received, () => room.do(() => acts.received(i.incident), of(words.received), words.saidReceived), { key: "r" }));
  if (asked) {
    const person = asked.recipient.split(":")[1] ?? "";
    const label = i.commander === me.person ? words.still : words.stillOther(asked.name);
    found.push(may("still", label, () => room.do(() => acts.checkBack(i.incident, person), of(label), words.saidStill), { key: "o", kind: "primary" }));
  }
  const close = i.actions.find((each) => each.action === "close");
  found.push(may("close", words.close, () => { room.asking = { kind: "close", incident: i.incident }; },
    { key: "x", opens: true, allowed: close?.allowed ?? true, why: close?.why_not ?? "" }));
  return found;
}

function takeCommand(room: Room, i: IncidentShown): Deed {
  const words = w().acts;
  const asked = i.actions.find((each) => each.action === "take_command");
  const isOwn = i.sender === `person:${room.board.me.person}`;
  const label = i.commander ? words.over(i.commander_name) : words.take;
  return may("command", label, () => room.do(() => acts.command(i.incident, i.commander), `${label}: ${i.who}`, words.taken),
    { key: "c", kind: "primary", allowed: !isOwn && (asked?.allowed ?? true), why: isOwn ? words.own : (asked?.why_not ?? "") });
}

/** A cancel that nobody has judged yet: two answers, each by name. */
export function verdictsOf(room: Room, i: IncidentShown): Deed[] {
  if (!i.is_open || !i.cancel || i.cancel.safe !== null || !room.board.may("act")) return [];
  const words = w().verdict;
  return [
    may("safe", words.isSafe, () => room.do(() => acts.judge(i.incident, true), `${words.isSafe}: ${i.who}`, words.saidSafe)),
    may("not_safe", words.notSafe, () => room.do(() => acts.judge(i.incident, false), `${words.notSafe}: ${i.who}`, words.saidNot), { kind: "danger" }),
  ];
}

/** What is written down or begun about an incident. */
export function writingOf(room: Room, i: IncidentShown): Deed[] {
  if (!i.is_open || !room.board.may("act")) return [];
  const s = i.search;
  const search = s && !s.ended ? w().search.change : s ? w().search.again : w().search.start;
  return [
    may("note", w().record.add, () => goTo(room, "note", "record"), { key: "n" }),
    may("where", w().where.set, () => goTo(room, "place", "set-where"), { key: "l" }),
    may("search", search, () => { room.asking = { kind: "search", incident: i.incident }; }, { key: "f" }),
    may("link", w().link, () => { room.asking = { kind: "link", incident: i.incident }; }, { key: "m" }),
  ];
}

/** Sending what is recommended: all of it, or one. */
export function sendsOf(room: Room, i: IncidentShown): Deed[] {
  if (!i.is_open || !i.advice || !room.board.may("act")) return [];
  const keys = keysOf(i);
  const all = recommended(i);
  const found = all.length > 1 ? [may("send_all", "", () => sendAll(room, i), { key: "s" })] : [];
  for (const pick of openLines(i).flatMap((line) => line.picks)) {
    const key = keys.get(pick.unit);
    const allowed = pick.allowed || pick.can_redirect || (pick.status === "available" && pick.reasons.includes("crew_kept_away"));
    if (key) found.push(may(`send_${pick.unit}`, pick.unit, () => choosePick(room, i, pick), { key: String(key), allowed, why: pick.why_not }));
  }
  return found;
}

export const deedsOf = (room: Room, i: IncidentShown): Deed[] =>
  [...actsOf(room, i), ...verdictsOf(room, i), ...writingOf(room, i), ...sendsOf(room, i)];

/** Unfold what holds this field, and go there. */
export async function goTo(room: Room, id: string, fold = ""): Promise<void> {
  if (fold) room.unfolded.set(fold, true);
  await tick();
  document.getElementById(id)?.focus();
}
