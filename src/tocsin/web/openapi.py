"""The OpenAPI file: every route, those that stand in front of the framework too."""

from typing import Any, Final

from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from tocsin import __version__
from tocsin.web.pages import FILES

_TEXT: Final = {"text/plain": {"schema": {"type": "string"}}}
_GATEWAY: Final = {
    "name": "gateway",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "The hook's name in the settings.",
}


_BODY: Final[dict[str, Any]] = {
    "content": {
        "application/json": {},
        "application/x-www-form-urlencoded": {},
        "application/cap+xml": {},
        "application/pidf+xml": {},
    }
}


def _said(description: str) -> dict[str, Any]:
    return {"description": description, "content": _TEXT}


_ANSWERS: Final = {
    "200": {"description": "On record. Kannel: empty. Twilio: <Response/>. JSON: signal id."},
    "400": _said("A receipt or position that cannot be read. A text is never refused so."),
    "403": _said("Secret or signature is wrong or missing."),
    "404": _said("There is no hook of this name."),
    "413": _said("Longer than 64 kB; it was not taken."),
    "503": _said("Not on record: send it again after Retry-After."),
}
_SECRETS: Final[list[dict[str, list[str]]]] = [
    {"hookBasic": []},
    {"hookSecret": []},
    {"bearer": []},
    {"twilio": []},
]


def _hook(name: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["hooks"],
        "parameters": [_GATEWAY],
        "responses": _ANSWERS,
        "security": _SECRETS,
    }


def _both(name: str, summary: str) -> dict[str, Any]:
    get = _hook(f"{name}Get", summary)
    return {"get": get, "post": {**_hook(f"{name}Post", summary), "requestBody": _BODY}}


_STREAM: Final = {
    "get": {
        "operationId": "Stream",
        "summary": "Live changes as server-sent events; resumes by Last-Event-ID or ?after=.",
        "description": (
            "Events: reset (a whole board), incident, unit, alarms, own, system, gone, position, "
            "trouble, end. The id is the ledger position. A comment every second carries the "
            "server's time."
        ),
        "tags": ["board"],
        "parameters": [{"name": "after", "in": "query", "schema": {"type": "integer"}}],
        "responses": {
            "200": {"description": "The stream.", "content": {"text/event-stream": {}}},
            "401": {"description": "Nobody is signed in."},
        },
        "security": [{"bearer": []}, {"session": []}],
    }
}

BARE_PATHS: Final[dict[str, Any]] = {
    "/hooks/sms/{gateway}": _both("HookSms", "A text comes in: durable first, then answered."),
    "/hooks/receipts/{gateway}": _both("HookReceipts", "What became of a text we sent."),
    "/hooks/positions/{gateway}": _both(
        "HookPositions", "Where a phone or tracker is; a cry for help is durable first."
    ),
    "/hooks/documents/{gateway}": _both(
        "HookDocuments", "A phone's location, or a neighbour's incident or alert: durable first."
    ),
    "/api/v1/stream": _STREAM,
}
"""Routes that plain ASGI handlers serve; the framework does not know them."""


_SAID: Final = {
    "type": "object",
    "required": ["reason", "detail"],
    "properties": {"reason": {"type": "string"}, "detail": {"type": "string"}},
}
_REFUSED: Final = {
    "400": "Something in the body is wrong; the detail says what is accepted.",
    "401": "Nobody is signed in.",
    "403": "Your roles do not include this, or the request comes from a foreign page.",
    "404": "There is no such thing.",
    "409": "Refused; the reason is a word of the deciding stage.",
    "503": "Not on record: the ledger cannot be written. Retry-After says when to try again.",
}


def _with_refusals(path: str, verbs: dict[str, Any]) -> dict[str, Any]:
    """Every operation with the refusals that it can answer."""
    if not path.startswith("/api/") or path in BARE_PATHS:
        return verbs
    said = {"application/json": {"schema": _SAID}}
    refusals = {code: {"description": why, "content": said} for code, why in _REFUSED.items()}
    return {
        verb: {**each, "responses": {**each.get("responses", {}), **refusals}}
        for verb, each in verbs.items()
    }


class WholeDocument(JsonRenderPlugin):
    """The framework's document with the bare routes added."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The document as JSON."""
        known = openapi_schema.get("paths", {})
        paths = {path: _with_refusals(path, verbs) for path, verbs in known.items()} | BARE_PATHS
        return self.render_json(request, {**openapi_schema, "paths": paths})


class Page(OpenAPIRenderPlugin):
    """The same for people, drawn by a script of ours: nothing from other hosts."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002
        """The page."""
        return FILES["schema.html"].content


_SCHEMES: Final = {
    "bearer": SecurityScheme(type="http", scheme="bearer"),
    "session": SecurityScheme(type="apiKey", name="tocsin", security_scheme_in="cookie"),
    "hookBasic": SecurityScheme(type="http", scheme="basic"),
    "hookSecret": SecurityScheme(
        type="apiKey", name="X-Tocsin-Secret", security_scheme_in="header"
    ),
    "twilio": SecurityScheme(type="apiKey", name="X-Twilio-Signature", security_scheme_in="header"),
}

CONFIG: Final = OpenAPIConfig(
    title="Tocsin",
    version=__version__,
    description="From a worker's SOS to a responder at their side.",
    path="/schema",
    render_plugins=[WholeDocument(), Page(path="/")],
    components=Components(security_schemes=dict(_SCHEMES)),
    security=[{"bearer": []}, {"session": []}],
    use_handler_docstrings=True,
)
