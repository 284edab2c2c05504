"""The ledger of the settings, a file or a database, opened or made, with its key file."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tocsin.config import Settings
from tocsin.engine.stages import STAGE_VERSION
from tocsin.facts.codec import Codec
from tocsin.ledger.address import without_agency
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.opening import AnyLedger, create_ledger, is_postgres, key_path_of
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import Vault, open_vault

if TYPE_CHECKING:
    from tocsin.ledger.postgres_seat import PostgresSeat


class Held(NamedTuple):
    """An open ledger with what seals and opens it; `seat` where several nodes share it."""

    ledger: AnyLedger
    vault: Vault
    codec: Codec
    seat: "PostgresSeat | None"

    def close(self) -> None:
        """Give a lease up, and release file or connections."""
        if self.seat is not None:
            self.seat.close()
        else:
            self.ledger.close()


def opened(settings: Settings, agency: str) -> Held | None:
    """The ledger of an agency, made when there is none yet.

    `agency` is '' where its file cannot be read: then the ledger must be there and say
    whose it is, or there is None. Raises LedgerError.
    """
    if is_postgres(settings.ledger):
        return _at_database(settings, agency)
    path = settings.path(settings.ledger)
    if not agency and not path.exists():
        return None
    ledger = _file(path, agency or _agency_of(path))
    return _held(ledger, key_path_of(str(path)), None)


def _held(ledger: AnyLedger, key: Path, seat: "PostgresSeat | None") -> Held:
    try:
        vault = open_vault(ledger, key, os.urandom)
    except BaseException:
        (seat or ledger).close()
        raise
    return Held(ledger, vault, Codec(vault), seat)


def _at_database(settings: Settings, agency: str) -> Held | None:
    address, named = without_agency(settings.ledger)
    name = named or agency
    if not name:
        return None
    # What speaks to a database is loaded by whoever has one.
    from tocsin.ledger.postgres_seat import PostgresSeat  # noqa: PLC0415

    # Whoever comes second finds that it is there; what else is wrong is met again below.
    with suppress(LedgerError):
        create_ledger(address, name).close()
    seat = PostgresSeat(address, name, machine_of(settings), STAGE_VERSION)
    return _held(seat.ledger, key_path_of(settings.ledger, settings.path("")), seat)


def machine_of(settings: Settings) -> str:
    """What this node is called; no two nodes of an agency share a name."""
    return (settings.node.name if settings.node else "") or socket.gethostname()


def _file(path: Path, agency: str) -> SqliteLedger:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteLedger.create(path, agency)
    return SqliteLedger(path, agency)


def _agency_of(path: Path) -> str:
    ledger = SqliteLedger(path, read_only=True)
    try:
        return ledger.agency
    finally:
        ledger.close()
