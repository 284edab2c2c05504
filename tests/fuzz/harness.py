"""A function for each parser: any octets go in; an answer comes out, or a refusal with a name.

Whatever else is raised is a bug. `python -m tests.fuzz` runs them guided by coverage.
"""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from tests.exchange.test_any_input import check
from tests.fuzz import wires
from tests.intake.test_grammar import sent
from tests.places.harlow import harlow
from tocsin.adapters.smpp_pdu import HEAD, head_of
from tocsin.agency.load import read as read_agency
from tocsin.config import SettingsError, load
from tocsin.exchange import aml, aml_post, browser, cap, eido, feed, owntracks, pidf, traccar
from tocsin.facts.codec import KINDS, Codec
from tocsin.facts.pages import Purpose
from tocsin.intake import grammar, receipts
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.intake.raw import RawRequest, freeze, thaw
from tocsin.intake.stage import PARSERS
from tocsin.intake.trackers import read_reports
from tocsin.intake.walking import read_walk
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.vault import Vault, VaultError
from tocsin.places.words import read_places
from tocsin.watch import plates

Harness = Callable[[bytes], None]

TOWN: Final = harlow()
PAGES: Final = [sent(purpose) for purpose in Purpose if purpose in grammar.WORDS]
CODEC: Final = Codec(Vault(MemoryLedger("x"), b"k" * 32, bytes))
NAMES: Final = tuple(KINDS)


def text_of(octets: bytes) -> str:
    return octets.decode("utf-8", "replace")


def hook(kind: str) -> Harness:
    """A request of this kind: its body, and the same octets as query and form."""

    def run(octets: bytes) -> None:
        for query, type_, body in (
            (b"", "application/json", octets),
            (octets, "", b""),
            (b"", "application/x-www-form-urlencoded", octets),
        ):
            given: Any = {"kind": kind, "query": query, "content_type": type_, "body": body}
            raw = thaw(freeze(RawRequest("g", method="POST", **given)))
            told = PARSERS[kind](raw)
            assert isinstance(told, TextMessage | Unreadable)
            if isinstance(told, TextMessage):
                told.text.encode()
                told.sender.encode()
            receipts.parse(raw)
            if kind in ("owntracks", "traccar", "feed"):
                read_reports(raw)

    return run


def document(read: Callable[[bytes], Any]) -> Harness:
    return lambda octets: check(read, octets)


def a_feed(octets: bytes) -> None:
    assert all(item is not None for item in feed.read(octets))


def a_text(octets: bytes) -> None:
    text = text_of(octets)
    answer = grammar.understand(text, PAGES)
    assert answer is None or answer[0]
    grammar.may_mean(text, PAGES)
    grammar.cancel_code(text)
    grammar.is_sighting(text)
    read_walk(text)
    aml.read_sms(text)


def places(octets: bytes) -> None:
    read_places(text_of(octets), TOWN)


def a_plate(octets: bytes) -> None:
    text = text_of(octets)
    for one in plates.candidates(text):
        plates.compare(one, text)


def agency(octets: bytes) -> None:
    found, mistakes = read_agency(text_of(octets))
    assert (found is None) == bool(mistakes)


def tocsin_toml(octets: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(octets)
        file.flush()
        try:
            load(Path(file.name))
        except SettingsError:
            return


def pdu(octets: bytes) -> None:
    if len(octets) >= HEAD.size:
        with suppress(ValueError):
            head_of(octets)


def body_of_a_fact(octets: bytes) -> None:
    kind = KINDS[NAMES[octets[0] % len(NAMES)]] if octets else KINDS[NAMES[0]]
    try:
        fact = CODEC.decode_as(kind, octets[1:])
    except (msgspec.DecodeError, VaultError, ValueError, KeyError, TypeError):
        return
    assert CODEC.decode_as(kind, CODEC.encode(fact)[2]) == fact


HARNESSES: Final[Mapping[str, Harness]] = {
    **{f"hook_{kind}": hook(kind) for kind in PARSERS},
    "pidf": document(pidf.read),
    "cap": document(cap.read_all),
    "eido": document(eido.read),
    "owntracks": document(owntracks.read),
    "traccar": document(traccar.read_json),
    "browser": document(browser.read),
    "aml_post": document(aml_post.read_https),
    "feed": a_feed,
    "text": a_text,
    "places": places,
    "plate": a_plate,
    "agency": agency,
    "settings": tocsin_toml,
    "pdu": pdu,
    "fact": body_of_a_fact,
    **wires.HARNESSES,
}
