// Whether what is shown is of now: bytes of the stream came within two seconds.

import { clock } from "./clock.svelte";

export const SILENT_MS = 2000;

export class Pulse {
  private heard = $state(0);

  beat(): void {
    this.heard = Date.now();
  }

  get isLive(): boolean {
    void clock.now; // Asked again at every beat.
    return this.heard > 0 && Date.now() - this.heard <= SILENT_MS;
  }

  /** The moment, on the server's clock, after which something may be missing. */
  get since(): number {
    return clock.now - (Date.now() - this.heard);
  }
}
