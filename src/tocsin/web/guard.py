"""Who is let in, asked before every answer: a route names the right it needs, or is open."""

from typing import Any

from tocsin.web.access import let_read, let_wait
from tocsin.web.parts import parts_of
from tocsin.web.problems import Problem
from tocsin.web.wall import path_seen_as


async def guard(connection: Any, handler: Any) -> None:
    """A Litestar guard: whoever is not let in by the route's own right is not let in.

    It is a coroutine, for the framework asks a plain function in a thread, beside a
    loop that changes what is asked here.

    Whoever must stay away from somebody asks for what is hers by a name that nobody bears.
    """
    parts = parts_of(connection.scope)
    right = handler.opt.get("right")
    if right is not None:
        seat = parts.access.require(connection.scope, right)
        if handler.opt.get("may_wait"):
            let_wait(parts.service)
        elif connection.scope["method"] == "GET":
            let_read(parts.service, seat)
        connection.scope["state"]["seat"] = seat
        names = connection.scope["path_params"]
        connection.scope["path_params"] = path_seen_as(seat.wall, parts.service, names)
    elif not handler.opt.get("open"):
        raise Problem(403, "role_not_allowed", "Nobody may do this.")
