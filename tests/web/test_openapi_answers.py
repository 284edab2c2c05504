"""What the API answers is what its OpenAPI file says: status, kind of content, body.

`make schema` does the same with any request whatever (docs/howto/breaking.md).
"""

import re
from typing import Any

import httpx
import jsonschema
import pytest

from tests.web.test_any_story import ACTS
from tests.web.test_wall import her_town, routes
from tests.web.town import Town
from tocsin.web.wall import HIDES

V1 = "/api/v1"
ODD: tuple[Any, ...] = (None, {}, {"nonsense": 1})
"""Bodies that no command takes."""


class Document:
    """The OpenAPI file, and what checks a body against a schema of it."""

    def __init__(self, whole: dict[str, Any]) -> None:
        self.paths = whole["paths"]
        self._whole = {"components": whole["components"]}
        self._checks: dict[str, Any] = {}

    def conforms(self, verb: str, path: str, answer: httpx.Response) -> None:
        """The answer is one of those that the file tells of this operation."""
        said = self.paths[path][verb]["responses"]
        label = f"{verb} {path} {answer.status_code} {answer.text[:200]}"
        assert str(answer.status_code) in said, label
        content = said[str(answer.status_code)].get("content")
        if content:
            kind = answer.headers["content-type"].partition(";")[0]
            assert kind in content, label
            if kind == "application/json":
                mistakes = self._check(content[kind]["schema"]).iter_errors(answer.json())
                assert [each.message[:300] for each in mistakes] == [], label

    def _check(self, schema: dict[str, Any]) -> Any:
        key = repr(schema)
        if key not in self._checks:
            made = jsonschema.Draft202012Validator(schema | self._whole)
            self._checks[key] = made
        return self._checks[key]


async def asks(t: Town, document: Document, asked: tuple[str, str], names: Any, **what: Any) -> int:
    verb, path = asked
    named = {name: names.get(name, "kit") for name in re.findall(r"\{(\w+)\}", path)}
    answer = await t.http.request(verb, path.format(**named), **what)
    await t.settled()
    document.conforms(verb, path, answer)
    return answer.status_code


@pytest.mark.parametrize("person", ["jo", "nell", ""])
async def test_every_answer_is_one_that_the_document_tells(person):
    async with her_town() as (t, hers):
        document = Document((await t.http.get("/schema/openapi.json")).json())
        head = await t.auth(person) if person else {}
        seen = set()
        for verb, path in await routes(t):
            body = ACTS.get(path.removeprefix(V1)) if verb == "post" else None
            for names in (hers.names, dict.fromkeys(HIDES, "Z-99")):
                seen.add(await asks(t, document, (verb, path), names, headers=head, json=body))
            for odd in ODD if verb == "post" and person == "jo" else ():
                given = {"headers": head, "json": odd}
                seen.add(await asks(t, document, (verb, path), hers.names, **given))
        assert seen >= {"jo": {200, 400, 404, 409}, "nell": {200, 403}, "": {401}}[person]
