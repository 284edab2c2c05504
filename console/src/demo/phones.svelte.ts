// The phones of the demo: what is on each, and which of them are in sight.

import { SvelteMap } from "svelte/reactivity";

import { Live } from "../api/live";

export interface Bubble { phone: string; sequence: number; direction: "in" | "out"; text: string; at: string }
export interface Given { phone: string; name: string; role: string; is_on: boolean; messages: Bubble[] }

const FIRST_SHOWN = 6;
const NEWS_MS = 4000;
const AGAIN_MS = 15_000;

export class Phone {
  bubbles = $state.raw<readonly Bubble[]>([]);
  isOn = $state(true);
  isNew = $state(false);
  readonly id: string;
  readonly name: string;
  readonly role: string;

  constructor(given: Given) {
    this.id = given.phone;
    this.name = given.name;
    this.role = given.role;
    this.isOn = given.is_on;
    this.bubbles = given.messages;
  }

  add(message: Bubble): void {
    if (message.sequence <= (this.bubbles.at(-1)?.sequence ?? 0)) return;
    this.bubbles = [...this.bubbles, message];
    if (message.direction !== "in") return;
    this.isNew = true;
    setTimeout(() => { this.isNew = false; }, NEWS_MS);
  }

  /** Send a text from it; what went wrong, or "". */
  async send(text: string): Promise<string> {
    const answer = await post(`/demo/phones/${this.id}/text`, { text });
    return answer?.ok ? "" : String(answer?.status ?? "no answer");
  }

  async turn(): Promise<void> {
    const answer = await post(`/demo/phones/${this.id}/switch`, { on: !this.isOn });
    if (answer?.ok) this.isOn = !this.isOn;
  }
}

const post = (path: string, body: unknown): Promise<Response | undefined> =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "same-origin" }).catch(() => undefined);

export class Phones {
  readonly all = new SvelteMap<string, Phone>();
  /** In the order in which they stand; the others are shown when somebody asks for them or they ring. */
  shown = $state.raw<readonly string[]>([]);
  place: HTMLElement | undefined;

  start(): void {
    void this.load();
    const hears = { onEvent: (_: string, message: unknown) => this.take(message as Bubble), onMoment: () => {}, onBytes: () => {}, onDenied: () => {} };
    void new Live("/demo/stream", hears).run();
    setInterval(() => void this.load(), AGAIN_MS);
  }

  get rest(): number {
    return this.all.size - this.shown.length;
  }

  reveal(): void {
    this.shown = [...this.shown, ...[...this.all.keys()].filter((each) => !this.shown.includes(each))];
  }

  private async load(): Promise<void> {
    const answer = await fetch("/demo/phones", { credentials: "same-origin" }).catch(() => undefined);
    if (!answer?.ok) return;
    for (const given of await answer.json() as Given[]) {
      const known = this.all.get(given.phone);
      if (known) given.messages.forEach((message) => known.add(message));
      else this.join(given);
    }
  }

  private join(given: Given): void {
    this.all.set(given.phone, new Phone(given));
    if (this.shown.length < FIRST_SHOWN || given.messages.length) this.shown = [...this.shown, given.phone];
  }

  // A phone that rings moves up below the first one, but never while somebody types there.
  private take(message: Bubble): void {
    this.all.get(message.phone)?.add(message);
    const [first] = this.shown;
    const isTyping = this.place?.contains(document.activeElement) ?? false;
    const others = this.shown.filter((each) => each !== message.phone);
    if (message.direction === "in" && message.phone !== first && first && !isTyping) this.shown = [first, message.phone, ...others.slice(1)];
    else if (!this.shown.includes(message.phone)) this.shown = [...this.shown, message.phone];
  }
}
