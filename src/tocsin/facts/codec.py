"""Facts to bytes and back, with personal text sealed on the way in and opened on the way out.

A fact is stored as compact JSON of its fields; kind and version stand in the
envelope. When a fact's fields change, its `VERSION` goes up and an upcaster is
added here: a function from the old fields to the new, one version at a time, so
that whatever was ever written can be read for ever.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec

from tocsin.facts import (
    agency,
    custody,
    handovers,
    incidents,
    nearness,
    notices,
    orders,
    pages,
    plans,
    pushes,
    reaching,
    respondents,
    risk,
    roads,
    search,
    sharing,
    sightings,
    signals,
    system,
    threats,
    trails,
    trials,
    units,
    walks,
)
from tocsin.facts.envelope import Envelope
from tocsin.facts.fact import Fact
from tocsin.kernel.agenda import Agenda
from tocsin.kernel.numbers import Numbers
from tocsin.kernel.private import Private

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


def _same(fields: dict[str, Any]) -> dict[str, Any]:
    """What was added has the value that it had before it could be said."""
    return fields


UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = {
    ("PageAnswered", 1): _same,
    ("ProvidersSet", 1): _same,
    ("SignalReceived", 1): _same,
    ("RespondentSet", 1): _same,
    ("WorkplacePlanSet", 1): _same,
    ("ScreenTaken", 1): _same,
}
"""(kind, version) to the function that brings those fields to the version after."""


class Sealer(Protocol):
    """What seals and opens personal text: the vault."""

    def seal(self, subject: str, text: str) -> str:
        """Seal a text under the key of its subject."""
        ...

    def open(self, subject: str, sealed: str) -> str | None:
        """The text, or None once the subject's key is gone."""
        ...

    def is_sealed(self, subject: str, sealed: str) -> bool:
        """Whether this is sealed with the key that the subject has now."""
        ...


class UnknownFactError(Exception):
    """The ledger holds a kind or version of fact that this program does not know."""


def _kinds(modules: Iterable[Any]) -> dict[str, type[Fact]]:
    """Every concrete fact, by its class name. Names with an underscore are shapes only."""
    found: dict[str, type[Fact]] = {}
    for module in modules:
        for name, value in vars(module).items():
            is_fact = isinstance(value, type) and issubclass(value, Fact) and value is not Fact
            if is_fact and not name.startswith("_"):
                found[name] = value
    return found


KINDS: Final[Mapping[str, type[Fact]]] = _kinds(
    (
        agency,
        custody,
        handovers,
        incidents,
        nearness,
        notices,
        orders,
        pages,
        plans,
        pushes,
        reaching,
        respondents,
        risk,
        roads,
        search,
        sharing,
        sightings,
        signals,
        system,
        threats,
        trails,
        trials,
        units,
        walks,
    )
)


class Codec:
    """Encodes and decodes facts and folded states for one vault."""

    def __init__(
        self,
        sealer: Sealer,
        kinds: Mapping[str, type[Fact]] = KINDS,
        upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
    ) -> None:
        self._sealer = sealer
        self._kinds = kinds
        self._upcasters = upcasters
        self._encoder = msgspec.json.Encoder(enc_hook=self._encode_private)
        self._state_encoder = msgspec.json.Encoder(enc_hook=self._encode_kept)
        self._decoders: dict[type, msgspec.json.Decoder[Any]] = {}

    @property
    def sealer(self) -> Sealer:
        """What seals and opens here, for what is kept beside the chain."""
        return self._sealer

    def encode(self, fact: Fact) -> tuple[str, int, bytes]:
        """Kind, version and sealed body of a fact."""
        return type(fact).__name__, fact.VERSION, self._encoder.encode(fact)

    def decode(self, envelope: Envelope) -> Fact:
        """The fact in an envelope, brought to its present version.

        Raises UnknownFactError when it was written by a newer program.
        """
        kind = self._kinds.get(envelope.kind)
        if kind is None or envelope.version > kind.VERSION:
            raise UnknownFactError(
                f"Entry {envelope.position} is {envelope.kind} version {envelope.version}, "
                "which this program does not know: it was written by a newer one."
            )
        if envelope.version == kind.VERSION:
            fact: Fact = self.decode_as(kind, envelope.body)
            return fact
        return self._upcast(kind, envelope)

    def _upcast(self, kind: type[Fact], envelope: Envelope) -> Fact:
        fields: dict[str, Any] = msgspec.json.decode(envelope.body)
        for version in range(envelope.version, kind.VERSION):
            upcaster = self._upcasters.get((envelope.kind, version))
            if upcaster is None:
                raise UnknownFactError(
                    f"Entry {envelope.position}: nothing brings {envelope.kind} "
                    f"version {version} to version {version + 1}."
                )
            fields = upcaster(fields)
        return msgspec.convert(fields, kind, dec_hook=self._decode_private)

    def encode_state(self, state: object) -> bytes:
        """A folded state, its personal text sealed as in facts; what stands there, as it stands.

        Sealing all of it anew would hold up everybody while thousands are open.
        """
        return self._state_encoder.encode(state)

    def decode_as(self, kind: type[Any], body: bytes) -> Any:
        """Decode one JSON value of a known type, opening personal text."""
        decoder = self._decoders.get(kind)
        if decoder is None:
            decoder = msgspec.json.Decoder(kind, dec_hook=self._decode_private)
            self._decoders[kind] = decoder
        return decoder.decode(body)

    def _encode_private(self, value: object) -> object:
        if isinstance(value, Private):
            if value.text is None:
                return {"s": value.subject, "c": None}
            value.sealed = self._sealer.seal(value.subject, value.text)
            return {"s": value.subject, "c": value.sealed}
        if isinstance(value, Agenda):
            return dict(value)
        if isinstance(value, Numbers):
            return [Private(owner, number) for number, owner in value.items()]
        raise NotImplementedError(f"{type(value).__name__} cannot be encoded")

    def _encode_kept(self, value: object) -> object:
        if not isinstance(value, Private) or value.text is None or not value.sealed:
            return self._encode_private(value)
        if not self._sealer.is_sealed(value.subject, value.sealed):
            return self._encode_private(value)
        return {"s": value.subject, "c": value.sealed}

    def _decode_private(self, kind: type, value: Any) -> Any:
        if kind is Private:
            sealed = value["c"]
            text = None if sealed is None else self._sealer.open(value["s"], sealed)
            return Private(value["s"], text, sealed or "")
        if kind is Agenda:
            agenda = Agenda()
            for key, at in value.items():
                agenda.set(key, msgspec.convert(at, datetime))
            return agenda
        if kind is Numbers:
            found = [self._decode_private(Private, each) for each in value]
            return Numbers({p.text: p.subject for p in found if p.text is not None})
        raise NotImplementedError(f"{kind.__name__} cannot be decoded")
