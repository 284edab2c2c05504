// The request that closes a gap comes from the service with its path: it is made as it was given.

import { answerOf, type Answer } from "../api/client";
import { reading } from "../words/language.svelte";

const ANSWER_MS = 20_000; // A connection that died without a word is not waited for.

interface Given {
  data?: unknown;
  error?: unknown;
  response: Response;
}

async function asked(method: string, path: string, body?: unknown): Promise<Given> {
  const headers: Record<string, string> = { "Accept-Language": reading.language };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method, headers, credentials: "same-origin", cache: "no-store",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(typeof AbortSignal.timeout === "function" ? { signal: AbortSignal.timeout(ANSWER_MS) } : {}),
  });
  const said: unknown = await response.json().catch(() => undefined);
  return response.ok ? { data: said, response } : { error: said, response };
}

export const send = (path: string, body: unknown): Promise<Answer<unknown>> => answerOf(asked("POST", path, body));

export const fetched = <T>(path: string): Promise<Answer<T>> => answerOf(asked("GET", path) as Promise<Given & { data?: T }>);
