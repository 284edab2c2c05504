"""The staff page: files of this folder, served as they are, and nothing from any other host."""

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
    "svg": "image/svg+xml",
}


class File(NamedTuple):
    """One file and its mark, by which a browser asks whether it changed."""

    content: bytes
    kind: str
    mark: str


def _files() -> dict[str, File]:
    found = {}
    for item in resources.files(__package__).joinpath("static").iterdir():
        ending = item.name.rpartition(".")[2]
        if ending in TYPES:
            content = item.read_bytes()
            mark = f'"{sha256(content).hexdigest()[:20]}"'
            found[item.name] = File(content, TYPES[ending], mark)
    return found


FILES: Final = _files()

Asking = Request[Any, Any, Any]


def served(request: Asking, name: str) -> Response[bytes]:
    """A file, or the word that the browser has it already."""
    file = FILES.get(name)
    if file is None:
        raise Problem(404, "not_found", "There is no such file.")
    headers = {"ETag": file.mark, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == file.mark:
        return Response(b"", status_code=304, headers=headers, media_type=file.kind)
    return Response(file.content, headers=headers, media_type=file.kind)


@get("/", opt={"open": True}, include_in_schema=False)
async def board_page(request: Asking) -> Response[bytes]:
    """The control room."""
    return served(request, "board.html")


@get("/desk", opt={"open": True}, include_in_schema=False)
async def desk_page(request: Asking) -> Response[bytes]:
    """Tonight's risk; its page asks the API, which asks who you are."""
    return served(request, "desk.html")


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
    return served(request, "demo.html")


ROUTES: Final = (board_page, desk_page, timeline_page, static_file)
