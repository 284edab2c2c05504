"""How a page for a phone is answered: packed, kept nowhere, in the language of whoever reads."""

import gzip
from typing import Any, Final
from urllib.parse import parse_qs

from litestar import Request, Response
from litestar.response import Redirect

from tocsin.engine.service import Service
from tocsin.kernel.limits_phone import PHONE_FORM_BYTES_MAX
from tocsin.web import markup
from tocsin.web.access import Seat
from tocsin.web.asking import tongue_in
from tocsin.web.markup import Element
from tocsin.web.phone_words import Tongue
from tocsin.web.problems import Problem

Asking = Request[Any, Any, Any]

HEADERS: Final = {
    # Under no-referrer a browser calls the origin of a form "null".
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Encoding, Accept-Language, Cookie",
}
GZIP_LEVEL: Final = 6
HTML: Final = "text/html"


def page(request: Asking, root: Element, status: int = 200, **more: Any) -> Response[bytes]:
    """A page, packed where the browser takes it so."""
    return packed(request, markup.page(root), status, **more)


def packed(request: Asking, content: bytes, status: int = 200, **more: Any) -> Response[bytes]:
    """These octets of HTML. Nothing of it is kept anywhere: `app` says no-store."""
    headers = dict(HEADERS)
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, GZIP_LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(content, status_code=status, media_type=HTML, headers=headers, **more)


def onward(path: str, **more: Any) -> Redirect:
    """What follows a form: the page again, so that a reload repeats nothing."""
    return Redirect(path, status_code=303, headers=HEADERS, **more)


def tongue(request: Asking, service: Service, seat: Seat | None) -> Tongue:
    """The language of whoever reads: their own, or what their browser asks for, or the agency's."""
    staff = service.engine.state.agency.staff.get(seat.person) if seat else None
    return Tongue(staff.language if staff else tongue_in(request.scope).language)


async def form(request: Asking) -> dict[str, str]:
    """The fields of a form, each once. Raises Problem."""
    body = await request.body()
    if len(body) > PHONE_FORM_BYTES_MAX:
        raise Problem(413, "too_large", "That is too long.")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[-1] for name, values in fields.items()}
