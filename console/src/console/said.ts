// One line of an incident, in words: colour is never the only sign.

import type { IncidentShown } from "../api/types";
import type { Words } from "../words/console/en";
import { term } from "../words/terms";

export function stateOf(each: IncidentShown, { state }: Words): string {
  if (!each.is_open) return state.closed(term(each.disposition ?? ""));
  const parts: string[] = [];
  if (each.duress) parts.push(state.duress);
  if (each.unreadable) parts.push(state.unreadable);
  else if (!each.verified) parts.push(state.unverified);
  if (each.cancel) parts.push(cancelOf(each.cancel, state));
  parts.push(commandOf(each, state));
  return parts.join(" · ");
}

function cancelOf(cancel: NonNullable<IncidentShown["cancel"]>, state: Words["state"]): string {
  if (cancel.safe === null) return state.cancel;
  const who = cancel.judged_by || state.callBack;
  return cancel.safe ? state.safe(who) : state.notSafe(who);
}

function commandOf(each: IncidentShown, state: Words["state"]): string {
  if (each.commander) return state.command(each.commander_name) + (each.command_asked ? ` (${state.asked})` : "");
  return each.step?.answered ? `${state.nobody}, ${state.received(each.step.answered)}` : state.nobody;
}

export function wordsOf(each: IncidentShown, queue: Words["queue"]): string {
  if (each.unreadable) return queue.unreadable;
  const last = each.words.at(-1);
  if (last?.text) return `“${last.text}”`;
  return last?.is_code ? queue.code : "";
}
