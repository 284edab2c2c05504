"""In which language a request is answered."""

from typing import Final

from tocsin.tongues.known import tongue_of, wanted
from tocsin.tongues.tongue import Tongue
from tocsin.web.bare import Scope, header

ENGLISH: Final = tongue_of("")


def chosen(scope: Scope, agency: str) -> Tongue:
    """The language that a request asks for by `Accept-Language`, else the agency's."""
    return tongue_of(wanted(header(scope, b"accept-language"), agency))


def tongue_in(scope: Scope) -> Tongue:
    """The language of a request, as the application found it when the request came."""
    found = scope.get("state", {}).get("tongue", ENGLISH)
    return found if isinstance(found, Tongue) else ENGLISH
