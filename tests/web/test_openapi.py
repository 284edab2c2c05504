"""The OpenAPI file knows every route, and nothing comes from another host."""

import re

from tests.web.town import ADMIN, town
from tocsin.web.openapi import BARE_PATHS
from tocsin.web.pages import FILES

EVERY_ROUTE = {
    "/api/v1/shared",
    "/api/v1/watch/links",
    "/api/v1/watch/links/{link}",
    "/api/v1/watch/packets",
    "/api/v1/watch/reads/{about}",
    "/api/v1/agency/reload",
    "/api/v1/alarms",
    "/api/v1/alarms/clear",
    "/api/v1/board",
    "/api/v1/push",
    "/api/v1/push/end",
    "/api/v1/push/renew",
    "/api/v1/push/receipt",
    "/api/v1/incidents",
    "/api/v1/incidents/{incident}",
    "/api/v1/incidents/{incident}/cap",
    "/api/v1/incidents/{incident}/check-back",
    "/api/v1/incidents/{incident}/close",
    "/api/v1/incidents/{incident}/command",
    "/api/v1/incidents/{incident}/dispatch",
    "/api/v1/incidents/{incident}/eido",
    "/api/v1/incidents/{incident}/guarded",
    "/api/v1/incidents/{incident}/link",
    "/api/v1/incidents/{incident}/location",
    "/api/v1/incidents/{incident}/note",
    "/api/v1/incidents/{incident}/received",
    "/api/v1/incidents/{incident}/search",
    "/api/v1/incidents/{incident}/route/{unit}",
    "/api/v1/incidents/{incident}/routes",
    "/api/v1/incidents/{incident}/reach",
    "/api/v1/incidents/{incident}/search/end",
    "/api/v1/incidents/{incident}/search/report",
    "/api/v1/incidents/{incident}/timeline",
    "/api/v1/incidents/{incident}/verify-cancel",
    "/api/v1/checks",
    "/api/v1/links",
    "/api/v1/map",
    "/api/v1/map/{hash}/{z}/{x}/{y}",
    "/api/v1/me",
    "/api/v1/me/cancel",
    "/api/v1/me/page",
    "/api/v1/me/session",
    "/api/v1/me/sos",
    "/api/v1/me/sos/position",
    "/api/v1/me/test",
    "/api/v1/me/walk",
    "/api/v1/me/nearness",
    "/api/v1/roads",
    "/api/v1/handover",
    "/api/v1/handover/received",
    "/api/v1/sightings",
    "/api/v1/sightings/{sighting}/judge",
    "/api/v1/roads/{road}/open",
    "/api/v1/session",
    "/api/v1/strangers",
    "/api/v1/strangers/close",
    "/api/v1/stream",
    "/api/v1/prove",
    "/api/v1/reachability",
    "/api/v1/test-page",
    "/api/v1/tokens",
    "/api/v1/units/{unit}/move",
    "/api/v1/doors/locked",
    "/api/v1/doors/locked.csv",
    "/api/v1/setup",
    "/api/v1/setup/draft",
    "/api/v1/setup/save",
    "/api/v1/setup/trials",
    "/api/v1/setup/trials/in",
    "/api/v1/setup/trials/{trial}",
    "/api/v1/setup/trials/{trial}/typed",
    "/api/v1/staff/{person}/dismiss",
    "/api/v1/staff/{person}/end-keys",
    "/api/v1/staff/{person}/reinstate",
    "/api/v1/units/{unit}/service",
    "/api/v1/walks",
    "/api/v1/walks/{walk}",
    "/api/v1/walks/{walk}/end",
    "/api/v1/walks/{walk}/escort",
    "/api/v1/walks/{walk}/escort/report",
    "/api/v1/walks/{walk}/extend",
    "/api/v1/watch/consents",
    "/api/v1/watch/nearness",
    "/api/v1/watch/calls",
    "/api/v1/watch/escorts",
    "/api/v1/watch/trails",
    "/api/v1/watch/trails/{trail}",
    "/api/v1/watch/trails/{trail}/hold",
    "/api/v1/watch/trails/{trail}/release",
    "/api/v1/watch/concerns",
    "/api/v1/watch/concerns/{concern}/end",
    "/api/v1/watch/measures",
    "/api/v1/watch/orders",
    "/api/v1/watch/orders/{order}",
    "/api/v1/watch/orders/{order}/served",
    "/api/v1/watch/orders/{order}/vacated",
    "/api/v1/watch/orders/{order}/verify",
    "/api/v1/watch/desk",
    "/api/v1/watch/plans",
    "/api/v1/watch/plans/{person}",
    "/api/v1/watch/plans/{person}/reviewed",
    "/api/v1/watch/respondents",
    "/api/v1/watch/respondents/{respondent}",
    "/api/v1/watch/respondents/{respondent}/custody",
    "/api/v1/watch/risk",
    "/api/v1/watch/screens/{person}",
    "/api/v1/watch/tonight",
    "/api/v1/who-now",
    "/healthz",
    "/hooks/documents/{gateway}",
    "/hooks/positions/{gateway}",
    "/hooks/receipts/{gateway}",
    "/hooks/sms/{gateway}",
}
PHONE = {
    "/p",
    "/p/out",
    "/p/{mark}/{name}",
    "/phone",
    "/phone/{incident}",
    "/phone/{incident}/close",
    "/phone/{incident}/live",
    "/phone/{incident}/view",
}
PAGES = PHONE | {
    "/",
    "/console",
    "/ready",
    "/map",
    "/oversight",
    "/staff",
    "/phone/worker.js",
    "/staff/sw.js",
    "/built/{name}",
    "/desk",
    "/demo",
    "/shared",
    "/static/{name}",
    "/runbooks/{kind}",
    "/incidents/{incident}/timeline",
    "/demo/session",
}
"""Pages for people are no API."""


