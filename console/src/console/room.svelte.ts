// One dispatcher at one board: what is selected, what is being asked, what was said just now.

import { SvelteMap } from "svelte/reactivity";

import { readings, type Done } from "../api/acts";
import { NO_ANSWER, NOT_SENT } from "../api/client";
import type { Guarded, IncidentShown } from "../api/types";
import type { Board } from "../board/board.svelte";
import { clock } from "../board/clock.svelte";
import { place } from "../board/place.svelte";
import { ordered } from "../board/queue";
import { siren } from "../board/siren.svelte";
import { w } from "../words/room";

const GOOD_MS = 4000;
const BAD_MS = 12_000;
const LATE_MS = 700; // Before that an answer is only on its way.
export const NARROW_PX = 560; // The same as in the style sheets.

export interface Question { title: string; words: string[]; yes: string; danger?: boolean; answer: (yes: boolean) => void }
export type Asking =
  | { kind: "close" | "link" | "search"; incident: string }
  | { kind: "road"; points: [number, number][] }
  | { kind: "question"; question: Question }
  | { kind: "keys" | "palette" | "handover" | "menu" };
export type Reading = { waiting: true } | { problem: string } | { guarded: Guarded };
export interface Toast { words: string; isBad: boolean }
/** What was asked and did not get through. `isSure`: it never left; else it may have been done. */
export interface Unsent { what: string; at: number; isSure: boolean }

export class Room {
  narrow = $state(false);
  asking = $state.raw<Asking | null>(null);
  toast = $state.raw<Toast | null>(null);
  /** Stands on top until somebody has seen it: nothing is sent again by itself, and nothing is lost in silence. */
  unsent = $state.raw<readonly Unsent[]>([]);
  /** What was asked a while ago and has no answer yet. */
  waiting = $state.raw<readonly string[]>([]);
  /** For screen readers: at once, and when there is time. */
  urgent = $state("");
  polite = $state("");
  readonly unfolded = new SvelteMap<string, boolean>();
  readonly cautions = new SvelteMap<string, Reading>();
  readonly drafts = new SvelteMap<string, string>();
  readonly board: Board;
  readonly all: readonly IncidentShown[];
  readonly open: readonly IncidentShown[];
  readonly chosen: IncidentShown | undefined;
  private known: Map<string, IncidentShown> | null = null;
  private ended = 0;
  private readonly asked = new Set<string>();

  constructor(board: Board) {
    this.board = board;
    this.all = $derived(ordered(board.incidents.values()));
    this.open = $derived(this.all.filter((each) => each.is_open));
    this.chosen = $derived(board.incidents.get(place.incident));
  }

  choose(incident: string): void {
    place.choose(incident);
    const detail = document.getElementById("detail");
    if (!detail) return;
    detail.scrollTop = 0;
    const isBelow = detail.offsetTop > innerHeight || matchMedia("(max-width: 700px)").matches;
    if (isBelow) detail.scrollIntoView();
  }

  step(by: number): void {
    const at = this.all.findIndex((each) => each.incident === place.incident);
    const next = this.all[Math.min(this.all.length - 1, Math.max(0, at + by))];
    if (next) this.choose(next.incident);
  }

  /**
   * Do it, and say that it is on record, or why it was refused. `what` names it where it gets no
   * answer; as long as it has none, the same is not sent a second time.
   */
  async do(ask: () => Done, what: string, done = w().did): Promise<boolean> {
    if (this.asked.has(what)) return false;
    const one: Unsent = { what, at: clock.now, isSure: false };
    this.asked.add(what);
    const isLate = setTimeout(() => { this.waiting = [...this.waiting, what]; }, LATE_MS);
    const answer = await ask();
    clearTimeout(isLate);
    this.asked.delete(what);
    this.waiting = this.waiting.filter((each) => each !== what);
    if (answer.ok) {
      this.unsent = this.unsent.filter((each) => each.what !== what);
      this.say(done, false);
      return true;
    }
    const { reason, detail } = answer.refusal;
    const isUnsent = reason === NOT_SENT || reason === NO_ANSWER;
    // What stands on top is not said a second time over the buttons; but a dialog hides the top.
    if (!isUnsent || this.asking) this.say(w().notDone(detail), true);
    if (isUnsent) this.unsent = [...this.unsent.filter((each) => each.what !== what), { ...one, isSure: reason === NOT_SENT }];
    return false;
  }

