// What the service says of who is paged and who can be reached, asked again while the page is open.

import { answerOf, api, type Refusal } from "../api/client";
import type { components } from "../api/schema";

export type WhoNow = components["schemas"]["WhoNowShown"];
export type Reachability = components["schemas"]["Reachability"];
export type ContactReach = components["schemas"]["ContactReach"];
export type ProviderReach = components["schemas"]["ProviderReach"];

const EVERY_MS = 5000;

export class Readiness {
  now = $state.raw<WhoNow>();
  reach = $state.raw<Reachability>();
  refusal = $state.raw<Refusal>();
  /** When both answers came; what is shown is never older than this says. */
  at = $state(0);

  constructor() {
    void this.ask();
    setInterval(() => void this.ask(), EVERY_MS);
  }

  async ask(): Promise<void> {
    const [now, reach] = await Promise.all([
      answerOf(api.GET("/api/v1/who-now")),
      answerOf(api.GET("/api/v1/reachability")),
    ]);
    if (now.ok && reach.ok) {
      this.now = now.said;
      this.reach = reach.said;
      this.refusal = undefined;
      this.at = Date.now();
    } else if (!now.ok) this.fail(now.refusal);
    else if (!reach.ok) this.fail(reach.refusal);
  }

  /** A test page to somebody on one channel, to everybody when both are left out. */
  async test(recipient = "everyone", channel = ""): Promise<Refusal | undefined> {
    const answer = await answerOf(api.POST("/api/v1/test-page", { body: { recipient, channel } }));
    void this.ask();
    return answer.ok ? undefined : answer.refusal;
  }

  async prove(provider: string): Promise<Refusal | undefined> {
    const answer = await answerOf(api.POST("/api/v1/prove", { body: { provider } }));
    void this.ask();
    return answer.ok ? undefined : answer.refusal;
  }

  private fail(refusal: Refusal): void {
    this.refusal = refusal;
    // Whoever may not see it any more keeps nothing of it on the screen.
    if (refusal.status === 401 || refusal.status === 403) this.now = this.reach = undefined;
  }
}
