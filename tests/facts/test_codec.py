"""Whatever was ever written can be read for ever, and nobody reads it who may not."""

from datetime import UTC, datetime
from itertools import count
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.facts.values import any_fact, facts, private
from tocsin.engine.stages import FOLDS
from tocsin.facts.codec import KINDS, UPCASTERS, Codec, UnknownFactError
from tocsin.facts.envelope import Envelope
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import IncidentNoted
from tocsin.facts.signals import UnknownSenderSeen
from tocsin.kernel.agenda import Agenda
from tocsin.kernel.numbers import Numbers
from tocsin.kernel.private import Private
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.vault import Vault, VaultError

AT = datetime(2026, 3, 7, tzinfo=UTC)


def vault():
    drawn = count()
    return Vault(MemoryLedger("x"), b"k" * 32, lambda n: (b"%032d" % next(drawn))[-n:])


def envelope(kind, version, body):
    return Envelope(1, AT, "s", kind, version, "system", 0, body, "", "")


def back(codec, fact):
    return codec.decode(envelope(*codec.encode(fact)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fact_comes_back_as_it_was(kind):
    codec = Codec(vault())

    @settings(max_examples=30)
    @given(facts[kind])
    def comes_back(fact):
        assert back(codec, fact) == fact

    comes_back()


@given(any_fact)
def test_every_fact_belongs_to_a_stream(fact):
    stream = fact.stream()
    assert stream
    assert isinstance(stream, str)


def test_the_shape_of_facts_alone_has_no_stream():
    with pytest.raises(NotImplementedError):
        Fact().stream()


def test_every_kind_has_its_own_name_and_every_kind_that_is_folded_is_known():
    assert all(name == kind.__name__ for name, kind in KINDS.items())
    assert set(FOLDS) <= set(KINDS.values())


@given(st.text("abcdefghijkl", min_size=12, max_size=12))
def test_private_text_does_not_stand_in_clear_in_the_body(text):
    codec = Codec(vault())
    for fact in (
        UnknownSenderSeen("S-1", "unknown:1", Private("unknown:1", text)),
        IncidentNoted("I-1", "lee", Private("person:ana", text)),
    ):
        _, _, body = codec.encode(fact)
        assert text.encode() not in body
        assert back(codec, fact) == fact


def test_an_erased_text_is_written_as_gone_and_read_as_gone():
    fact = IncidentNoted("I-1", "lee", Private("person:ana", None))
    assert back(Codec(vault()), fact) == fact


def test_a_kept_state_holds_a_text_as_it_stands_in_the_ledger_until_its_key_is_another():
    keys = vault()
    codec, number = Codec(keys), Private("unknown:1", "+15015550199")
    _, _, body = codec.encode(UnknownSenderSeen("S-1", "unknown:1", number))
    sealed = msgspec.json.decode(body)["number"]["c"]
    assert msgspec.json.decode(codec.encode_state([number])) == [{"s": "unknown:1", "c": sealed}]
    keys.erase("unknown:1")
    (anew,) = msgspec.json.decode(codec.encode_state([number]))
    assert anew["c"] != sealed
    assert codec.decode_as(list[Private], codec.encode_state([number])) == [number]


def test_when_the_key_is_destroyed_the_text_is_none_and_the_rest_is_there():
    sealer = vault()
    codec = Codec(sealer)
    written = codec.encode(IncidentNoted("I-1", "lee", Private("person:ana", "zebra")))
    sealer.erase("person:ana")
    read = codec.decode(envelope(*written))
    assert read == IncidentNoted("I-1", "lee", Private("person:ana", None))


def test_a_sealed_text_that_was_tampered_with_is_not_taken_for_another():
    codec = Codec(vault())
    one, other = (
        codec.encode(IncidentNoted("I-1", "lee", Private(subject, "zebra")))
        for subject in ("person:ana", "person:zed")
    )
    sealed = msgspec.json.decode(one[2])["text"]["c"]
    swapped = other[2].replace(msgspec.json.decode(other[2])["text"]["c"].encode(), sealed.encode())
    read = codec.decode(envelope(other[0], 1, swapped))
    assert read == IncidentNoted("I-1", "lee", Private("person:zed", None))
    damaged = one[2].replace(sealed.encode(), (sealed[:-6] + "AAAA==").encode())
    with pytest.raises(VaultError):
        codec.decode(envelope(one[0], 1, damaged))


@pytest.mark.parametrize(
    ("kind", "version", "said"),
    [("Unheard", 1, "Unheard version 1"), ("IncidentNoted", 2, "version 2")],
)
def test_what_a_newer_program_wrote_is_refused_by_name(kind, version, said):
    with pytest.raises(UnknownFactError, match=said):
        Codec(vault()).decode(envelope(kind, version, b"{}"))


def test_a_field_that_is_not_known_is_refused_and_never_dropped():
    codec = Codec(vault())
    with pytest.raises(msgspec.ValidationError):
        codec.decode(envelope("ServiceStarted", 1, b'{"version":"1","colour":"red"}'))


# --- versions -----------------------------------------------------------------


class Walked(Fact, frozen=True):
    """The third version: metres, and by whom."""

    VERSION: ClassVar[int] = 3
    metres: float
    by: Private

    def stream(self) -> str:
        return "walk"


def to_metres(fields: dict[str, Any]) -> dict[str, Any]:
    return {"metres": fields["miles"] * 1609.344, "name": fields["name"]}


def to_private(fields: dict[str, Any]) -> dict[str, Any]:
    return {"metres": fields["metres"], "by": {"s": "person:ana", "c": fields["name"]}}


CHAIN = {("Walked", 1): to_metres, ("Walked", 2): to_private}


class Open:
    """A sealer that leaves everything open."""

    def seal(self, subject, text):
        return text

    def open(self, subject, sealed):
        return sealed

    def is_sealed(self, subject, sealed):
        return True


def walking(upcasters):
    return Codec(Open(), {"Walked": Walked}, upcasters)


def test_an_old_fact_is_brought_up_one_version_at_a_time():
    read = walking(CHAIN).decode(envelope("Walked", 1, b'{"miles":1,"name":"Ana"}'))
    assert read == Walked(1609.344, Private("person:ana", "Ana"))
    read = walking(CHAIN).decode(envelope("Walked", 2, b'{"metres":5,"name":"Ana"}'))
    assert read == Walked(5.0, Private("person:ana", "Ana"))
    assert back(walking(CHAIN), read) == read


@pytest.mark.parametrize("missing", [1, 2])
def test_a_gap_in_the_chain_is_said_by_name(missing):
    chain = {key: each for key, each in CHAIN.items() if key[1] != missing}
    with pytest.raises(UnknownFactError, match=f"version {missing} to version {missing + 1}"):
        walking(chain).decode(envelope("Walked", 1, b'{"miles":1,"name":"Ana"}'))


def test_every_version_below_the_present_one_has_an_upcaster():
    needed = {(name, v) for name, kind in KINDS.items() for v in range(1, kind.VERSION)}
    assert needed == set(UPCASTERS)


# --- states ---------------------------------------------------------------------


class Kept(msgspec.Struct):
    texts: dict[str, Private]
    agenda: Agenda
    numbers: Numbers


owners = st.sampled_from(("person:ana", "unit:P11", "unknown:1"))


@given(
    st.dictionaries(st.sampled_from("abc"), private),
    st.dictionaries(st.sampled_from("abc"), st.just(AT)),
    st.dictionaries(st.text(max_size=20), owners),
)
def test_a_folded_state_comes_back_with_its_texts_its_agenda_and_its_numbers(texts, at, numbers):
    agenda = Agenda()
    for key, moment in at.items():
        agenda.set(key, moment)
    codec = Codec(vault())
    kept = Kept(texts, agenda, Numbers(numbers))
    assert codec.decode_as(Kept, codec.encode_state(kept)) == kept


def test_a_number_whose_owner_was_erased_does_not_come_back():
    sealer = vault()
    codec = Codec(sealer)
    numbers = Numbers({"+15015550101": "person:ana", "+15015550102": "person:mo"})
    blob = codec.encode_state(Kept({}, Agenda(), numbers))
    assert b"5015550101" not in blob
    sealer.erase("person:ana")
    assert codec.decode_as(Kept, blob).numbers == {"+15015550102": "person:mo"}


def test_what_is_no_part_of_a_state_is_neither_written_nor_read():
    codec = Codec(vault())
    with pytest.raises(NotImplementedError):
        codec.encode_state(object())
    with pytest.raises(NotImplementedError):
        codec.decode_as(Codec, b"1")
