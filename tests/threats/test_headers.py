"""What every answer tells a browser, so that a page of somebody else's can do nothing with it."""

import pytest

from tests.web.town import town

NEEDED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/healthz"),
        ("GET", "/api/v1/board"),
        ("GET", "/api/v1/stream"),
        ("GET", "/schema"),
        ("GET", "/nowhere"),
        ("POST", "/hooks/sms/json-1"),
        ("PUT", "/hooks/sms/nobody"),
        ("POST", "/api/v1/session"),
    ],
)
async def test_every_kind_of_answer_carries_the_headers_that_bind_a_browser(method, path):
    async with town() as t:
        answer = await t.http.request(method, path)
        assert {name: answer.headers.get(name) for name in NEEDED} == NEEDED
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "strict-transport-security" not in answer.headers
        assert "cache-control" in answer.headers
        assert "server" not in answer.headers


async def test_behind_tls_a_browser_is_told_to_come_by_tls_only():
    async with town() as t:
        t.http.base_url = "https://town.example"
        answer = await t.http.get("/healthz")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
