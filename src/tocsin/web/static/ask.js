// Asking the API. A refusal is an answer with a reason, never an exception to swallow.

export class Refusal extends Error {
  constructor(status, said) {
    super(said.detail || `The service answered ${status}.`);
    this.status = status;
    this.reason = said.reason || "";
  }
}

export async function ask(method, path, body) {
  // The plain pages are English; a record is told in the agency's own language, whoever reads it.
  const language = path.endsWith("/timeline") ? "*" : "en";
  const options = { method, headers: { "Accept-Language": language }, credentials: "same-origin" };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refusal(0, { reason: "no_answer", detail: "The service does not answer. Nothing was done." });
  }
  if (language === "*") document.documentElement.lang = answer.headers.get("content-language") ?? "en";
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, said);
  return said;
}
