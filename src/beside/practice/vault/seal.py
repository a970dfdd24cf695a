"""Seal and open bytes: AES-256-GCM, with the place a value belongs to as associated data.

A value moved to another row, field, relationship or practice does not open. Pure functions, no Django.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beside.practice.vault.errors import Unreadable

# The first byte says how a value was sealed, so that a better way can follow without a flag day.
VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


def seal(key: bytes, content: bytes, place: str) -> bytes:
    """Return version, nonce and ciphertext in one."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, content, _bound(place))


def open_sealed(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return the content. Raises Unreadable for anything that was not sealed with this key for this place."""
    if sealed[:1] != VERSION:
        raise Unreadable("This is not a sealed value. Restore the row from a backup: beside restore FILE.")
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _bound(place))
    except (InvalidTag, ValueError):
        raise Unreadable(
            "A sealed value does not open in its place: it was moved or changed. "
            "Check the trail (beside audit verify) and restore the row from a backup."
        ) from None


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def _bound(place: str) -> bytes:
    return b"beside|1|" + place.encode()
