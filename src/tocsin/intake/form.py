"""URL-encoded pairs, kept as bytes until somebody knows their character set.

`urllib.parse.parse_qsl` refuses bytes outside ASCII and decodes before the
character set is known; a text in a wrong set must not be lost to either.
"""

from urllib.parse import unquote_to_bytes


def pairs(encoded: bytes) -> list[tuple[bytes, bytes]]:
    """All `name=value` pairs in order, blank ones and repeated names included."""
    found = []
    for piece in encoded.split(b"&"):
        if piece:
            name, _, value = piece.replace(b"+", b" ").partition(b"=")
            found.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return found


def first_of_each(encoded: bytes) -> dict[str, bytes]:
    """The first value of every name. Later repetitions are ignored."""
    found: dict[str, bytes] = {}
    for name, value in pairs(encoded):
        found.setdefault(lenient(name), value)
    return found


def text_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """All pairs as text, for checking a signature over every received parameter."""
    return [(lenient(name), lenient(value)) for name, value in pairs(encoded)]


def lenient(octets: bytes) -> str:
    """The octets as UTF-8, damaged ones shown as a replacement character."""
    return octets.decode("utf-8", "replace")
