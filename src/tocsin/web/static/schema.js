// The OpenAPI file, readable by people.

import { ask } from "./ask.js";
import { el } from "./dom.js";

const place = document.getElementById("schema");
const found = await ask("GET", "/schema/openapi.json");
const rows = Object.entries(found.paths).flatMap(([path, verbs]) => Object.entries(verbs).map(([verb, each]) => [verb.toUpperCase(), path, each]));
place.replaceChildren(
  el("h1", {}, `${found.info.title} ${found.info.version}: the API`),
  el("p", { class: "meta" }, "Programs sign in with ", el("code", {}, "Authorization: Bearer TOKEN"), ". The whole description: ", el("a", { href: "/schema/openapi.json" }, "openapi.json")),
  el("table", {}, el("thead", {}, el("tr", {}, ["", "Path", "What it does", "Body", "Answers"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows.map(([verb, path, each]) => el("tr", {},
      el("td", {}, el("b", {}, verb)), el("td", {}, el("code", {}, path)), el("td", {}, each.description || each.summary || ""),
      el("td", {}, bodyOf(each)), el("td", {}, Object.keys(each.responses ?? {}).join(", ")))))));

function bodyOf(each) {
  const schema = each.requestBody?.content?.["application/json"]?.schema;
  const name = JSON.stringify(schema ?? {}).match(/schemas\/([A-Za-z0-9_.]+)/)?.[1];
  const fields = found.components?.schemas?.[name]?.properties ?? {};
  return Object.keys(fields).join(", ");
}
