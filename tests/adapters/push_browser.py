"""A browser at the other end of Web Push, and its push service: what both do by the standards.

It opens what was sealed for it from the side of the receiver (RFC 8291, 3.4 and RFC 8188,
2.2), and believes no sender whose token does not hold (RFC 8292, 2).
"""

import json
from base64 import urlsafe_b64decode
from os import urandom

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tocsin.exchange.push import Subscription, base64url


def unpacked(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public(key):
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def point(octets):
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets)


def private(scalar):
    return ec.derive_private_key(int.from_bytes(unpacked(scalar), "big"), ec.SECP256R1())


class Browser:
    """One browser with its keys; `endpoint` is where its push service takes what is for it."""

    def __init__(self, endpoint, server_key, *, key=None, auth=None):
        self.endpoint = endpoint
        self.server_key = server_key
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.auth = auth or urandom(16)

    @property
    def subscription(self):
        keys = base64url(public(self.key)), base64url(self.auth)
        return Subscription(self.endpoint, *keys, self.server_key)

    def opens(self, body):
        """What was sealed for it. Raises where it was sealed for another, or damaged."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.key.exchange(ec.ECDH(), point(sender))
        info = b"WebPush: info\0" + public(self.key) + sender
        secret = HKDF(SHA256(), 32, self.auth, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        filled = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert filled.endswith(b"\x02")
        return filled[:-1]

    def shows(self, body):
        return json.loads(self.opens(body))


def claims(header, server_key):
    """What a token says. Raises where it is not signed by the key that the browser subscribed for."""
    scheme, _, rest = header.partition(" ")
    assert scheme == "vapid"
    said = dict(each.strip().split("=", 1) for each in rest.split(","))
    assert said["k"] == server_key
    head, middle, signature = said["t"].split(".")
    octets = unpacked(signature)
    r, s = (int.from_bytes(half, "big") for half in (octets[:32], octets[32:]))
    signed = f"{head}.{middle}".encode()
    point(unpacked(server_key)).verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    assert json.loads(unpacked(head)) == {"typ": "JWT", "alg": "ES256"}
    return json.loads(unpacked(middle))
