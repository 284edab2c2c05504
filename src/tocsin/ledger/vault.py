"""Personal text, sealed per person: destroying a person's key erases it everywhere.

Every subject has one 256-bit data key. It seals the subject's texts with
AES-256-GCM and is itself stored, wrapped by the key-encryption key, beside the
ledger. The chain covers the sealed text, so it still verifies when the key is
gone and nobody, ourselves included, can read the text.

A wrapped key is   01 | kek id (8) | key id (8) | nonce (12) | sealed data key (48)
A sealed text is   01 | key id (8) | nonce (12) | sealed text and tag (n + 16), in base64

The key id tells text of a key that was destroyed, when the same subject has
been given a new key since, from text that was tampered with.
"""

from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Final, NamedTuple, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tocsin.ledger.kek import (
    KEK_BYTES,
    KekError,
    Random,
    create_kek,
    load_kek,
    load_or_create_kek,
    next_kek_path,
)
from tocsin.ledger.ledger import KeyStore, LedgerError
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.schema import sync_folder

FORMAT: Final = b"\x01"
ID_BYTES: Final = 8
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
NONCE_AT: Final = 1 + ID_BYTES
TEXT_AT: Final = NONCE_AT + NONCE_BYTES
HEAD_LETTERS: Final = (1 + ID_BYTES) * 4 // 3
WRAPPED_BYTES: Final = 1 + 2 * ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES
CACHED_SUBJECTS_MAX: Final = 10_000
"""How many subjects' open keys are held; beyond that the oldest is forgotten."""


class VaultError(LedgerError):
    """A sealed text or key is not what was sealed: damaged, tampered with, or another key's."""


class KeyRing(KeyStore, Protocol):
    """A key store that can also hand out and replace all keys, for `rewrap`."""

    def keys(self) -> dict[str, bytes]:
        """Every subject's wrapped key."""
        ...

    def replace_keys(self, wrapped: Mapping[str, bytes]) -> None:
        """Durably put these in the place of the same subjects' keys, all or none."""
        ...


class DataKey(NamedTuple):
    """An opened data key."""

    id: bytes
    cipher: AESGCM


