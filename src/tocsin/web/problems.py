"""From a refusal to an answer that says what was wrong and what is accepted."""

from enum import Enum
from typing import Any, Final, get_args

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from tocsin.engine.core import NotDurable, Outcome
from tocsin.kernel.decision import Refused
from tocsin.tongues.tongue import Tongue
from tocsin.web.asking import tongue_in

log = structlog.get_logger()

_REASONS: Final = {
    400: "bad_input",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "bad_input",
    422: "bad_input",
}


class Said(msgspec.Struct, frozen=True):
    """Why not, as a word for programs and as a sentence for people."""

    reason: str
    detail: str


class Problem(Exception):  # noqa: N818
    """A request that is not answered with yes."""

    def __init__(self, status: int, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.status = status
        self.said = Said(reason, detail)


UNKNOWN: Final = frozenset(
    {
        "incident_unknown",
        "unit_unknown",
        "alarm_unknown",
        "respondent_unknown",
        "order_unknown",
        "plan_unknown",
        "concern_unknown",
        "walk_unknown",
        "sighting_unknown",
        "link_unknown",
        "trail_unknown",
        "case_unknown",
    }
)


def accepted(outcome: Outcome) -> None:
    """Nothing when the command was accepted. Raises Problem otherwise."""
    if isinstance(outcome, Refused):
        status = 404 if outcome.reason in UNKNOWN else 409
        raise Problem(status, str(outcome.reason), outcome.detail)
    if isinstance(outcome, NotDurable):
        raise Problem(503, "not_durable", outcome.detail)


def said_in(tongue: Tongue, said: Said) -> Said:
    """The same reason, and its sentence in this language."""
    return said if tongue.is_english else Said(said.reason, tongue.sentence(said.detail))


def _problem(request: Request[Any, Any, Any], problem: Problem) -> Response[Said]:
    extra = {"Retry-After": "5"} if problem.status == 503 else {}
    said = said_in(tongue_in(request.scope), problem.said)
    return Response(said, status_code=problem.status, headers=extra)


def _http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Said]:
    detail = error.detail
    if isinstance(error, ValidationException):
        detail = "; ".join(_complaint(request, each) for each in error.extra or ()) or detail
    elif error.status_code == 404:
        detail = "There is nothing here."
    reason = _REASONS.get(error.status_code, "refused")
    said = said_in(tongue_in(request.scope), Said(reason, detail))
    return Response(said, status_code=error.status_code, headers=error.headers)


def _complaint(request: Request[Any, Any, Any], each: Any) -> str:
    """What is wrong with one field, and what it takes."""
    if not isinstance(each, dict):
        return str(each)
    key = str(each.get("key", "")).split(".")[-1]
    message = f"{key}: {each.get('message', '')}" if key else str(each.get("message", ""))
    return message + _choices(request, key)


def _choices(request: Request[Any, Any, Any], key: str) -> str:
    """The words a field accepts, when it accepts some words only."""
    field = getattr(request.route_handler, "parsed_data_field", None)
    kind = field.annotation if field else None
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return ""
    for one in msgspec.structs.fields(kind):
        if one.name == key and isinstance(one.type, type) and issubclass(one.type, Enum):
            return f". Accepted: {', '.join(str(choice) for choice in one.type)}"
        if one.name == key and (words := [w for w in get_args(one.type) if isinstance(w, str)]):
            return f". Accepted: {', '.join(words)}"
    return ""


def _bug(request: Request[Any, Any, Any], error: Exception) -> Response[Said]:
    # Neither message, traceback nor URL: each may hold what somebody wrote.
    log.error("web_failed", error=type(error).__name__, route=type(request.route_handler).__name__)
    detail = "Tocsin failed at this request; nothing else is held up by it."
    said = said_in(tongue_in(request.scope), Said("failed", detail))
    return Response(said, status_code=500)


HANDLERS: Final[ExceptionHandlersMap] = {
    Problem: _problem,
    HTTPException: _http,
    Exception: _bug,
}
