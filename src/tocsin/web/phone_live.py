"""The pages of phones, and the stream by which each knows whether what it shows is still so."""

import re
from typing import Final

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Stream

from tocsin.web import phone, phone_entry
from tocsin.web.access import Right
from tocsin.web.api import InPath, Running, Who, incident_of
from tocsin.web.guard import guard
from tocsin.web.phone_answers import Asking
from tocsin.web.phone_watch import Watch
from tocsin.web.problems import Problem
from tocsin.web.settings import STREAMS_MAX

_NUMBER: Final = re.compile(r"[0-9]{1,18}")

Watching = NamedDependency[SkipValidation[Watch]]


@get("/{incident:str}/live", opt={"right": Right.INCIDENTS})
async def phone_live(
    request: Asking, incident: InPath, seat: Who, service: Running, watch: Watching
) -> Stream:
    """That this page is fresh, each second, and that it is not any more."""
    incident_of(service, incident)
    if watch.count >= STREAMS_MAX:
        raise Problem(503, "overloaded", "Too many phones look at once. Reload to see more.")
    headers = {"X-Accel-Buffering": "no"}
    after = str(request.headers.get("last-event-id") or request.query_params.get("after"))
    events = watch.events(seat, incident, int(after) if _NUMBER.fullmatch(after) else -1)
    return Stream(events, media_type="text/event-stream", headers=headers)


ROUTES: Final = (
    *phone_entry.ROUTES,
    Router(
        "/phone",
        route_handlers=[*phone.ROUTES, phone_live],
        guards=[guard],
        exception_handlers=phone.PROBLEMS,
        include_in_schema=False,
    ),
)
"""The door, every page below /phone, and what answers where one is refused."""
