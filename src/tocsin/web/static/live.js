// The live stream. Comments carry the server's time every second: silence is seen within two.

import { learnNow } from "./time.js";

const AGAIN_MS = 700;

export class Live {
  constructor(path, { onEvent, onBytes, onDenied }) {
    this.path = path;
    this.hears = { onEvent, onBytes, onDenied };
    this.position = "";
    this.stopped = false;
    this.aborter = null;
  }

  async run() {
    while (!this.stopped) {
      try {
        await this.once();
      } catch {
        // Cut off, or nobody there: the page says so by its own clock, and we try again.
      }
      if (!this.stopped) await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }

  stop() {
    this.stopped = true;
    this.aborter?.abort();
  }

  // The watch on silence calls this: a connection that died without a word must not be waited for.
  again() {
    this.aborter?.abort();
  }

  async once() {
    this.aborter = new AbortController();
    const headers = this.position ? { "Last-Event-ID": this.position } : {};
    const answer = await fetch(this.path, {
      headers, signal: this.aborter.signal, credentials: "same-origin", cache: "no-store",
    });
    if (answer.status === 401 || answer.status === 403) {
      this.stop();
      this.hears.onDenied?.();
      return;
    }
    if (!answer.ok) return;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.hears.onBytes?.();
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) this.take(block);
    }
  }

  take(block) {
    let name = "message";
    let data = "";
    let id = null;
    for (const line of block.split("\n")) {
      if (line.startsWith(": ")) {
        if (!Number.isNaN(Date.parse(line.slice(2)))) learnNow(line.slice(2));
      } else if (line.startsWith("event: ")) name = line.slice(7);
      else if (line.startsWith("data: ")) data += line.slice(6);
      else if (line.startsWith("id: ")) id = line.slice(4);
    }
    if (data) this.hears.onEvent(name, JSON.parse(data));
    // Only after it was taken: what failed half-way is asked for again.
    if (id !== null) this.position = id;
  }
}
