// What the desk knows. How every list stands is asked whenever something changed, and that is no
// reading. A list itself is read only when its mark is another one, it stands in front and the page
// is to be seen: so a reading on record means that somebody looked.

import { answerOf, api, type Answer, type Refusal } from "../api/client";
import { Live } from "../api/live";
import type { components } from "../api/schema";
import { leave, me } from "../api/session";
import type { AgencyShown, BoardShown, IncidentShown, MeShown, PlaceShown, SystemShown } from "../api/types";
import { clock } from "../board/clock.svelte";
import { Pulse, SILENT_MS } from "../board/pulse.svelte";
import { reading } from "../words/language.svelte";

type Schemas = components["schemas"];
export type Tonight = Schemas["TonightShown"];
export type Shift = Schemas["ShiftTonightShown"];
export type Gap = Schemas["GapShown"];
export type Standing = Schemas["StandingShown"];
export type Sighting = Schemas["SightingShown"];
export type Walk = Schemas["shown_walks_WalkShown"];
export type Nearness = Schemas["NearnessShown"];
export type Order = Schemas["OrderShown"];
export type PlanListed = Schemas["PlanListed"];
export type Stands = Schemas["DeskShown"];

export interface Lists {
  tonight: readonly Tonight[];
  sightings: readonly Sighting[];
  walks: readonly Walk[];
  near: Nearness;
  orders: readonly Order[];
  plans: readonly PlanListed[];
}
export type Part = keyof Lists;

const READS: { [P in Part]: () => Promise<Answer<Lists[P]>> } = {
  tonight: () => answerOf(api.GET("/api/v1/watch/tonight")),
  sightings: () => answerOf(api.GET("/api/v1/sightings")),
  walks: () => answerOf(api.GET("/api/v1/walks")),
  near: () => answerOf(api.GET("/api/v1/watch/nearness")),
  orders: () => answerOf(api.GET("/api/v1/watch/orders")),
  plans: () => answerOf(api.GET("/api/v1/watch/plans")),
};
const GATHER_MS = 250; // Several changes in a row are asked for once.
const RETRY_MS = 5000;
const AGAIN_MS = 60_000; // What changes by time alone changes a mark within so much.

/** One list as it was read, or why it was not. */
export interface Reading<T> {
  found?: T;
  /** On the server's clock. */
  at: number;
  refusal?: Refusal;
  /** Since when it could not be read again. */
  oldSince?: number;
}

export class Desk {
  me = $state.raw<MeShown>()!;
  agency = $state.raw<AgencyShown>({ name: "", timezone: "UTC", emergency_number: "" });
  places = $state.raw<readonly PlaceShown[]>([]);
  stands = $state.raw<Stands>();
  /** Why it is not known how the lists stand. */
  refusal = $state.raw<Refusal>();
  /** Whoever is protected learns here, like everybody else, only near, far or unknown. */
  own = $state.raw<Schemas["OwnNearness"]>();
  lists = $state.raw<{ readonly [P in Part]?: Reading<Lists[P]> }>({});
  open = $state(0);
  notRecordedSince = $state("");
  isOver = $state(false);
  toast = $state.raw<string>("");
  readonly pulse = new Pulse();
  private front: readonly Part[] = [];
  private readonly marks = new Map<Part, string>();
  private readonly incidents = new Set<string>();
  private readonly live: Live;
  private isKnown = false;
  private gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(who: MeShown) {
    this.me = who;
    this.live = new Live("/api/v1/stream", {
      onEvent: (name, data) => this.hear(name, data),
      onMoment: (iso) => clock.learn(iso),
      onBytes: () => this.pulse.beat(),
      onDenied: () => this.end(),
    });
  }

  start(): void {
    void this.live.run();
    setInterval(() => { if (this.isKnown && !this.pulse.isLive) this.live.again(); }, SILENT_MS);
    setInterval(() => this.soon(), AGAIN_MS);
    document.addEventListener("visibilitychange", () => this.soon());
    // Why something cannot be done the service says, so it is asked again in the other language.
    reading.listen(() => { this.marks.clear(); this.soon(0); });
  }

  may(right: string): boolean {
    return this.me.rights.includes(right);
  }

  get mayLook(): boolean {
    return this.may("threats");
  }

  /** Access has ended: nothing of anybody stays on the screen. */
  end(): void {
    this.live.stop();
    this.isOver = true;
    this.forget();
  }

  async signOut(): Promise<void> {
    await leave();
    this.end();
  }

  /** These lists are in front now. */
  see(...parts: readonly Part[]): void {
    this.front = parts;
    this.soon(0);
  }

