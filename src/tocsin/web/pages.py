"""The pages: files of this package, served as they are, and nothing from any other host.

`static` holds what is written by hand; `built` what `make console` makes of
`console/`, under names that change with their content.
"""

import gzip
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, Final, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath

from tocsin.web.problems import Problem

TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}


GZIP_LEVEL: Final = 9


class File(NamedTuple):
    """One file and its mark, by which a browser asks whether it changed."""

    content: bytes
    kind: str
    mark: str
    packed: bytes = b""


def _files(folder: str) -> dict[str, File]:
    found: dict[str, File] = {}
    place = resources.files(__package__).joinpath(folder)
    for item in place.iterdir() if place.is_dir() else ():
        ending = item.name.rpartition(".")[2]
        if ending in TYPES:
            content = item.read_bytes()
            mark = f'"{sha256(content).hexdigest()[:20]}"'
            found[item.name] = File(content, TYPES[ending], mark)
    return found


FILES: Final = _files("static")


@cache
def built() -> dict[str, File]:
    """What `make console` made, packed once; empty where nobody ran it."""
    return {
        # A weak mark: the same for what is packed and what is not.
        name: file._replace(
            mark=f"W/{file.mark}", packed=gzip.compress(file.content, GZIP_LEVEL, mtime=0)
        )
        for name, file in _files("built").items()
    }


_OF_A_PHONE: Final = ("phone.css", "phone.js", "phone_key.js", "phone_push.js", "tocsin.svg")


@cache
def phone_files() -> dict[str, File]:
    """What a supervisor's phone gets beside its page, packed once."""
    return {
        name: file._replace(
            mark=f"W/{file.mark}", packed=gzip.compress(file.content, GZIP_LEVEL, mtime=0)
        )
        for name, file in FILES.items()
        if name in _OF_A_PHONE
    }


def phone_file(name: str) -> str:
    """The path of such a file; it changes with the content, so that the file is asked for once."""
    return f"/p/{phone_files()[name].mark[3:15]}/{name}"


Asking = Request[Any, Any, Any]


ASK_AGAIN: Final = "no-cache"
FOR_GOOD: Final = "public, max-age=31536000, immutable"
"""A built file's name changes with its content."""

STAFF: Final = "/staff"
"""Somebody's own page. It looks like any notes: what it is called, too, says nothing."""


PHONE: Final = "/phone"
"""A supervisor's phone."""


def served(request: Asking, name: str) -> Response[bytes]:
    """A file, or the word that the browser has it already."""
    return _answer(request, FILES.get(name), ASK_AGAIN)


def served_built(request: Asking, name: str) -> Response[bytes]:
    """A file that `make console` made: a page is asked for again, the rest is kept for good."""
    if not built():
        detail = "The pages are not built. In a checkout, run: make console"
        raise Problem(503, "not_built", detail)
    keeping = ASK_AGAIN if name.endswith(".html") else FOR_GOOD
    return _answer(request, built().get(name), keeping)


def _answer(request: Asking, file: File | None, keeping: str) -> Response[bytes]:
    if file is None:
        raise Problem(404, "not_found", "There is no such file.")
    headers = {"ETag": file.mark, "Cache-Control": keeping}
    if request.headers.get("if-none-match") == file.mark:
        return Response(b"", status_code=304, headers=headers, media_type=file.kind)
    if not file.packed:
        return Response(file.content, headers=headers, media_type=file.kind)
    headers["Vary"] = "Accept-Encoding"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(file.content, headers=headers, media_type=file.kind)
    headers["Content-Encoding"] = "gzip"
    return Response(file.packed, headers=headers, media_type=file.kind)


@get(["/", "/console"], opt={"open": True}, include_in_schema=False)
async def console_page(request: Asking) -> Response[bytes]:
    """The control room; links to it by its own name still lead there."""
    return served_built(request, "console.html")


@get("/map", opt={"open": True}, include_in_schema=False)
async def map_page(request: Asking) -> Response[bytes]:
    """The town on a screen of its own; its page asks the API, which asks who you are."""
    return served_built(request, "map.html")


@get("/ready", opt={"open": True}, include_in_schema=False)
async def ready_page(request: Asking) -> Response[bytes]:
    """Who would be paged, and who can be reached; its page asks the API, which asks who you are."""
    return served_built(request, "ready.html")


@get("/oversight", opt={"open": True}, include_in_schema=False)
async def oversight_page(request: Asking) -> Response[bytes]:
    """Who saw what, links, packets, trails; its page asks the API, which asks who you are."""
    return served_built(request, "oversight.html")


@get("/built/{name:str}", opt={"open": True}, include_in_schema=False)
async def built_file(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """A script or a style sheet of a built page."""
    return served_built(request, name)


@get("/p/{mark:str}/{name:str}", opt={"open": True}, include_in_schema=False)
async def file_of_a_phone(
    request: Asking, mark: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """A style, script or picture of the pages for phones. An older page gets the present one."""
    file = phone_files().get(name)
    is_this = file is not None and file.mark[3:15] == mark
    return _answer(request, file, FOR_GOOD if is_this else ASK_AGAIN)


@get(STAFF, opt={"open": True}, include_in_schema=False)
async def staff_page(request: Asking) -> Response[bytes]:
    """Somebody's own page; whoever is not signed in on it finds notes and no more."""
    return served_built(request, "notes.html")


@get(f"{STAFF}/sw.js", opt={"open": True}, include_in_schema=False)
async def staff_worker(request: Asking) -> Response[bytes]:
    """What keeps that page, and what it has not sent, without a net: for that page alone."""
    found = served_built(request, "sw.js")
    found.headers["Service-Worker-Allowed"] = STAFF
    found.headers["Cache-Control"] = ASK_AGAIN
    return found


@get(f"{PHONE}/worker.js", opt={"open": True}, include_in_schema=False)
async def phone_worker(request: Asking) -> Response[bytes]:
    """What shows the pages that come by Web Push: for the pages of phones alone."""
    found = served(request, "phone_worker.js")
    found.headers["Service-Worker-Allowed"] = PHONE
    return found


@get("/desk", opt={"open": True}, include_in_schema=False)
async def desk_page(request: Asking) -> Response[bytes]:
    """Tonight's risk; its page asks the API, which asks who you are."""
    return served_built(request, "desk.html")


@get("/incidents/{incident:str}/timeline", opt={"open": True}, include_in_schema=False)
async def timeline_page(request: Asking, incident: FromPath[str]) -> Response[bytes]:  # noqa: ARG001
    """The printable timeline; its page asks the API, which asks who you are."""
    return served(request, "timeline.html")


@get("/static/{name:str}", opt={"open": True}, include_in_schema=False)
async def static_file(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """A script, a style sheet or a picture."""
    return served(request, name)


@get("/demo", opt={"open": True}, include_in_schema=False)
async def demo_page(request: Asking) -> Response[bytes]:
    """The control room and the phones; mounted in the demo only."""
    return served_built(request, "demo.html")


ROUTES: Final = (
    console_page,
    map_page,
    ready_page,
    oversight_page,
    staff_page,
    staff_worker,
    phone_worker,
    built_file,
    file_of_a_phone,
    desk_page,
    timeline_page,
    static_file,
)
