"""The vault seals everything and names nobody; without its key a copy of the database says nothing."""

import base64
import hashlib
import hmac
import os
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32
FORMAT = b"\1"  # of sealed values; whatever is sealed in another way one day begins with another byte
HEAD_BYTES = 5  # the format, and of the secret's name enough that two secrets never share it
NONCE_BYTES = 12
LENGTH_BYTES = 4
USUAL_BYTES = 1920  # of the padded text: a row of PostgreSQL with it stays in its page
CHANCE_OF_DOUBLE = 10  # one in so many takes the double without need, so that a length says nothing
RAW, COMPRESSED = b"\0", b"\1"  # what the sealed text begins with
MAC_CHARACTERS = 16  # 96 bits: out of reach for guessing through Telegram


class SealBrokenError(Exception):
    """The sealed bytes were changed, moved to another row, or sealed with a key we do not have."""


class Vault:
    """One current secret that seals, and older ones that still open.

    Each purpose has a key of its own, derived with HKDF-SHA256 from the 32 secret bytes.
    """

    def __init__(self, secret: bytes, old_secrets: Sequence[bytes] = ()) -> None:
        self._keys = tuple(_Keys.derive(one) for one in (secret, *old_secrets))

    def conversation_keys(self, user_id: int) -> tuple[int, ...]:
        """The names of a person's row, of 63 bits: under the current secret first, then under older ones."""
        message = b"conversation" + user_id.to_bytes(8, "big", signed=True)
        return tuple(_name(keys, message) for keys in self._keys)

    def day_keys(self, user_id: int, day: date) -> tuple[int, ...]:
        """The names of the row that counts a person's promises of one day, in the same order."""
        message = b"day" + user_id.to_bytes(8, "big", signed=True) + day.isoformat().encode()
        return tuple(_name(keys, message) for keys in self._keys)

    def seal(self, plain: bytes, *, bound_to: bytes) -> bytes:
        """Seal the padded text with AES-256-GCM; it opens only with the same `bound_to` (row and purpose)."""
        keys = self._keys[0]
        nonce = os.urandom(NONCE_BYTES)
        return keys.head + nonce + keys.cipher.encrypt(nonce, _pad(plain), keys.head + bound_to)

    def open(self, sealed: bytes, *, bound_to: bytes) -> bytes:
        """Decrypt the text that was sealed.

        Raises:
            SealBrokenError: with any other row, purpose or secret, or after any change of a bit.
        """
        head, sealed = sealed[:HEAD_BYTES], sealed[HEAD_BYTES:]
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        for keys in self._keys:
            if keys.head == head:
                try:
                    return _unpad(keys.cipher.decrypt(nonce, rest, head + bound_to))
                except (InvalidTag, ValueError, zlib.error):
                    continue
        raise SealBrokenError

    @property
    def current_head(self) -> bytes:
        """The first bytes of everything the current secret has sealed."""
        return self._keys[0].head

    def is_current(self, sealed: bytes) -> bool:
        """Tell whether these bytes were sealed under the current secret."""
        return sealed[:HEAD_BYTES] == self._keys[0].head

    def mac(self, user_id: int, code: str) -> str:
        """Make the mark that lets this person, and nobody else, press the buttons of this pledge."""
        return self._macs(user_id, code)[0]

    def owns(self, user_id: int, code: str, mac: str) -> bool:
        """Tell whether the mark was made for this person and code, under any secret we still have."""
        given = mac.encode("utf-8", "replace")
        return any(hmac.compare_digest(one.encode(), given) for one in self._macs(user_id, code))

    def copy_marks(self) -> "list[hmac.HMAC]":
        """What the mark of a copy is computed with: under the current secret first, then under older ones."""
        return [hmac.new(keys.copies, digestmod="sha256") for keys in self._keys]

    def pseudonym(self, user_id: int) -> str:
        """Make a short stable name for an organizer in the journal; 40 bits, keyed."""
        digest = _hmac(self._keys[0].pseudonyms, user_id.to_bytes(8, "big", signed=True))
        return base64.b32encode(digest[:5]).decode().lower()

    def _macs(self, user_id: int, code: str) -> tuple[str, ...]:
        message = user_id.to_bytes(8, "big", signed=True) + code.encode("utf-8", "replace")
        return tuple(
            base64.urlsafe_b64encode(_hmac(keys.marking, message)).decode()[:MAC_CHARACTERS]
            for keys in self._keys
        )


def new_secret() -> str:
    """Make a fresh SECRET_KEY: 32 random bytes in base64."""
    return base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def read_secret(text: str) -> bytes:
    """Decode a SECRET_KEY.

    Raises:
        ValueError: not base64, or not 32 bytes. The text itself is not in the message.
    """
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise ValueError("not base64; `mektup secret` prints a good one") from None
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"{len(secret)} bytes instead of {SECRET_BYTES}; `mektup secret` prints a good one")
    return secret


@dataclass(frozen=True, slots=True)
class _Keys:
    head: bytes
    naming: bytes
    marking: bytes
    pseudonyms: bytes
    copies: bytes
    cipher: AESGCM

    @classmethod
    def derive(cls, secret: bytes) -> "_Keys":
        def key(purpose: bytes) -> bytes:
            derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"mektup " + purpose)
            return derivation.derive(secret)

        return cls(
            head=(FORMAT + hashlib.sha256(key(b"key id")).digest())[:HEAD_BYTES],
            naming=key(b"conversation"),
            marking=key(b"pledge"),
            pseudonyms=key(b"journal"),
            copies=key(b"copy"),
            cipher=AESGCM(key(b"seal")),
        )


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _name(keys: _Keys, message: bytes) -> int:
    return int.from_bytes(_hmac(keys.naming, message)[:8], "big") >> 1


def _pad(plain: bytes) -> bytes:
    """Of one size: what does not fit is compressed, and what does not fit then takes the double."""
    content, room = RAW + plain, USUAL_BYTES - LENGTH_BYTES
    if len(content) > room:
        content = min(content, COMPRESSED + zlib.compress(plain, 9), key=len)
    size = USUAL_BYTES
    while size < len(content) + LENGTH_BYTES:
        size *= 2
    if size == USUAL_BYTES and not secrets.randbelow(CHANCE_OF_DOUBLE):
        size *= 2
    return len(content).to_bytes(LENGTH_BYTES, "big") + content.ljust(size - LENGTH_BYTES, b"\0")


def _unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    form, content = padded[LENGTH_BYTES : LENGTH_BYTES + 1], padded[LENGTH_BYTES + 1 : LENGTH_BYTES + length]
    return zlib.decompress(content) if form == COMPRESSED else content
