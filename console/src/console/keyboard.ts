// Every action by keyboard. A key does what its button does, and nothing where one types.

import { w } from "../words/incident";
import { deedsOf } from "./deeds";
import type { Room } from "./room.svelte";

const TYPES = /^(INPUT|TEXTAREA|SELECT)$/;
const OFF = "keys";

export const areKeysOff = (): boolean => localStorage.getItem(OFF) === "off";
export const turnKeys = (isOff: boolean): void => localStorage.setItem(OFF, isOff ? "off" : "on");

export function onKey(room: Room, event: KeyboardEvent): void {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (room.asking === null) room.asking = { kind: "palette" };
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || areKeysOff()) return;
  if (room.asking !== null || (target && (TYPES.test(target.tagName) || target.isContentEditable))) return;
  // The phones of the demo lie beside the board and are none of it.
  if (target?.closest("#phones")) return;
  if (press(room, event.key.toLowerCase())) event.preventDefault();
}

function press(room: Room, key: string): boolean {
  if (key === "?") room.asking = { kind: "keys" };
  else if (key === "/") room.asking = { kind: "palette" };
  else if (key === "j" || key === "k") room.step(key === "j" ? 1 : -1);
  else if (key === "q") focus(document.querySelector(".queue [aria-current]"));
  else if (key === "h" && room.board.may("act")) room.asking = { kind: "handover" };
  else if (key === "u") nextUnit();
  else return act(room, key);
  return true;
}

function act(room: Room, key: string): boolean {
  const i = room.chosen;
  const deed = i ? deedsOf(room, i).find((each) => each.key === key) : undefined;
  if (!deed) return false;
  if (deed.allowed || deed.opens) void deed.run();
  else room.say(w().acts.why, true);
  return true;
}

// To the first unit of this incident; pressed again, to the next one.
function nextUnit(): void {
  const units = [...document.querySelectorAll("#assigned > .unit, .fleet .unit")];
  const at = units.findIndex((unit) => unit.contains(document.activeElement));
  const after = [...units.slice(at + 1), ...units.slice(0, at + 1)];
  focus(after.map((unit) => unit.querySelector("button:not(:disabled)")).find(Boolean));
}

function focus(found: Element | null | undefined): void {
  if (found instanceof HTMLElement) found.focus();
}

/** What had the focus is gone because data changed: its successor gets it, or the part it stood in. */
export function keepsFocus(room: HTMLElement): () => void {
  let last: { key: string; home: Element | null } | null = null;
  const remember = (event: FocusEvent) => {
    const on = event.target instanceof HTMLElement ? event.target : null;
    last = on ? { key: on.dataset["key"] ?? "", home: on.closest("section, .queue, header, aside") } : null;
  };
  const watch = new MutationObserver(() => {
    if (!last || document.activeElement !== document.body || document.querySelector("dialog[open]")) return;
    const same = last.key ? room.querySelector(`[data-key="${CSS.escape(last.key)}"]:not(:disabled)`) : null;
    const beside = last.home?.isConnected ? last.home.querySelector("button:not(:disabled), a[href]") : null;
    focus(same ?? beside ?? room.querySelector("#detail"));
  });
  // A click beside every control lets go of the focus on purpose.
  const letGo = (event: PointerEvent) => { if (!(event.target as Element).closest("button, a, input, select, textarea, summary")) last = null; };
  room.addEventListener("focusin", remember);
  room.addEventListener("pointerdown", letGo);
  watch.observe(room, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
  return () => { watch.disconnect(); room.removeEventListener("focusin", remember); room.removeEventListener("pointerdown", letGo); };
}

