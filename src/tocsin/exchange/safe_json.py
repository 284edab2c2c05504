"""JSON from strangers: small, shallow, and forgiving where a phone's library is sloppy.

`NaN`, `Infinity` and `1e999` are no JSON, yet phones send them; a strict parser
would lose the alarm beside them. Here each reads as null, and so does a number
too long to be one.
"""

import json
import math
import re
from typing import Any, Final

from tocsin.exchange.fix import Malformed, Reason

JSON_BYTES_MAX: Final = 4_000_000
"""A longer JSON document is refused unread: an EIDO's notes may be long, a tracker's are not."""

JSON_DEPTH_MAX: Final = 60
"""Objects and lists nested deeper are refused; an EIDO has about 10 levels."""

_DIGITS_MAX: Final = 40
_TEXT_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def parse(body: bytes) -> Any | Malformed:
    """The value of a JSON document, or why not. Never raises.

    Bytes that are no UTF-8 become replacement characters; a byte order mark goes.
    """
    if len(body) > JSON_BYTES_MAX:
        return Malformed(
            Reason.TOO_LARGE, f"The document is too large; at most {JSON_BYTES_MAX} bytes are read."
        )
    text = body.decode("utf-8-sig", "replace")
    if _depth(text) > JSON_DEPTH_MAX:
        return Malformed(Reason.NOT_JSON, f"At most {JSON_DEPTH_MAX} nested levels are read.")
    try:
        value = json.loads(
            text, parse_int=_whole, parse_float=_decimal, parse_constant=_nothing, strict=False
        )
        return _mended(value) if "\\ud" in text.lower() else value
    except (ValueError, RecursionError):
        return Malformed(Reason.NOT_JSON, "This is not JSON.")


def _mended(value: Any) -> Any:
    """Halves of surrogate pairs, which no ledger can hold, become replacement characters."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(each) for each in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(each) for name, each in value.items()}
    return value


def _nothing(_: str) -> None:
    return None


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _DIGITS_MAX else None


def _decimal(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def _depth(text: str) -> int:
    """How deep objects and lists are nested, at most. Brackets inside texts do not count."""
    depth = deepest = 0
    for found in _TEXT_OR_BRACKET.finditer(text):
        if found.group() in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found.group() in "]}":
            depth -= 1
    return deepest


def member(value: Any, *path: str) -> Any:
    """What lies under these names, one inside the other, or None."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def items(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty list, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
