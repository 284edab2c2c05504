// Somebody's own page: what she asked for, how far it is by the service's own record, and what of
// it the screen may show. Nothing here goes into the history, the title or a notification.

import type { OwnPage, OwnShown } from "../api/types";
import { CANCEL, SOS, ask, bodyOf, patience, sendAll, settle, type Call, type Outcome } from "./sending";
import { keep, kept, newId, put, unsent, type Unsent } from "./store";
import { Where, type Fix } from "./where";

export type View = "notes" | "help" | "cancel" | "walk" | "setup" | "advice";
export type State =
  | "none" | "sending" | "unsent" | "signed_out" | "accepted" | "paged" | "taken" | "help_on_the_way"
  | "cancel_received" | "closed";

export const WINDOW_MS = 15_000;
const POLL_MS = 2_000;
const CALM_MS = 15_000;
const WATCH_MS = 4 * 3_600_000;
const PAST_MS = 12 * 3_600_000;
const PATIENCE_MS = 5_000;
const AGAIN_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

export class Own {
  view = $state<View>("notes");
  /** What opens first, and what a hidden page comes back to. */
  disguised = $state(false);
  wantsQuiet = $state(false);
  isIn = $state<boolean | undefined>(undefined);
  page = $state.raw<OwnPage | undefined>(undefined);
  call = $state.raw<Call | undefined>(undefined);
  word = $state.raw<Call | undefined>(undefined);
  shown = $state.raw<OwnShown | undefined>(undefined);
  fix = $state.raw<Fix | undefined>(undefined);
  /** Since when the service has not answered; undefined while it does. */
  silentSince = $state<number | undefined>(undefined);
  tries = $state(0);
  /** The link that was opened here opens nothing any more. */
  isLinkSpent = $state(false);
  isSending = $state(false);
  isKept = $state(false);
  now = $state(Date.now());

  private readonly where = new Where((fix) => void this.moved(fix));
  private timer: ReturnType<typeof setTimeout> | undefined;
  private polling = false;
  /** Look now, not at the next turn. */
  private wake: () => void = () => undefined;
  /** What was asked for last, should this phone be unable to keep it. */
  private last: Unsent | undefined;

  /** Her plan, or she herself, says that this phone gives nothing away. */
  readonly quiet = $derived((this.page?.quiet ?? false) || this.wantsQuiet);
  readonly state = $derived(this.stateNow());
  /** Milliseconds left of the time in which the way to cancel is the largest thing on the screen. */
  readonly windowLeft = $derived(this.call ? Math.max(0, this.call.at + WINDOW_MS - this.now) : 0);

  async start(): Promise<void> {
    setInterval(() => (this.now = Date.now()), 250);
    addEventListener("offline", () => this.heardNothing());
    addEventListener("online", () => void this.send().then(() => this.know()));
    document.addEventListener("visibilitychange", () => this.seen());
    navigator.serviceWorker?.addEventListener("message", () => void this.load());
    await this.load();
    if (!navigator.onLine) this.heardNothing();
    if (this.call?.acceptedAt && this.now - this.call.acceptedAt > PAST_MS) await this.done().catch(() => undefined);
    this.view = this.disguised || this.isIn === false ? "notes" : "help";
    void this.send();
    await this.know();
    if (this.call) void this.where.begin(false);
    void this.poll();
  }

  private async load(): Promise<void> {
    try {
      this.page = await kept<OwnPage>("page");
      this.disguised = (await kept<boolean>("lined")) ?? false;
      this.wantsQuiet = (await kept<boolean>("plain")) ?? false;
      this.call = await kept<Call>("call");
      this.word = await kept<Call>("word");
      this.isKept = (await unsent()).some((each) => each.id === this.call?.id);
      const call = this.call;
      if (call && call.acceptedAt === undefined) this.last = { id: call.id, path: SOS, at: call.at, body: { id: call.id } };
      this.isIn = this.page ? true : (this.isIn ?? false);
    } catch {
      // A phone that keeps nothing can still send.
    }
  }