class Vault:
    """Seals and opens personal text. Safe to use from several threads.

    `random(n)` gives n unpredictable bytes. With `kek=None` everything opens as
    None and nothing can be sealed: a reader who may see that something was
    said, but not what.
    """

    def __init__(self, keys: KeyStore, kek: bytes | None, random: Random) -> None:
        """Raises KekError unless `kek` has 32 bytes."""
        self._keys = keys
        self._kek = None if kek is None else Kek(kek)
        self._random = random
        self._open_keys: dict[str, DataKey] = {}
        self._at_hand: Mapping[str, bytes] = {}
        self._lock = RLock()

    @classmethod
    def without_key(cls) -> Self:
        """A vault in which everything is closed."""
        return cls(MemoryLedger(""), None, bytes)

    def seal(self, subject: str, text: str) -> str:
        """Seal one text under the subject's key; ASCII, fit for JSON.

        A first key is staged in the key store, to become durable with the next
        append. Raises VaultError without a key-encryption key, or when the
        subject's stored key cannot be opened with it.
        """
        key = self._key_for_sealing(subject)
        nonce = self._random(NONCE_BYTES)
        body = _octets(text)
        head = FORMAT + key.id
        box = head + nonce + key.cipher.encrypt(nonce, body, head + _octets(subject))
        return b2a_base64(box, newline=False).decode("ascii")

    def open(self, subject: str, sealed: str) -> str | None:
        """The text, or None when its key was destroyed or this vault has no key at all.

        Raises VaultError when it was tampered with, or sealed for another subject.
        """
        if self._kek is None:
            return None
        box = _unpacked(subject, sealed)
        key = self._key(subject)
        if key is None or key.id != box[1:NONCE_AT]:
            return None
        try:
            beside = box[:NONCE_AT] + _octets(subject)
            body = key.cipher.decrypt(box[NONCE_AT:TEXT_AT], box[TEXT_AT:], beside)
        except InvalidTag as error:
            raise VaultError(f"A text of {subject} is not what was sealed.") from error
        return body.decode("utf-8", "surrogatepass")

    def is_sealed(self, subject: str, sealed: str) -> bool:
        """Whether this is sealed with the key that the subject has now; looks at its name only."""
        key = self._key(subject)
        return key is not None and a2b_base64(sealed[:HEAD_LETTERS])[1:] == key.id

    def seal_letter(self, letter_id: str, body: bytes) -> bytes:
        """Seal a command for another node, with a key of its own that goes along wrapped.

        Nothing is staged or stored: whoever deletes the letter has erased it.
        Raises VaultError without a key-encryption key.
        """
        if self._kek is None:
            raise VaultError("Nothing can be sealed without the key-encryption key.")
        subject = f"letter:{letter_id}"
        key_id, secret = self._random(ID_BYTES), self._random(KEY_BYTES)
        wrapped = self._kek.wrap(subject, key_id, secret, self._random(NONCE_BYTES))
        nonce = self._random(NONCE_BYTES)
        return wrapped + nonce + AESGCM(secret).encrypt(nonce, body, _octets(subject))

    def open_letter(self, letter_id: str, sealed: bytes) -> bytes:
        """What was sealed for this letter. Raises VaultError when this is something else."""
        if self._kek is None:
            raise VaultError("No letter can be opened without the key-encryption key.")
        subject = f"letter:{letter_id}"
        nonce_at, body_at = WRAPPED_BYTES, WRAPPED_BYTES + NONCE_BYTES
        _, secret = self._kek.unwrap(subject, sealed[:nonce_at])
        try:
            return AESGCM(secret).decrypt(
                sealed[nonce_at:body_at], sealed[body_at:], _octets(subject)
            )
        except (InvalidTag, ValueError) as error:
            raise VaultError(f"The letter {letter_id} is not what was sealed.") from error

    def erase(self, subject: str) -> bool:
        """Destroy the subject's key for good; True if there was one. Raises LedgerUnavailable.

        Python cannot overwrite the copies a running process held in memory;
        they go when the process does.
        """
        with self._lock:
            self.forget(subject)
            return self._keys.destroy_key(subject)

    def forget(self, subject: str) -> None:
        """Drop the opened key of a subject whose key was destroyed elsewhere."""
        self._open_keys.pop(subject, None)

    def forget_all(self) -> None:
        """Drop every opened key: some may never have become durable, or are destroyed since."""
        self._open_keys.clear()

    @contextmanager
    def at_hand(self, wrapped: Mapping[str, bytes]) -> Iterator[None]:
        """Look for keys among these first, while a whole ledger is folded.

        A database is asked for each key else, and a million entries have tens of thousands. A key
        that is destroyed meanwhile opens until then; the fact that says so blanks what it opened.
        """
        self._at_hand = wrapped
        try:
            yield
        finally:
            self._at_hand = {}
            self.forget_all()

    def _key_for_sealing(self, subject: str) -> DataKey:
        key = self._open_keys.get(subject)
        if key is not None:
            return key
        if self._kek is None:
            raise VaultError("Nothing can be sealed without the key-encryption key.")
        with self._lock:
            return self._key(subject) or self._new_key(subject, self._kek)

    def _new_key(self, subject: str, kek: "Kek") -> DataKey:
        key_id, secret = self._random(ID_BYTES), self._random(KEY_BYTES)
        wrapped = kek.wrap(subject, key_id, secret, self._random(NONCE_BYTES))
        self._keys.stage_key(subject, wrapped)
        return self._remember(subject, DataKey(key_id, AESGCM(secret)))

    def _key(self, subject: str) -> DataKey | None:
        """The subject's opened key, or None when there is none."""
        key = self._open_keys.get(subject)
        if key is not None or self._kek is None:
            return key
        with self._lock:
            wrapped = self._at_hand.get(subject) or self._keys.get_key(subject)
            if wrapped is None:
                return None
            key_id, secret = self._kek.unwrap(subject, wrapped)
            return self._remember(subject, DataKey(key_id, AESGCM(secret)))

    def _remember(self, subject: str, key: DataKey) -> DataKey:
        if len(self._open_keys) >= CACHED_SUBJECTS_MAX:
            del self._open_keys[next(iter(self._open_keys))]
        self._open_keys[subject] = key
        return key