async def document(t):
    return (await t.http.get("/schema/openapi.json")).json()


async def test_the_document_covers_every_route_that_is_mounted():
    async with town(demo=True) as t:
        mounted = {re.sub(r":\w+}", "}", route.path) for route in t.web.rest.routes}
        api = {path for path in mounted if not path.startswith("/schema")} - PAGES
        found = set((await document(t))["paths"])
        assert api | set(BARE_PATHS) == found == EVERY_ROUTE


async def test_every_api_route_asks_for_a_right_or_says_that_it_is_open():
    async with town() as t:
        for route in t.web.rest.routes:
            if route.path.startswith(("/api/", "/phone")):
                for handler in getattr(route, "route_handlers", ()):
                    if handler.http_methods != {"OPTIONS"}:
                        assert handler.opt.get("right") or handler.opt.get("open"), route.path


async def test_every_route_says_in_a_sentence_what_it_does_and_takes_typed_bodies():
    async with town() as t:
        whole = await document(t)
        for path, verbs in whole["paths"].items():
            for verb in verbs.values():
                assert verb.get("description") or verb.get("summary"), path
        close = whole["paths"]["/api/v1/incidents/{incident}/close"]["post"]
        name = close["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        assert "disposition" in whole["components"]["schemas"][name.rsplit("/", 1)[1]]["properties"]


async def test_every_answer_carries_the_headers_of_a_careful_house():
    async with town(demo=True) as t:
        head = {"authorization": f"Bearer {ADMIN}"}
        for path in (
            "/",
            "/demo",
            "/static/ask.js",
            "/api/v1/board",
            "/healthz",
            "/hooks/sms/x",
            "/nothing",
            "/schema/",
            "/schema/openapi.json",
        ):
            answer = await t.http.get(path, headers=head)
            assert answer.headers["content-security-policy"].startswith("default-src 'self'")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["x-frame-options"] == "DENY"
            assert "server" not in answer.headers
            assert answer.headers["cache-control"] in ("no-store", "no-cache")


def test_pages_load_nothing_from_other_hosts_and_hold_no_inline_code():
    for name, file in FILES.items():
        if file.kind == "image/png":
            continue
        text = file.content.decode()
        assert not re.search(r"(src|href)=[\"']?(https?:)?//", text), name
        assert "@import" not in text
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text
        if name.endswith(".html"):
            assert not re.search(r"<script(?![^>]*\bsrc=)", text), name
            assert "<style" not in text
            assert not re.search(r"\son\w+=|\sstyle=", text), name


async def test_pages_are_served_and_asked_for_again_only_when_they_changed():
    async with town() as t:
        for path in ("/", "/incidents/I-1/timeline", "/schema/"):
            answer = await t.http.get(path)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/html")
        first = await t.http.get("/static/ask.js")
        again = await t.http.get("/static/ask.js", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for missing in ("/static/nothing.js", "/static/..%2fapp.py", "/static/app.py", "/demo"):
            assert (await t.http.get(missing)).status_code == 404


async def test_the_document_names_the_refusals_of_every_api_operation():
    async with town() as t:
        for path, verbs in (await document(t))["paths"].items():
            if path.startswith("/api/") and path not in BARE_PATHS:
                for verb in verbs.values():
                    assert {"400", "401", "403", "404", "409", "503"} <= set(verb["responses"]), (
                        path
                    )
