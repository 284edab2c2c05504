"""What to do about each alarm, for whoever is on duty when it comes: `/runbooks/KIND`."""

from importlib import resources
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from tocsin.facts.system import AlarmKind
from tocsin.web.problems import Problem

PREFIX: Final = "/runbooks/"
TEXT: Final = "text/plain"


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
async def runbook(kind: FromPath[str]) -> Response[bytes]:
    """The page about one kind of alarm. Nothing in it is about anybody."""
    page = PAGES.get(kind)
    if page is None:
        raise Problem(404, "not_found", "There is no such alarm.")
    return Response(page, media_type=TEXT)
