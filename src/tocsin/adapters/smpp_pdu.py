"""The PDUs of SMPP 3.4 that we write, and the head of every one that we read.

`submit_sm` is laid out by `smpp34`; the rest are a head with a few octets after
it (sections 3.2, 4.1, 4.2, 4.6.2, 4.11). Here as well: how a text is cut into
parts, none of which cuts a letter in two.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from tocsin.intake import gsm7
from tocsin.kernel.gsm7 import ESCAPE

if TYPE_CHECKING:
    from smpp34 import Tlv

HEAD: Final = struct.Struct(">IIII")
"""Length, command, status, sequence number."""

GENERIC_NACK: Final = 0x80000000
BIND_TRANSCEIVER: Final = 0x09
SUBMIT_SM: Final = 0x04
DELIVER_SM: Final = 0x05
UNBIND: Final = 0x06
ENQUIRE_LINK: Final = 0x15
DATA_SM: Final = 0x103
RESPONSE: Final = 0x80000000
"""This bit makes the command of a response out of that of its request."""

OK: Final = 0x00
INVALID_COMMAND: Final = 0x03
TRY_AGAIN: Final = 0x64
"""ESME_RX_T_APPN: the centre keeps the text and delivers it again."""
THROTTLED: Final = frozenset({0x14, 0x58})
"""ESME_RMSGQFUL and ESME_RTHROTTLED."""

LENGTH_MAX: Final = 70_000
"""The longest PDU has a payload of 64 kB; whatever says that it is longer is no SMPP."""

MESSAGE_PAYLOAD: Final = 0x0424
SHORT_OCTETS_MAX: Final = 254
PART_OCTETS_MAX: Final = {0: 153, 3: 134, 8: 134}
WHOLE_OCTETS_MAX: Final = {0: 160, 3: 140, 8: 140}
"""What one text of a telephone holds, in octets here: a place of the GSM alphabet is one."""
PARTS_MAX: Final = 255

Alphabet = Literal["gsm7", "latin-1", "utf-8"]
Long = Literal["udh", "sar", "payload"]


class Head(NamedTuple):
    """The head of a PDU."""

    length: int
    command: int
    status: int
    sequence: int


class Coded(NamedTuple):
    """A text as octets; `coding` is its data_coding."""

    coding: int
    octets: bytes


def head_of(octets: bytes) -> Head:
    """The head in the first 16 octets. Raises ValueError for what cannot be one."""
    head = Head(*HEAD.unpack(octets[: HEAD.size]))
    if not HEAD.size <= head.length <= LENGTH_MAX:
        raise ValueError("not a PDU")
    return head


def plain(command: int, sequence: int, *, status: int = OK, body: bytes = b"") -> bytes:
    """A PDU with these octets after its head."""
    return HEAD.pack(HEAD.size + len(body), command, status, sequence) + body


def bind(sequence: int, username: str, password: str, system_type: str) -> bytes:
    """bind_transceiver, for every address that the centre has for us."""
    texts = b"".join(each.encode("latin-1") + b"\0" for each in (username, password, system_type))
    return plain(BIND_TRANSCEIVER, sequence, body=texts + b"\x34\0\0\0")


def answer_to(head: Head, status: int = OK) -> bytes:
    """The response to a request of the centre."""
    # deliver_sm_resp and data_sm_resp carry a message id, which is empty here.
    body = b"\0" if head.command in (DELIVER_SM, DATA_SM) else b""
    return plain(head.command | RESPONSE, head.sequence, status=status, body=body)


def code(text: str, alphabet: Alphabet) -> Coded:
    """The text as the centre takes it: its own alphabet where that holds it, else UCS-2."""
    clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if alphabet == "gsm7":
        octets = gsm7.encode(clean)
        if octets is not None:
            return Coded(0, octets)
    else:
        try:
            if alphabet == "latin-1":
                return Coded(3, clean.encode("latin-1"))
            return Coded(0, clean.encode("ascii"))
        except UnicodeEncodeError:
            pass
    return Coded(8, clean.encode("utf-16-be"))


def cut(coded: Coded) -> list[bytes]:
    """The parts of a text; one when it fits a single one. What is beyond the last is lost."""
    if len(coded.octets) <= WHOLE_OCTETS_MAX[coded.coding]:
        return [coded.octets]
    return list(_parts(coded))[:PARTS_MAX]


def _parts(coded: Coded) -> Iterator[bytes]:
    rest, most = coded.octets, PART_OCTETS_MAX[coded.coding]
    while rest:
        at = min(len(rest), most)
        if at < len(rest) and _would_halve(coded.coding, rest, at):
            at -= 2 if coded.coding == 8 else 1
        yield rest[:at]
        rest = rest[at:]


def _would_halve(coding: int, octets: bytes, at: int) -> bool:
    """Whether a cut here parts a letter: after an escape, or inside a surrogate pair."""
    if coding == 8:
        return 0xD8 <= octets[at - 2] <= 0xDB
    return coding == 0 and octets[at - 1] == ESCAPE


class Numbered(NamedTuple):
    """One part as it is submitted."""

    esm_class: int
    octets: bytes
    tlvs: tuple[tuple[int, bytes], ...] = ()


def number(parts: Sequence[bytes], how: Long, reference: int) -> list[Numbered]:
    """Parts that say which of how many they are."""
    total = len(parts)
    if total == 1:
        return [Numbered(0, parts[0])]
    if how == "sar":
        return [
            Numbered(
                0,
                octets,
                (
                    (0x020C, reference.to_bytes(2, "big")),
                    (0x020E, bytes((total,))),
                    (0x020F, bytes((at,))),
                ),
            )
            for at, octets in enumerate(parts, start=1)
        ]
    return [
        Numbered(0x40, bytes((5, 0, 3, reference & 0xFF, total, at)) + octets)
        for at, octets in enumerate(parts, start=1)
    ]


class Address(NamedTuple):
    """An address with its type of number and numbering plan (sections 5.2.5 and 5.2.6)."""

    text: str
    ton: int
    npi: int


def address_of(text: str) -> Address:
    """A number in E.164, a short code, or a name."""
    if text.startswith("+"):
        return Address(text[1:], 1, 1)
    return Address(text, 0, 1) if text.isdigit() else Address(text, 5, 0)


class Submit(NamedTuple):
    """One submit_sm that is to be written."""

    source: Address
    to: Address
    coding: int
    part: Numbered
    wants_receipt: bool

    def encode(self, sequence: int) -> bytes:
        """The PDU."""
        import smpp34  # noqa: PLC0415 - only who is bound to a carrier loads it.

        tlvs: list[Tlv] = [smpp34.Tlv(tag, value) for tag, value in self.part.tlvs]
        short = self.part.octets
        if len(short) > SHORT_OCTETS_MAX:
            tlvs.append(smpp34.Tlv(MESSAGE_PAYLOAD, short))
            short = b""
        pdu = smpp34.SubmitSm(
            self.source.text,
            self.to.text,
            short,
            source_addr_ton=self.source.ton,
            source_addr_npi=self.source.npi,
            dest_addr_ton=self.to.ton,
            dest_addr_npi=self.to.npi,
            esm_class=self.part.esm_class,
            data_coding=self.coding,
            registered_delivery=int(self.wants_receipt),
            tlvs=tlvs,
            sequence_number=sequence,
        )
        return pdu.encode()
