"""A text, or the news of one of ours, as a carrier hands it over by SMPP 3.4.

The raw signal is the whole PDU, as it came off the wire. `deliver_sm` (section
4.6) is read here; its layout is read by `smpp34`. A PDU that cannot be read is
kept, shown, and counts as an SOS, as everything does that is not understood.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from tocsin.intake import gsm7
from tocsin.intake.message import TextMessage, Unreadable, UnreadableReason
from tocsin.intake.octets import decode
from tocsin.intake.raw import RawRequest
from tocsin.intake.receipts import ReceiptStatus
from tocsin.intake.udh import ALONE, Part, part_of

if TYPE_CHECKING:
    from smpp34 import DeliverSm

DELIVER_SM: Final = 0x05
ID_HEADER: Final = "x-smpp-id"
"""Under this name the connection says which text this is; a redelivery has the same."""

PAYLOAD: Final = 0x0424
RECEIPTED_ID: Final = 0x001E
MESSAGE_STATE: Final = 0x0427
SAR_REFERENCE: Final = 0x020C
SAR_TOTAL: Final = 0x020E
SAR_NUMBER: Final = 0x020F

_KIND_OF_MESSAGE: Final = 0x3C
_RECEIPT: Final = 0x04
_HALFWAY: Final = 0x20
"""Of esm_class (section 5.2.12): a receipt of the centre, and its news on the way."""
_HAS_UDH: Final = 0x40

_ALPHABETS: Final[Mapping[int, str]] = {
    1: "ascii",
    2: "8-bit",
    3: "latin-1",
    4: "8-bit",
    6: "iso8859-5",
    7: "iso8859-8",
    8: "utf-16-be",
    14: "euc-kr",
}
"""data_coding (section 5.2.19). 0 is whatever the centre calls its own."""

_CONTROLS: Final = frozenset(range(0x20)) - frozenset(b"\t\n\r")

_WORDS: Final[Mapping[str, ReceiptStatus]] = {
    "ENROUTE": "pending",
    "ACCEPTD": "pending",
    "DELIVRD": "delivered",
    "EXPIRED": "undelivered",
    "DELETED": "undelivered",
    "UNDELIV": "undelivered",
    "REJECTD": "undelivered",
    "UNKNOWN": "undelivered",
}
_STATES: Final[Mapping[int, str]] = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
"""Of message_state (section 5.2.28), in the words of the text of a receipt (appendix B)."""

_ID: Final = re.compile(rb"\bid:([\x21-\x7e]{1,65})")
_STATE: Final = re.compile(rb"\bstat:([A-Za-z]{5,7})")
_ERROR: Final = re.compile(rb"\berr:([0-9A-Fa-f]{1,8})")


class News(NamedTuple):
    """What the centre says has become of a text that it called `ref`."""

    ref: str
    status: ReceiptStatus
    reason: str


def parse(raw: RawRequest) -> TextMessage | Unreadable:
    """The text in a deliver_sm. Never raises for any octets."""
    pdu = _read(raw.body)
    if pdu is None:
        detail = "A deliver_sm of SMPP 3.4 was expected."
        return Unreadable(UnreadableReason.WRONG_SHAPE, detail)
    octets, part = _text_of(pdu)
    _, _, own = raw.content_type.partition("charset=")
    return TextMessage(
        sender=_address(pdu.source_addr, pdu.source_addr_ton),
        recipient=_address(pdu.destination_addr, pdu.dest_addr_ton),
        text=_letters(octets, pdu.data_coding, own),
        provider_id=raw.headers.get(ID_HEADER) or None,
        part=part.part,
        parts=part.parts,
        reference=part.reference,
    )


def news_in(octets: bytes) -> News | None:
    """The receipt in a deliver_sm; None when it is a text, or says not of what it is a receipt.

    What calls itself a receipt and is none is read as a text: nothing is dropped
    on the word of one bit.
    """
    pdu = _read(octets)
    if pdu is None or pdu.esm_class & _KIND_OF_MESSAGE not in (_RECEIPT, _HALFWAY):
        return None
    said, _ = _text_of(pdu)
    tlvs = {each.tag: each.value for each in pdu.tlvs}
    ref = tlvs.get(RECEIPTED_ID, b"").split(b"\0")[0] or _first(_ID, said)
    state = _STATES.get(int.from_bytes(tlvs.get(MESSAGE_STATE, b""), "big"), "")
    word = state or _first(_STATE, said).decode("ascii").upper()
    status = _WORDS.get(word)
    if not ref or status is None:
        return None
    error = _first(_ERROR, said).decode("ascii")
    reason = " ".join(filter(None, (f"stat:{word}", f"err:{error}" if error else "")))
    return News(ref.decode("ascii", "replace"), status, reason if status == "undelivered" else "")


def _read(octets: bytes) -> "DeliverSm | None":
    import smpp34  # noqa: PLC0415 - only who is bound to a carrier loads it.

    try:
        found = smpp34.decode(octets)
    except smpp34.SmppError:
        return None
    return found if isinstance(found, smpp34.DeliverSm) else None


def _first(pattern: re.Pattern[bytes], said: bytes) -> bytes:
    found = pattern.search(said)
    return found.group(1) if found else b""


def _text_of(pdu: "DeliverSm") -> tuple[bytes, Part]:
    """The octets of the text, and which part of a longer one they are."""
    tlvs = {each.tag: each.value for each in pdu.tlvs}
    octets = pdu.short_message or tlvs.get(PAYLOAD, b"")
    if pdu.esm_class & _HAS_UDH and octets and octets[0] < len(octets):
        header = octets[: octets[0] + 1]
        return octets[len(header) :], part_of(header)
    return octets, _segment(tlvs)


def _segment(tlvs: Mapping[int, bytes]) -> Part:
    """The same, said by optional parameters (section 5.3.2.22) instead of a header."""
    reference = tlvs.get(SAR_REFERENCE, b"")
    total = int.from_bytes(tlvs.get(SAR_TOTAL, b""), "big")
    number = int.from_bytes(tlvs.get(SAR_NUMBER, b""), "big")
    if reference and 1 < total <= 0xFF and 1 <= number <= total:
        return Part(number, total, reference.hex())
    return ALONE


def _letters(octets: bytes, coding: int, own: str) -> str:
    if coding > 0x0F:
        # The octet of the air (3GPP TS 23.038, 4): its alphabet stands in two bits.
        coding = (0, 4, 8, 0)[coding >> 2 & 3]
    charset = _ALPHABETS.get(coding, own or "gsm7")
    if charset == "ascii" and not _CONTROLS.isdisjoint(octets):
        # Some centres say ASCII and mean the alphabet of the air: an escape betrays them.
        charset = "gsm7"
    return gsm7.decode(octets) if charset == "gsm7" else decode(octets, charset, "")


def _address(address: str, kind: int) -> str:
    """A number of kind 1 (international, section 5.2.5) is written without its plus."""
    return f"+{address}" if kind == 1 and address.isdigit() else address