  // What the screen shows.

  private stateNow(): State {
    const call = this.call;
    if (call && call.acceptedAt === undefined) {
      if (this.isIn === false) return "signed_out";
      return this.isSending && this.tries < 2 ? "sending" : "unsent";
    }
    const shown = this.shown;
    if (!call) return shown?.is_open ? (shown.state as State) : "none";
    if (!shown) return "accepted";
    // After a cancel the service says no more than that, whatever the code was. Who then calls
    // again sees at least that this was heard.
    if (shown.state === "cancel_received" && call.at > (this.word?.at ?? 0)) return "accepted";
    return shown.state as State;
  }

  /** Away, at once: notes, and no way back by the browser's own button. */
  leave(): void {
    this.view = "notes";
    history.replaceState(null, "", location.pathname);
  }

  go(view: View): void {
    this.view = view;
    void this.poll();
  }

  private seen(): void {
    if (document.visibilityState === "hidden") {
      if (this.disguised || this.quiet) this.leave();
    } else void this.send();
  }

  async choose(disguised: boolean, quiet: boolean): Promise<void> {
    this.disguised = disguised;
    this.wantsQuiet = quiet;
    await keep("lined", disguised);
    await keep("plain", quiet);
  }

  // Asking for help.

  /** The button is being held: a place takes time, so it is asked for now. */
  ready(): void {
    void this.where.begin(!this.quiet && !this.disguised);
  }

  /** Nothing came of it. */
  released(): void {
    if (!this.call || this.state === "closed") this.where.end();
  }

  async sos(): Promise<void> {
    const call: Call = { id: newId(), at: Date.now() };
    const item: Unsent = { id: call.id, path: SOS, at: call.at, body: { id: call.id, ...this.where.last } };
    this.last = item;
    this.call = call;
    this.word = undefined;
    this.shown = undefined;
    this.isKept = false;
    this.tries = 0;
    // Whoever pressed twice held nothing; a place is asked for now.
    this.ready();
    if (this.quiet) this.leave();
    // Kept and sent at once: neither waits for the other, so a phone that cannot keep still sends.
    await Promise.all([this.keeps(item, call), this.first(item)]);
  }

