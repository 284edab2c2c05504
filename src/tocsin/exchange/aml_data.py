"""AML in a data SMS: the same text, packed seven bits to a letter (3GPP TS 23.038, 6.1.2.1)."""

from typing import Final

from tocsin.exchange.fix import Malformed, Reason

DATA_SMS_BYTES_MAX: Final = 560
"""Four joined data SMS; an AML message takes one."""

_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = dict(
    zip(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", "\f^{}\\[~]|€", strict=True)
)
_ESCAPE: Final = 0x1B
_PORT_HEADER: Final = b"\x06\x05\x04"
_PORT_HEADER_BYTES: Final = 7


def unpack_data_sms(octets: bytes) -> str | Malformed:
    """The text in the octets of a data SMS. Never raises.

    A header with 16-bit ports in front is taken away, as the stack may have left
    it. Octets that are plain ASCII already stay as they are.
    """
    if len(octets) > DATA_SMS_BYTES_MAX:
        return Malformed(Reason.TOO_LARGE, f"At most {DATA_SMS_BYTES_MAX} octets are read.")
    body = octets[_PORT_HEADER_BYTES:] if octets.startswith(_PORT_HEADER) else octets
    if not body:
        return Malformed(Reason.MISSING, "The data SMS is empty.")
    if body[:4].upper() == b'A"ML':
        return body.decode("ascii", "replace")
    return _letters(_septets(body)).rstrip("\r@")


def _septets(octets: bytes) -> list[int]:
    """Seven bits each, the lowest first; what is left over at the end is filling."""
    bits = int.from_bytes(octets, "little")
    return [bits >> (7 * place) & 0x7F for place in range(len(octets) * 8 // 7)]


def _letters(septets: list[int]) -> str:
    letters: list[str] = []
    escaped = False
    for septet in septets:
        if escaped:
            letters.append(_EXTENDED.get(septet, _BASIC[septet]))
        elif septet != _ESCAPE:
            letters.append(_BASIC[septet])
        escaped = septet == _ESCAPE and not escaped
    return "".join(letters)
