// Asking the API, typed by its own OpenAPI file. No is a value: a refusal comes back with its
// reason and is shown; nothing here throws, and nothing here knows what is allowed.

import createClient from "openapi-fetch";

import type { paths } from "./schema";

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
}

export type Answer<T> = { readonly ok: true; readonly said: T } | { readonly ok: false; readonly refusal: Refusal };

export const api = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });

interface Given<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the service answered, or why not. A service that does not answer at all has status 0. */
export async function answerOf<T>(asked: Promise<Given<T>>): Promise<Answer<T>> {
  let given: Given<T>;
  try {
    given = await asked;
  } catch {
    return no(0, "no_answer", "The service does not answer. Nothing was done.");
  }
  const { data, error, response } = given;
  if (response.ok) return { ok: true, said: data as T };
  const { reason, detail } = (typeof error === "object" && error !== null ? error : {}) as Partial<Refusal>;
  return no(response.status, reason ?? "", detail ?? `The service answered ${response.status}.`);
}

function no(status: number, reason: string, detail: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { status, reason, detail } };
}
