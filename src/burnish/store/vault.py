"""Vault: secrets of projects, encrypted with a key that lies in a file and never in the database."""

import base64
import binascii
import hashlib
import os
import secrets as random_secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from burnish.errors import ConfigError, StoreError

__all__ = ["Sealed", "Vault"]

_BYTES, _NONCE = 32, 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted secret, and which of the vault's keys opens it."""

    ciphertext: bytes
    encrypted_with: str


class Vault:
    """Encrypts and decrypts (AES-256-GCM). The file holds one key a line, as base64; the first one encrypts, each one decrypts.

    To rotate: put a new line first, re-encrypt what there is, then remove the old line.
    """

    def __init__(self, keys: list[bytes]) -> None:
        self._keys = {hashlib.sha256(b"burnish key id" + key).hexdigest()[:16]: AESGCM(key) for key in keys}
        self._first = next(iter(self._keys))

    @classmethod
    def open(cls, path: Path) -> Self:
        """The vault of a key file, which is made where there is none, readable by its owner alone.

        Raises:
            ConfigError: others may read the file, or it holds no keys of 256 random bits.
        """
        path = path.expanduser()
        fix = "make one with `head -c 32 /dev/urandom | base64`, or remove the file for a new one: what it encrypted is lost then"
        _make(path)
        try:
            mode = path.stat().st_mode
            lines = path.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"the key file cannot be read: {error}", where=str(path), fix="correct it, or BURNISH_SECRET_KEY_FILE"
            ) from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(f"others may read the key file (mode {stat.filemode(mode)})", where=str(path), fix=f"chmod 600 {path}")
        keys = [_decoded(line) for line in lines]
        if not keys or any(len(key) != _BYTES or len(set(key)) < 8 for key in keys):
            raise ConfigError("the key file does not hold keys of 256 random bits", where=str(path), fix=fix)
        return cls(keys)

    def seal(self, text: str, place: str) -> Sealed:
        """Encrypt a secret for one place (the row that keeps it): elsewhere it does not open."""
        nonce = os.urandom(_NONCE)
        return Sealed(nonce + self._keys[self._first].encrypt(nonce, text.encode(), place.encode()), self._first)

    def unseal(self, sealed: Sealed, place: str) -> str:
        """Decrypt it.

        Raises:
            StoreError: no key of the vault opens it, or it was changed, or moved from another place.
        """
        key = self._keys.get(sealed.encrypted_with)
        if key is None:
            what = f"is encrypted with key {sealed.encrypted_with}, which the key file does not hold"
            raise StoreError(what, where=place, fix="bring the key back into the file, or set the secret again")
        try:
            return key.decrypt(sealed.ciphertext[:_NONCE], sealed.ciphertext[_NONCE:], place.encode()).decode()
        except InvalidTag:
            raise StoreError(
                "was changed since it was encrypted", where=place, fix="set the secret again, and look for who did it"
            ) from None


def _make(path: Path) -> None:
    """Write a key file whole, unless there is one: of servers that start at once, one wins and the others use its key."""
    if path.exists():
        return
    content = base64.b64encode(random_secrets.token_bytes(_BYTES)) + b"\n"
    partial = path.with_name(f".{path.name}.{random_secrets.token_hex(4)}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, path)
    except FileExistsError:
        return
    except OSError as error:
        raise ConfigError(f"the key file cannot be made: {error.strerror}", where=str(path), fix="correct BURNISH_HOME") from None
    finally:
        partial.unlink(missing_ok=True)


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line, altchars=b"-_" if "-" in line or "_" in line else None, validate=True)
    except binascii.Error:
        return b""
