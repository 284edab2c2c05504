// The live stream of the board. A comment each second carries the server's time, so silence is
// seen within two; after a cut it goes on from the ledger position that was taken last.

import { reading } from "../words/language.svelte";

const AGAIN_MS = 700;

export interface Hearing {
  onEvent(name: string, data: unknown): void;
  onMoment(iso: string): void;
  onBytes(): void;
  onDenied(): void;
}

export class Live {
  private position = "";
  private stopped = false;
  private aborter: AbortController | undefined;

  constructor(private readonly path: string, private readonly hears: Hearing) {}

  async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.once();
      } catch {
        // Cut off, or nobody there: the page says so by its own clock, and we try again.
      }
      if (!this.stopped) await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }

  stop(): void {
    this.stopped = true;
    this.aborter?.abort();
  }

  /** The watch on silence calls this: a connection that died without a word is not waited for. */
  again(): void {
    this.aborter?.abort();
  }

  /** What was told is in another language: all of it is asked for again. */
  anew(): void {
    this.position = "";
    this.again();
  }

  private async once(): Promise<void> {
    this.aborter = new AbortController();
    const headers: Record<string, string> = { "Accept-Language": reading.language };
    if (this.position) headers["Last-Event-ID"] = this.position;
    const answer = await fetch(this.path, {
      headers, signal: this.aborter.signal, credentials: "same-origin", cache: "no-store",
    });
    if (answer.status === 401 || answer.status === 403) {
      this.stop();
      this.hears.onDenied();
      return;
    }
    if (!answer.ok || !answer.body) return;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.hears.onBytes();
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    let name = "message";
    let data = "";
    let id: string | undefined;
    for (const line of block.split("\n")) {
      if (line.startsWith(": ")) {
        if (!Number.isNaN(Date.parse(line.slice(2)))) this.hears.onMoment(line.slice(2));
      } else if (line.startsWith("event: ")) name = line.slice(7);
      else if (line.startsWith("data: ")) data += line.slice(6);
      else if (line.startsWith("id: ")) id = line.slice(4);
    }
    if (data) this.hears.onEvent(name, JSON.parse(data));
    // Only after it was taken: what failed half-way is asked for again.
    if (id !== undefined) this.position = id;
  }
}