  private async keeps(item: Unsent, call: Call): Promise<void> {
    try {
      await put("unsent", item);
      this.isKept = true;
      await keep("word", undefined);
      if (this.call?.id === call.id) await keep("call", this.call);
      const ready = await navigator.serviceWorker?.ready;
      await (ready as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync?.register("notes");
    } catch {
      // It is said on the screen that nothing is kept; sending goes on.
    }
  }

  private async first(item: Unsent): Promise<void> {
    this.isSending = true;
    const outcome = await ask(item.path, bodyOf(item));
    await this.became(item, outcome);
    if (outcome === "accepted") await settle(item).catch(() => undefined);
    this.isSending = false;
    if (outcome === "accepted") void this.poll();
    else this.sendLater();
  }

  private async became(item: Unsent, outcome: Outcome): Promise<void> {
    this.tries += 1;
    if (outcome === "accepted") {
      const done = { acceptedAt: Date.now() };
      if (item.id === this.call?.id) this.call = { ...this.call, ...done };
      if (item.id === this.word?.id) this.word = { ...this.word, ...done };
      this.heard();
      if (item.id === this.call?.id) await keep("call", this.call).catch(() => undefined);
    } else if (outcome === "signed_out") await this.out();
    else this.heardNothing();
  }

  /** Send everything that waits, and go on trying while the page is open. */
  async send(): Promise<void> {
    if (this.isSending) return;
    clearTimeout(this.timer);
    this.isSending = true;
    let all = false;
    const tried: string[] = [];
    try {
      all = await sendAll((item, outcome) => {
        tried.push(item.id);
        void this.became(item, outcome);
      });
    } catch {
      // Nothing can be read of what waits; the last of it is known all the same.
    }
    this.isSending = false;
    const last = this.last;
    const isLost = last && last.id === this.call?.id && !tried.includes(last.id);
    if (isLost && this.call?.acceptedAt === undefined) return this.first(last);
    if (!all || (this.call && this.call.acceptedAt === undefined)) this.sendLater();
    else this.tries = 0;
  }

  private sendLater(): void {
    clearTimeout(this.timer);
    const wait = AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)] ?? 15_000;
    this.timer = setTimeout(() => void this.send(), wait);
  }

  private async moved(fix: Fix): Promise<void> {
    this.fix = fix;
    const call = this.call;
    if (!call) return;
    if (call.acceptedAt !== undefined) return this.where.tell();
    try {
      const item = (await unsent()).find((each) => each.id === call.id);
      if (item && this.call?.acceptedAt === undefined) await put("unsent", { ...item, body: { id: call.id, ...fix } });
    } catch {
      // The call goes without a place; the place follows.
    }
  }

  /** A code, or none: by one door, and with one answer. */
  async cancel(code: string): Promise<void> {
    const word: Call = { id: newId(), at: Date.now() };
    this.word = word;
    const item: Unsent = { id: word.id, path: CANCEL, at: word.at, body: { id: word.id, code } };
    // Behind the SOS it speaks of, if that is still here.
    await put("unsent", item);
    await keep("word", word);
    await this.send();
  }

  /** It is over, and was seen. */
  async done(): Promise<void> {
    this.call = this.word = this.shown = undefined;
    this.where.end();
    await keep("call", undefined);
    await keep("word", undefined);
  }

  // What the service says.

  private async poll(): Promise<void> {
    if (this.polling) return this.wake();
    this.polling = true;
    while (this.isIn && (this.call || this.shown?.is_open || this.view === "help")) {
      if (!this.page?.quiet) await this.look();
      await this.where.tell();
      const closed = this.state === "closed";
      // A silent phone is never told that it is over.
      if (closed || (this.call && this.now - this.call.at > WATCH_MS)) this.where.end();
      if (closed || (this.page?.quiet && !this.call)) break;
      const wait = this.call || this.shown?.is_open ? POLL_MS : CALM_MS;
      await new Promise<void>((done) => {
        this.wake = done;
        setTimeout(done, wait);
      });
    }
    this.polling = false;
  }

  private async look(): Promise<void> {
    const found = await this.get<OwnShown[]>("/api/v1/me/sos");
    if (!found) return;
    const open = found.find((each) => each.is_open);
    const known = found.find((each) => each.incident === this.call?.incident);
    this.shown = open ?? known;
    if (open && this.call?.acceptedAt !== undefined && this.call.incident !== open.incident) {
      this.call = { ...this.call, incident: open.incident };
      await keep("call", this.call).catch(() => undefined);
    }
  }

  /** Who is in on this phone, and what the page must know to work without a net. */
  async know(): Promise<void> {
    const found = await this.get<OwnPage>("/api/v1/me/page");
    if (!found) return;
    const isNew = !this.isIn;
    this.page = found;
    this.isIn = true;
    if (isNew && !this.disguised) this.view = "help";
    await keep("page", found).catch(() => undefined);
    void this.poll();
  }

  async get<T>(path: string): Promise<T | undefined> {
    try {
      const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", signal: patience(PATIENCE_MS) });
      if (answer.status === 401) await this.out();
      else if (answer.ok && answer.headers.get("content-type")?.includes("json")) {
        const said = (await answer.json()) as T;
        this.heard();
        return said;
      } else this.heardNothing();
    } catch {
      this.heardNothing();
    }
    return undefined;
  }

  /** Nobody is in here any more: what the page knew of them goes. What waits stays. */
  private async out(): Promise<void> {
    this.isIn = false;
    this.page = undefined;
    this.shown = undefined;
    await keep("page", undefined).catch(() => undefined);
  }

  private heard(): void {
    // An answer that was under way when the net went says nothing of now.
    if (navigator.onLine) this.silentSince = undefined;
  }

  private heardNothing(): void {
    this.silentSince ??= Date.now();
  }
}
