"""What to do about each alarm, for whoever is on duty when it comes: `/runbooks/KIND`."""

from importlib import resources
from textwrap import fill
from typing import Any, Final

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from tocsin.facts.system import AlarmKind
from tocsin.tongues.known import RUNBOOKS, tongue_of
from tocsin.web.asking import tongue_in
from tocsin.web.problems import Problem

PREFIX: Final = "/runbooks/"
TEXT: Final = "text/plain"
WIDE: Final = 100
"""So many letters stand in a line."""

Asking = Request[Any, Any, Any]


def _pages() -> dict[str, bytes]:
    folder = resources.files(__package__).joinpath("runbooks")
    found = {kind.value: folder.joinpath(f"{kind.value}.md") for kind in AlarmKind}
    return {kind: page.read_bytes() for kind, page in found.items() if page.is_file()}


PAGES: Final = _pages()
"""By kind of alarm. A test sees to it that every kind has one."""


def path_of(kind: str) -> str:
    """Where the page about this kind of alarm is."""
    return PREFIX + kind


@get("/runbooks/{kind:str}", opt={"open": True}, include_in_schema=False, media_type=TEXT)
async def runbook(
    kind: FromPath[str], request: Asking, language: FromQuery[str] = ""
) -> Response[bytes]:
    """The page about one kind of alarm, with what matters first in the language of who reads.

    A link on a page names its `language`, for a browser may prefer another. Nothing in it is
    about anybody.
    """
    page = PAGES.get(kind)
    if page is None:
        raise Problem(404, "not_found", "There is no such alarm.")
    tongue = tongue_of(language) if language else tongue_in(request.scope)
    first = RUNBOOKS.get(tongue.language, {}).get(kind, "")
    if first:
        name = tongue.term(kind).capitalize()
        page = f"# {name}\n\n{fill(first, WIDE)}\n\n----\n\n".encode() + page
    headers = {"Vary": "Accept-Language", "Content-Language": tongue.language}
    return Response(page, media_type=TEXT, headers=headers)