  /** Read this list anew, whatever its mark says: somebody asked for it. */
  again(part: Part): void {
    this.marks.delete(part);
    this.soon(0);
  }

  /** Something was done, or may have changed. */
  soon(after = GATHER_MS): void {
    clearTimeout(this.gathering);
    this.gathering = setTimeout(() => void this.look(), after);
  }

  say(words: string): void {
    this.toast = words;
    setTimeout(() => { if (this.toast === words) this.toast = ""; }, 5000);
  }

  placeName(id: string): string {
    return this.places.find((each) => each.place === id)?.name ?? id;
  }

  personName(id: string): string {
    const known = [...(this.lists.tonight?.found ?? []), ...(this.lists.plans?.found ?? [])];
    return known.find((each) => each.person === id)?.name ?? id;
  }

  // Asking.

  private async look(): Promise<void> {
    if (this.isOver || document.hidden || !this.isKnown) return;
    await Promise.all([this.askStands(), this.askOwn()]);
    // The mark is of before the reading: what changes in between gives another one.
    await Promise.all(this.front.map((part) => this.readIfOther(part)));
  }

  private async askStands(): Promise<void> {
    if (!this.mayLook) return;
    const answer = await answerOf(api.GET("/api/v1/watch/desk"));
    this.refusal = answer.ok ? undefined : answer.refusal;
    if (answer.ok) this.stands = answer.said;
    else this.fail(answer.refusal);
  }

  private async askOwn(): Promise<void> {
    const answer = await answerOf(api.GET("/api/v1/me/nearness"));
    if (answer.ok) this.own = answer.said;
    else this.fail(answer.refusal);
  }

  private async readIfOther(part: Part): Promise<void> {
    const mark = this.stands?.[part]?.mark;
    if (mark === undefined || this.marks.get(part) === mark) return;
    this.marks.set(part, mark);
    await this.read(part);
  }

  private async read<P extends Part>(part: P): Promise<void> {
    const answer: Answer<Lists[P]> = await READS[part]();
    if (this.isOver) return;
    const before: Reading<Lists[P]> | undefined = this.lists[part];
    if (answer.ok) this.lists = { ...this.lists, [part]: { found: answer.said, at: clock.exactly() } };
    else {
      this.marks.delete(part);
      this.fail(answer.refusal);
      const isGone = answer.refusal.status === 403 || answer.refusal.status === 404;
      const kept = isGone ? undefined : before?.found;
      this.lists = { ...this.lists, [part]: { found: kept, at: before?.at ?? 0, refusal: answer.refusal, oldSince: before?.oldSince ?? clock.exactly() } };
    }
  }

  private fail(refusal: Refusal): void {
    if (refusal.status === 401) this.end();
    else if (refusal.status !== 403 && refusal.status !== 404) this.soon(RETRY_MS);
  }

  // Hearing: that something changed, never what.

  private hear(name: string, data: unknown): void {
    if (name === "reset") this.reset(data as BoardShown);
    else if (name === "desk") this.soon();
    else if (name === "incident") this.count((data as IncidentShown).incident, (data as IncidentShown).is_open);
    else if (name === "gone") this.count((data as { incident?: string }).incident ?? "", false);
    else if (name === "system") this.notRecordedSince = (data as SystemShown).not_durable_since ?? "";
    else if (name === "end") void this.askAgain();
  }

  private reset(board: BoardShown): void {
    clock.learn(board.now);
    clock.zone = board.agency.timezone;
    this.agency = board.agency;
    this.places = board.places;
    this.notRecordedSince = board.system.not_durable_since ?? "";
    this.incidents.clear();
    for (const each of board.incidents) if (each.is_open) this.incidents.add(each.incident);
    this.open = this.incidents.size;
    this.isKnown = true;
    this.soon(0);
  }

  private count(incident: string, isOpen: boolean): void {
    if (isOpen) this.incidents.add(incident);
    else this.incidents.delete(incident);
    this.open = this.incidents.size;
  }

  private forget(): void {
    this.lists = {};
    this.stands = this.own = undefined;
    this.marks.clear();
    this.incidents.clear();
    this.open = 0;
    this.places = [];
    this.toast = "";
  }

  // The rights changed or ended: if we are still somebody, with the rights that we have now.
  private async askAgain(): Promise<void> {
    const answer = await me();
    if (!answer.ok && answer.refusal.status === 401) return this.end();
    if (answer.ok) this.me = answer.said;
    this.isKnown = false;
    this.forget();
    this.live.again();
  }
}
