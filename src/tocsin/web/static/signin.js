// Signing in with a one-time link. Its secret stands behind the # and is sent once, in a body.

import { ask } from "./ask.js";
import { el } from "./dom.js";

const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);

export async function enter(place, { demo = false } = {}) {
  const key = keyIn(location.hash);
  if (key) {
    history.replaceState(null, "", location.pathname + location.search);
    try {
      return await ask("POST", "/api/v1/session", { key });
    } catch (refusal) {
      return form(place, refusal.message);
    }
  }
  try {
    return await ask("GET", "/api/v1/session");
  } catch (refusal) {
    if (refusal.status !== 401) return form(place, refusal.message);
  }
  if (demo || LOCAL.has(location.hostname)) {
    try {
      return await ask("POST", "/demo/session");
    } catch {
      // Not the demo: sign in as everywhere.
    }
  }
  return form(place, "");
}

function keyIn(text) {
  const found = /[#?&]key=([A-Za-z0-9_-]+)/.exec(text);
  return found ? found[1] : /^[A-Za-z0-9_-]{20,}$/.test(text.trim()) ? text.trim() : "";
}

function form(place, problem) {
  return new Promise((done) => {
    const input = el("input", { id: "link", type: "password", autocomplete: "off", required: true, "aria-describedby": "why" });
    const why = el("p", { id: "why", class: "problem", role: "alert" }, problem);
    const submit = async (event) => {
      event.preventDefault();
      const key = keyIn(input.value);
      if (!key) {
        why.textContent = "This is no link of Tocsin. Paste the whole link you were given.";
        return;
      }
      try {
        done(await ask("POST", "/api/v1/session", { key }));
      } catch (refusal) {
        why.textContent = refusal.message;
      }
    };
    place.replaceChildren(
      el("main", { class: "signin" },
        el("h1", {}, "Tocsin"),
        el("p", {}, "Open your one-time link, or paste it here. Somebody with the administrator's role can make one: ",
          el("code", {}, "tocsin link YOUR-ID")),
        el("form", { on: { submit } },
          el("label", { for: "link" }, "One-time link"), input,
          el("button", { class: "primary", type: "submit" }, "Sign in"), why)),
    );
    input.focus();
  });
}