  seen(one: Unsent): void {
    this.unsent = this.unsent.filter((each) => each !== one);
  }

  say(words: string, isBad: boolean): void {
    clearTimeout(this.ended);
    this.toast = { words, isBad };
    this.ended = setTimeout(() => { this.toast = null; }, isBad ? BAD_MS : GOOD_MS);
  }

  /** What cannot be taken back is asked for once more, in words that say what will happen. */
  confirmed(question: Omit<Question, "answer">): Promise<boolean> {
    return new Promise((done) => {
      const answer = (yes: boolean) => { this.asking = null; done(yes); };
      this.asking = { kind: "question", question: { ...question, answer } };
    });
  }

  /** The caution is guarded: asking for it puts the reading on record, once for each time it is opened. */
  async readCaution(incident: string): Promise<void> {
    if (this.cautions.has(incident)) return;
    this.cautions.set(incident, { waiting: true });
    const answer = await readings.caution(incident);
    this.cautions.set(incident, answer.ok ? { guarded: answer.said } : { problem: answer.refusal.detail });
  }

  /** Whoever types or is being asked something is not torn away from it. */
  get isBusy(): boolean {
    const active = document.activeElement;
    const isTyping = active !== null && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName) && active.closest("#detail") !== null;
    return this.asking !== null || isTyping;
  }

  /** Called whenever an incident changed: what is new is heard, said and, if nobody works here, shown. */
  greet(all: readonly IncidentShown[]): void {
    if (!this.board.isKnown) return;
    const before = this.known;
    this.known = new Map(all.map((each) => [each.incident, each]));
    const fresh = before === null ? [] : all.filter((each) => isFresh(each, before.get(each.incident)));
    this.sound(all, fresh);
    if (before !== null) this.announce(all, before, fresh);
    this.goOn(all, before, fresh.length > 0);
  }

  private sound(all: readonly IncidentShown[], fresh: readonly IncidentShown[]): void {
    const owed = all.filter((each) => each.is_open && !each.commander);
    const isFaint = !owed.some(isKnownVoice);
    siren.owes(owed.length, isFaint, fresh.length > 0);
  }

  private announce(all: readonly IncidentShown[], before: ReadonlyMap<string, IncidentShown>, fresh: readonly IncidentShown[]): void {
    const loud = fresh.find(isKnownVoice) ?? fresh[0];
    if (loud) {
      const words = loud.words.at(-1)?.text ?? "";
      this.urgent = loud.duress ? w().newDuress(loud.who, words) : w().newSos(loud.who, words);
    }
    const news = all.flatMap((each) => newsOf(each, before.get(each.incident)));
    if (news.length) this.polite = news.join(" ");
  }

  // The next one that needs a hand, where the present one is over and nobody looks at it on purpose.
  private goOn(all: readonly IncidentShown[], before: ReadonlyMap<string, IncidentShown> | null, isNew: boolean): void {
    const current = this.board.incidents.get(place.incident);
    const next = all.find((each) => each.is_open) ?? all[0];
    if (!current) return place.choose(next?.incident ?? "");
    const justClosed = before?.get(current.incident)?.is_open === true;
    if (!current.is_open && next?.is_open && (justClosed || isNew) && !this.isBusy) place.choose(next.incident);
  }
}

const isKnownVoice = (each: IncidentShown): boolean => each.verified || each.unreadable;

function isFresh(each: IncidentShown, before: IncidentShown | undefined): boolean {
  if (!each.is_open) return false;
  return before === undefined || !before.is_open || (each.duress && !before.duress);
}

function newsOf(each: IncidentShown, before: IncidentShown | undefined): string[] {
  if (before === undefined || before === each) return [];
  if (before.is_open && !each.is_open) return [w().closed(each.who)];
  if (each.commander === before.commander) return [];
  return [each.commander ? w().taken(each.who, each.commander_name) : w().lost(each.who)];
}
