"""The key by which push services know this installation (RFC 8292), in a file beside the ledger.

Browsers subscribe for it: with another key nothing reaches them. It is made at the first
start with a way out of kind push, mode 0600. A file of the same name with `.old` behind it
still signs for who subscribed before the present one was made.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tocsin.adapters.push_octets import Private, point_of, receipt_key
from tocsin.exchange.push import base64url
from tocsin.ledger.kek import make_key_file

KEY_BYTES_MAX: Final = 4_096


class PushKeys(NamedTuple):
    """The key that browsers subscribe for, and those from before; none is ever shown."""

    present: Private
    old: Sequence[Private] = ()

    @property
    def public(self) -> str:
        """What a browser subscribes for (`applicationServerKey`)."""
        return base64url(point_of(self.present))

    @property
    def receipts(self) -> bytes:
        """What a receipt is marked with."""
        return receipt_key(self.present)

    def signing(self, public: str) -> Private | None:
        """The key that a browser subscribed for; None when it is not here any more."""
        every = (self.present, *self.old)
        return next((each for each in every if base64url(point_of(each)) == public), None)

    def __repr__(self) -> str:
        """Show no key."""
        return "PushKeys(…)"


def load_or_make(path: Path) -> PushKeys:
    """The keys of an installation. Raises ValueError for a file that cannot be used."""
    if not path.exists():
        _make(path)
    old = path.with_name(path.name + ".old")
    return PushKeys(_load(path), [_load(old)] if old.exists() else [])


def _load(path: Path) -> Private:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            text = file.read(KEY_BYTES_MAX)
    except OSError as error:
        raise ValueError(f"the key file {path} cannot be read: {error.strerror}") from error
    if mode & 0o077:
        raise ValueError(f"the key file {path} has mode {mode:04o}; it must be 0600 or stricter")
    try:
        key = load_pem_private_key(text, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise ValueError(f"the key file {path} must hold one private key of the curve P-256")
    return key


def _make(path: Path) -> None:
    """Make a key file; one that somebody made meanwhile stays. Raises ValueError."""
    key = ec.generate_private_key(ec.SECP256R1())
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        make_key_file(path, text)
    except FileExistsError:
        return
    except OSError as error:
        raise ValueError(f"the key file {path} cannot be made: {error.strerror}") from error