class Kek:
    """A key-encryption key at work: wraps and unwraps data keys."""

    def __init__(self, kek: bytes) -> None:
        if len(kek) != KEK_BYTES:
            raise KekError(f"A key-encryption key has {KEK_BYTES} bytes, not {len(kek)}.")
        self.id = sha256(b"tocsin-kek-id" + kek).digest()[:ID_BYTES]
        self._cipher = AESGCM(kek)

    def wrap(self, subject: str, key_id: bytes, secret: bytes, nonce: bytes) -> bytes:
        """Wrap a data key for storing."""
        head = FORMAT + self.id + key_id
        return head + nonce + self._cipher.encrypt(nonce, secret, head + _octets(subject))

    def unwrap(self, subject: str, wrapped: bytes) -> tuple[bytes, bytes]:
        """The key's id and the data key. Raises VaultError when it is not what was wrapped."""
        if not self.has_wrapped(wrapped):
            raise VaultError(f"The key of {subject} was not wrapped by this key-encryption key.")
        nonce_at = 1 + 2 * ID_BYTES
        head, nonce = wrapped[:nonce_at], wrapped[nonce_at : nonce_at + NONCE_BYTES]
        try:
            secret = self._cipher.decrypt(
                nonce, wrapped[nonce_at + NONCE_BYTES :], head + _octets(subject)
            )
        except (InvalidTag, ValueError) as error:
            raise VaultError(f"The stored key of {subject} is not what was wrapped.") from error
        return head[1 + ID_BYTES :], secret

    def has_wrapped(self, wrapped: bytes) -> bool:
        """Whether a stored key names this key-encryption key as its own."""
        return wrapped.startswith(FORMAT + self.id)


def open_vault(ring: KeyRing, path: Path, random: Random) -> Vault:
    """The vault of a ledger whose key-encryption key lies at `path`.

    A new key file is made only for a ledger without keys, and an interrupted
    rotation is ended first. Raises KekError for a missing, unusable or wrong file.
    """
    keys = ring.keys()
    _end_rotation(keys, path)
    kek = load_kek(path) if keys else load_or_create_kek(path, random)
    if not all(map(Kek(kek).has_wrapped, keys.values())):
        raise KekError(f"{path} is not the key file of this ledger: it opens none or not all keys.")
    # Of machines that share a ledger, two may each have made a file before there was any key.
    note = getattr(ring, "note_kek", None)
    if note is not None and note(Kek(kek).id) != Kek(kek).id:
        raise KekError(
            f"{path} is not the key file of this ledger: another machine made it first. "
            "Copy that one here."
        )
    return Vault(ring, kek, random)


def rewrap(ring: KeyRing, old: bytes, new: bytes, random: Random) -> int:
    """Wrap every data key with `new` instead of `old`; how many there were.

    The texts stay as they are. Raises VaultError, and changes nothing, when
    one of the keys cannot be opened with `old`.
    """
    before, after = Kek(old), Kek(new)
    wrapped = {}
    for subject, key in ring.keys().items():
        key_id, secret = before.unwrap(subject, key)
        wrapped[subject] = after.wrap(subject, key_id, secret, random(NONCE_BYTES))
    ring.replace_keys(wrapped)
    return len(wrapped)


def rotate_kek(ring: KeyRing, path: Path, random: Random) -> int:
    """Put a new key-encryption key at `path` and wrap all keys with it; how many there were.

    The new key waits durably beside the old until the ledger holds it, so a
    crash at any point is put right by the next `open_vault`. Vaults opened
    before must be opened again. Without any key there is nothing to do, and the file stays.
    Raises KekError or VaultError.
    """
    keys = ring.keys()
    _end_rotation(keys, path)
    old = load_kek(path)
    if not keys:
        return 0
    create_kek(next_kek_path(path), random)
    count = rewrap(ring, old, load_kek(next_kek_path(path)), random)
    _replace(path)
    return count


def _end_rotation(keys: Mapping[str, bytes], path: Path) -> None:
    """After a crash: take the waiting key if the ledger has it already, else drop it."""
    waiting = next_kek_path(path)
    if not waiting.exists():
        return
    kek = Kek(load_kek(waiting))
    if any(map(kek.has_wrapped, keys.values())):
        _replace(path)
    elif path.exists():
        waiting.unlink()


def _replace(path: Path) -> None:
    next_kek_path(path).replace(path)
    sync_folder(path.parent)


def _octets(text: str) -> bytes:
    """Any text at all as bytes; what came in as half a character is kept as that."""
    return text.encode("utf-8", "surrogatepass")


def _unpacked(subject: str, sealed: str) -> bytes:
    """The bytes of a sealed text. Raises VaultError unless exactly as `seal` writes them."""
    try:
        box = a2b_base64(sealed, strict_mode=True)
    except (Error, ValueError) as error:
        raise VaultError(f"A sealed text of {subject} is not base64.") from error
    is_canonical = str(b2a_base64(box, newline=False), "ascii") == sealed
    is_long_enough = len(box) >= TEXT_AT + TAG_BYTES
    if not (is_canonical and is_long_enough and box.startswith(FORMAT)):
        raise VaultError(f"A sealed text of {subject} has not the shape of one.")
    return box
