// A way out that is being set up. What is typed lives here until it is saved, and is sent to the
// service only: for checking, for the live text, for saving. No secret ever comes back from there.

import { answerOf, api, type Refusal } from "../api/client";
import type { components } from "../api/schema";

export type Setup = components["schemas"]["SetupShown"];
export type Form = components["schemas"]["FormShown"];
export type Field = components["schemas"]["FieldShown"];
export type Draft = components["schemas"]["DraftShown"];
export type Trial = components["schemas"]["TrialShown"];
export type Saved = components["schemas"]["SavedShown"];

const POLL_MS = 1000;
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const SECRET_LETTERS = 32;

/** A secret for a way in, from the browser's own chance. */
export function fresh(): string {
  const drawn = crypto.getRandomValues(new Uint32Array(SECRET_LETTERS));
  return [...drawn].map((each) => LETTERS[each % LETTERS.length]).join("");
}

/** A trial that is looked at again until it is over. */
export class Watched {
  shown = $state.raw<Trial>();
  refusal = $state.raw<Refusal>();
  busy = $state(false);
  isOver = $state(false);
  private timer: number | undefined;

  async begin(asked: () => Promise<{ ok: true; said: Trial } | { ok: false; refusal: Refusal }>): Promise<void> {
    this.stop();
    this.shown = this.refusal = undefined;
    this.isOver = false;
    this.busy = true;
    const answer = await asked();
    this.busy = false;
    if (answer.ok) this.take(answer.said);
    else this.refusal = answer.refusal;
  }

  async typed(words: string): Promise<void> {
    if (!this.shown) return;
    const path = { trial: this.shown.trial };
    const answer = await answerOf(api.POST("/api/v1/setup/trials/{trial}/typed", { params: { path }, body: { words } }));
    this.refusal = answer.ok ? undefined : answer.refusal;
    if (answer.ok) this.take(answer.said);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private take(trial: Trial): void {
    // The word of a text to us is told once; it stays on the page while it is waited for.
    this.shown = { ...trial, words: trial.words || (this.shown?.words ?? "") };
    this.isOver = trial.is_over;
    this.stop();
    if (trial.status === "asked" || trial.status === "handed_over") {
      if (!this.isOver) this.timer = setTimeout(() => void this.look(), POLL_MS);
    }
  }

  private async look(): Promise<void> {
    if (!this.shown) return;
    const path = { trial: this.shown.trial };
    const answer = await answerOf(api.GET("/api/v1/setup/trials/{trial}", { params: { path } }));
    if (answer.ok) this.take(answer.said);
    else if (answer.refusal.status === 0) this.timer = setTimeout(() => void this.look(), POLL_MS);
    else this.refusal = answer.refusal;
  }
}

export class SettingUp {
  here = $state.raw<Setup>();
  refusal = $state.raw<Refusal>();
  form = $state.raw<Form>();
  name = $state("");
  fields = $state<Record<string, string>>({});
  touched = $state<Record<string, boolean>>({});
  draft = $state.raw<Draft>();
  saved = $state.raw<Saved>();
  readonly trial = new Watched();
  readonly inbound = new Watched();
  private asked = 0;

  async ask(): Promise<void> {
    const answer = await answerOf(api.GET("/api/v1/setup"));
    if (answer.ok) this.here = answer.said;
    this.refusal = answer.ok ? undefined : answer.refusal;
  }

  choose(form: Form): void {
    this.trial.stop();
    this.form = form;
    this.name = `${form.kind === "smpp" ? "carrier" : form.kind === "smtp" ? "mail" : form.kind}-1`;
    this.fields = Object.fromEntries(form.fields.map((each) => [each.key, each.key === "hook_secret" ? fresh() : each.default]));
    this.touched = {};
    this.draft = this.saved = this.trial.shown = this.trial.refusal = undefined;
    void this.check();
  }

  /** What is wrong with a field that somebody has been in. */
  fault(key: string): "missing" | "wrong" | "" {
    const isWrong = this.draft?.faults.some((each) => each.field === key);
    if (!isWrong || !this.touched[key]) return "";
    return (key === "name" ? this.name : this.fields[key]) ? "wrong" : "missing";
  }

  get candidate(): { kind: Form["kind"]; name: string; fields: Record<string, string> } {
    const fields = Object.fromEntries(Object.entries(this.fields).filter(([, value]) => value));
    return { kind: this.form!.kind, name: this.name.trim(), fields };
  }

  async leave(key: string): Promise<void> {
    this.touched[key] = true;
    await this.check();
  }

  async check(): Promise<void> {
    const number = ++this.asked;
    const answer = await answerOf(api.POST("/api/v1/setup/draft", { body: this.candidate }));
    if (number !== this.asked) return;
    if (answer.ok) this.draft = answer.said;
    this.refusal = answer.ok ? undefined : answer.refusal;
  }

  /** Whether every field fits; else each that does not says so. */
  async isWhole(): Promise<boolean> {
    await this.check();
    const wrong = this.draft?.faults ?? [];
    for (const each of wrong) this.touched[each.field] = true;
    return this.draft !== undefined && wrong.length === 0;
  }

  async tryOut(contact: number): Promise<void> {
    if (!(await this.isWhole())) return;
    const body = { candidate: this.candidate, contact };
    await this.trial.begin(() => answerOf(api.POST("/api/v1/setup/trials", { body })));
  }

  async save(): Promise<void> {
    if (!(await this.isWhole())) return;
    const answer = await answerOf(api.POST("/api/v1/setup/save", { body: this.candidate }));
    this.refusal = answer.ok ? undefined : answer.refusal;
    if (!answer.ok) return;
    this.saved = answer.said;
    // What was typed is in its place now; nothing of it stays in the page but what Kannel is told.
    this.trial.stop();
    for (const each of this.form!.fields) if (each.shape === "secret" && each.key !== "hook_secret") this.fields[each.key] = "";
  }

  async listen(): Promise<void> {
    await this.inbound.begin(() => answerOf(api.POST("/api/v1/setup/trials/in")));
  }
}
