// Asking the API, typed by its own OpenAPI file. No is a value: a refusal comes back with its
// reason and is shown; nothing here throws, and nothing here knows what is allowed.

import createClient from "openapi-fetch";

import { reading } from "../words/language.svelte";
import { w } from "../words/net";
import type { paths } from "./schema";

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
}

/** There was no network: it never left. */
export const NOT_SENT = "not_sent";
/** It may have been done: it left, and no answer came. */
export const NO_ANSWER = "no_answer";

export type Answer<T> = { readonly ok: true; readonly said: T } | { readonly ok: false; readonly refusal: Refusal };

const ANSWER_MS = 20_000; // A connection that died without a word is not waited for.

export const api = createClient<paths>({
  baseUrl: "/",
  credentials: "same-origin",
  // Old browsers have no such signal; there one waits as long as the browser does.
  fetch: (request) => fetch(request, typeof AbortSignal.timeout === "function" ? { signal: AbortSignal.timeout(ANSWER_MS) } : {}),
});

// The service says its own sentences in the language that is read here, whatever the browser prefers.
api.use({
  onRequest({ request }) {
    request.headers.set("Accept-Language", reading.language);
    return request;
  },
});

interface Given<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the service answered, or why not. A service that does not answer at all has status 0. */
export async function answerOf<T>(asked: Promise<Given<T>>): Promise<Answer<T>> {
  // Asked now, in the same turn in which it was to leave: later it may be another net.
  const hasNet = navigator.onLine;
  let given: Given<T>;
  try {
    given = await asked;
  } catch {
    return hasNet ? no(0, NO_ANSWER, w().noAnswer) : no(0, NOT_SENT, w().notSent);
  }
  const { data, error, response } = given;
  if (response.ok) return { ok: true, said: data as T };
  const { reason, detail } = (typeof error === "object" && error !== null ? error : {}) as Partial<Refusal>;
  return no(response.status, reason ?? "", detail ?? w().answered(response.status));
}

function no(status: number, reason: string, detail: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { status, reason, detail } };
}
