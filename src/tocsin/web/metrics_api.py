"""`/metrics`, for Prometheus: from this very machine, or with the token of the settings."""

from collections.abc import Callable
from hmac import compare_digest
from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from tocsin.web.bare import is_loopback
from tocsin.web.problems import Problem

TEXT: Final = "text/plain; version=0.0.4"


def metrics_route(exposed: Callable[[], bytes], token: str) -> HTTPRouteHandler:
    """The route. With a token it is always asked for; without one only loopback is let in,
    and nothing that came through a proxy.
    """

    @get("/metrics", opt={"open": True}, include_in_schema=False, media_type=TEXT)
    async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
        if not _is_let_in(request, token):
            raise Problem(403, "not_yours", "Metrics need the token of the settings.")
        return Response(exposed(), media_type=TEXT)

    return metrics


def _is_let_in(request: Request[Any, Any, Any], token: str) -> bool:
    if not token:
        return is_loopback(request.scope)
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    return compare_digest(shown.encode("utf-8", "surrogateescape"), token.encode())
