"""The rest of the harnesses: brokers, short messages, links and keys, letters, and what is kept."""

import asyncio
import gzip
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from tocsin.adapters import smpp_pdu
from tocsin.adapters.mqtt import BrokerError, Message, _Connection
from tocsin.engine import letters
from tocsin.engine.feeds import understood
from tocsin.exchange import plate_read, traccar
from tocsin.exchange.fix import Malformed
from tocsin.geo import coordinates
from tocsin.intake import form, gsm7, numbers, octets, signature
from tocsin.intake.raw import GatewayKind
from tocsin.intake.smpp import news_in
from tocsin.intake.topics import Topics
from tocsin.keeping import archive, erasures, manifest, segments
from tocsin.keeping.files import KeepingError
from tocsin.ledger import chain
from tocsin.web.access import COOKIE, OWN_COOKIE, _cookie
from tocsin.web.sharing_api import _KEY
from tocsin.web.stream import _position
from tocsin.web.watchers import _BATCH

Harness = Callable[[bytes], None]
KINDS: Final[tuple[GatewayKind, ...]] = ("owntracks", "traccar", "feed")
FILTERS: Final = ("owntracks/+/+", "trackers/+", "one/topic")
LOOP: Final = asyncio.new_event_loop()
"""Of this module: a connection needs one, and nothing here ever waits."""


def text_of(given: bytes) -> str:
    return given.decode("utf-8", "replace")


def mqtt_octets(given: bytes) -> None:
    """What a broker sends, whole and in two parts: packets, or an end that says why."""

    async def hears(*parts: bytes) -> list[Any]:
        connection = _Connection()
        for part in parts:
            connection.data_received(part)
        if connection.lost.done():
            assert isinstance(connection.lost.exception(), BrokerError)
            return []
        return connection.waiting

    half = len(given) // 2
    for parts in ((given,), (given[:half], given[half:])):
        for message in LOOP.run_until_complete(hears(*parts)):
            mqtt_message(b"\0".join((message.topic.encode(), bytes(message.payload))))


def mqtt_message(given: bytes) -> None:
    """A topic, then a NUL, then the payload: reports, each with whose it is."""
    topic, _, payload = given.partition(b"\0")
    for kind in KINDS:
        topics = Topics("county", kind, FILTERS)
        reports, cries, wrong = understood(topics, [Message(text_of(topic), payload, None)])
        assert all(report.device.encode() is not None for report in reports)
        assert all(cry.body == payload for cry in cries)
        assert all(wrong)


def short_message(given: bytes) -> None:
    """A deliver_sm as a receipt; its text as every centre writes it; ours, cut in parts."""
    news_in(given)
    gsm7.decode(given)
    for charset in ("gsm", "latin-1", "utf-8", "utf-7", "idna", "\0", text_of(given[:12])):
        octets.decode(given, charset, text_of(given[:2])).encode()
    text = text_of(given)
    for alphabet in ("gsm7", "utf-8", "latin-1"):
        coded = smpp_pdu.code(text, alphabet)
        parts = smpp_pdu.cut(coded)
        assert b"".join(parts) == coded.octets
        smpp_pdu.number(parts[:255], "udh", 7)
    smpp_pdu.address_of(text)


def form_and_signature(given: bytes) -> None:
    text = text_of(given)
    pairs = form.text_pairs(given)
    form.first_of_each(given)
    signature.twilio_signature_ok("secret", text, pairs, text[-28:], given)
    found = signature.basic_auth(text)
    assert found is None or len(found) == 2
    signature.secret_ok(text, "secret")


def number(given: bytes) -> None:
    for region in ("US", "GB", "XX"):
        numbers.normalise(text_of(given), region).encode()


def coordinate(given: bytes) -> None:
    for reading in coordinates.read(text_of(given), (35.2, -92.4)):
        assert reading is not None


def plates(given: bytes) -> None:
    found = plate_read.read_plates(given)
    assert isinstance(found, Malformed) or all(each.plate for each in found)


def traccar_form(given: bytes) -> None:
    traccar.read_form(text_of(given))


def watcher_batch(given: bytes) -> None:
    """What a watcher process posts: a batch, or no batch of this version."""
    with suppress(ValueError):
        _BATCH.decode(given)


def letter(given: bytes) -> None:
    with suppress(letters.NotUnderstood):
        letters.read(given)


def cursor_and_key(given: bytes) -> None:
    """What a browser sends to say where it is and who it is."""
    for header in (b"last-event-id", b"cookie"):
        scope: Any = {"headers": [(header, given)], "query_string": b"after=" + given}
        position = _position(scope)
        assert position is None or 0 <= position < 10**19
    for name in (COOKIE, OWN_COOKIE):
        _cookie(text_of(given), name)
    _KEY.fullmatch(text_of(given).rpartition("#")[2].strip())


def kept(given: bytes) -> None:
    """Every file of a backup and an archive, with these octets in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in (manifest.FILE, archive.FILE, erasures.FILE):
            (folder / file).write_bytes(given)
        path = folder / "entries.gz"
        for packed in (given, gzip.compress(given, 1)):
            path.write_bytes(packed)
            with suppress(KeepingError):
                chain.verify(segments.read(path, "x"), "x")
        for load in (manifest.load, lambda at: archive.load(at, "x")):
            with suppress(KeepingError):
                load(folder)
        with suppress(KeepingError):
            erasures.read(folder / erasures.FILE)


HARNESSES: Final[Mapping[str, Harness]] = {
    "mqtt_octets": mqtt_octets,
    "mqtt_message": mqtt_message,
    "short_message": short_message,
    "form": form_and_signature,
    "number": number,
    "coordinate": coordinate,
    "plates": plates,
    "traccar_form": traccar_form,
    "watcher_batch": watcher_batch,
    "letter": letter,
    "cursor": cursor_and_key,
    "kept": kept,
}
