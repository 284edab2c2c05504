"""The octets of Web Push: a payload sealed for one browser, and who it is that sends it.

Every primitive is `cryptography`'s; what stands here is the order in which RFC 8291 (with
RFC 8188) and RFC 8292 put them together. The one package that does it (http-ece) is given
out as a source only, and pywebpush brings two more HTTP clients and connects to wherever a
subscription says: see ADR 0034.
"""

import os
from typing import Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tocsin.exchange.push import AUTH_BYTES, POINT_BYTES, Subscription, base64url, octets
from tocsin.kernel.limits_push import (
    PUSH_BODY_BYTES_MAX,
    PUSH_PADDED_BYTES,
    PUSH_PAYLOAD_BYTES_MAX,
    PUSH_TOKEN_LIFE_S,
)

SALT_BYTES: Final = 16
SCALAR_BYTES: Final = 32
LAST_RECORD: Final = b"\x02"
Private = ec.EllipticCurvePrivateKey


class Chosen(NamedTuple):
    """What must be new for each message: a key of ours, and a salt."""

    key: Private
    salt: bytes


def chosen() -> Chosen:
    """Drawn for one message and never again."""
    return Chosen(ec.generate_private_key(ec.SECP256R1()), os.urandom(SALT_BYTES))


def point_of(key: Private) -> bytes:
    """The public half of a key, uncompressed (X9.62)."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal(
    payload: bytes, to: Subscription, new: Chosen, *, padded: int = PUSH_PADDED_BYTES
) -> bytes:
    """The body of a push: only that browser opens it (RFC 8291, 3.4; RFC 8188, 2).

    Raises ValueError for a key that is no point, and for a payload that is too long.
    """
    if len(payload) > PUSH_PAYLOAD_BYTES_MAX:
        raise ValueError("too long")
    theirs, ours = octets(to.p256dh, POINT_BYTES), point_of(new.key)
    their_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    shared = new.key.exchange(ec.ECDH(), their_key)
    auth = octets(to.auth, AUTH_BYTES)
    secret = _derived(shared, auth, b"WebPush: info\0" + theirs + ours, 32)
    content_key = _derived(secret, new.salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, new.salt, b"Content-Encoding: nonce\0", 12)
    filled = (payload + LAST_RECORD).ljust(padded + 1, b"\0")
    head = new.salt + PUSH_BODY_BYTES_MAX.to_bytes(4, "big") + bytes((len(ours),)) + ours
    return head + AESGCM(content_key).encrypt(nonce, filled, None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def authorization(key: Private, origin: str, contact: str, now_s: int) -> str:
    """The header that says who we are, and how to reach us (RFC 8292, 3)."""
    head = base64url(b'{"typ":"JWT","alg":"ES256"}')
    claims = {"aud": origin, "exp": now_s + PUSH_TOKEN_LIFE_S, "sub": contact}
    said = f"{head}.{base64url(msgspec.json.encode(claims))}"
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    signature = b"".join(each.to_bytes(SCALAR_BYTES, "big") for each in (r, s))
    return f"vapid t={said}.{base64url(signature)}, k={base64url(point_of(key))}"


def receipt_key(key: Private) -> bytes:
    """The key by which we know our own receipts again, drawn from the key that signs."""
    scalar = key.private_numbers().private_value.to_bytes(SCALAR_BYTES, "big")
    return _derived(scalar, b"", b"tocsin push receipt", 32)
